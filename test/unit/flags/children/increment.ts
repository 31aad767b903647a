// A process of its own that counts up an unknown key of the flags file: increment.ts FILE TIMES.
import { openFlags } from '../../../../src/flags/store.ts';

const [path, times] = process.argv.slice(2);
const flags = await openFlags({ path: path!, env: {}, now: Date.now });
process.stdout.write('ready\n');
for (let i = 0; i < Number(times); i++)
  await flags.update((values) => [['counter', Number(values.get('counter') ?? 0) + 1]]);
await flags.close();
