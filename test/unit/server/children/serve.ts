/* Serves an engine that only records what it is told, in a process of its own: its memory and its files are counted. */
import { readdirSync } from 'node:fs';
import { serveEngine } from '../../../../src/server/serve.ts';
import { FakeClient } from '../../../ui/support/fake-client.ts';

const engine = new FakeClient();
const onShutdown = () => process.exit();
const served = await serveEngine({
  engine,
  path: process.argv[2]!,
  version: '1.2.3',
  startedAt: 1,
  onShutdown,
});
setInterval(() => engine.publish({ at: Date.now() }), 50);
process.on('message', () => {
  globalThis.gc?.();
  const open = process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0;
  const { rss } = process.memoryUsage();
  process.send?.({
    rss,
    open,
    clients: served.clients(),
    calls: engine.calls.map((call) => JSON.stringify(call)),
  });
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
