// A process of its own that takes the lock and keeps it until it is killed: hold-lock.ts LOCKFILE.
import { withLock } from '../../../../src/flags/lock.ts';

await withLock(process.argv[2]!, 5000, async () => {
  process.stdout.write('ready\n');
  await new Promise((resolve) => setTimeout(resolve, 60_000));
});
