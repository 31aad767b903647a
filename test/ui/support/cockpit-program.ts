import { runCockpit } from '../../../src/ui/run.ts';
import { FakeClient } from './fake-client.ts';

// A program of its own, run in a pty: argv says how it fails on SIGUSR2.
const client = new FakeClient();
const [failure] = process.argv.slice(2);
process.on('SIGUSR2', () => {
  if (failure === 'cockpit') client.publish({ rows: null as never });
  if (failure === 'engine') throw new Error('the engine broke');
});
const reason = await runCockpit({ client, who: 'ana', color: failure === 'no-color' ? 'none' : 'auto' });
process.stdout.write(`left: ${reason}, listeners: ${client.listeners}\n`);
await client.close();
