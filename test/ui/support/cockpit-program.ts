import { runCockpit } from '../../../src/ui/run.ts';
import { FakeClient } from './fake-client.ts';

// A program of its own, run in a pty: argv says how it is to fail.
const client = new FakeClient();
const [failure] = process.argv.slice(2);
if (failure === 'later') setTimeout(() => client.publish({ rows: null as never }), 300);
if (failure === 'engine')
  setTimeout(() => {
    throw new Error('the engine broke');
  }, 300);
const reason = await runCockpit({ client, who: 'ana', color: failure === 'no-color' ? 'none' : 'auto' });
process.stdout.write(`left: ${reason}, listeners: ${client.listeners}\n`);
await client.close();
