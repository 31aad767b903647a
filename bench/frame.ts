/*
 * Bundled by bench/cockpit.ts: draws the dashboard of 1,000 agents onto a stream that takes everything, through the
 * program's own controller and Ink. One line of JSON: the time of a frame and the bytes it writes when one row changes.
 */
import { PassThrough, Writable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { render } from 'ink';
import { median } from '../src/statistics/median.ts';
import { appOf } from '../src/ui/components/app.tsx';
import { Controller } from '../src/ui/controller.ts';
import { makeThemes } from '../src/ui/theme.ts';
import { FakeClient } from '../test/ui/support/fake-client.ts';
import { manyRows, NOW, sampleSnapshot } from '../test/ui/support/sample-snapshot.ts';

const FRAMES = 300;
const WARM_UP = 50;
const size = { columns: 120, rows: 40 };

let bytes = 0;
let wrote = (): void => {};
const out = new Writable({
  write(chunk: Buffer, _encoding, done) {
    bytes += chunk.length;
    wrote();
    done();
  },
});
const stdout = Object.assign(out, { ...size, isTTY: true }) as unknown as NodeJS.WriteStream;
const stdin = Object.assign(new PassThrough(), {
  isTTY: true,
  setRawMode() {},
  ref() {},
  unref() {},
}) as unknown as NodeJS.ReadStream;

const rows = manyRows(1000);
const client = new FakeClient(sampleSnapshot({ rows }));
const controller = new Controller({
  client,
  who: 'bench',
  readOnly: false,
  popup: false,
  themes: makeThemes({ colour: 'dark', ascii: false } as Parameters<typeof makeThemes>[0]),
  size,
  clock: () => NOW,
  onQuit() {},
});
const instance = render(appOf(controller), {
  stdout,
  stdin,
  interactive: true,
  alternateScreen: true,
  incrementalRendering: true,
  maxFps: 1000,
  exitOnCtrlC: false,
  patchConsole: false,
});
await turn();
controller.set({ ...controller.state, sort: 'target' });
const { id } = controller.scene().lists.rows[2]!;

const times: number[] = [];
const sizes: number[] = [];
for (let i = 0; i < WARM_UP + FRAMES; i++) {
  const state = i % 2 === 0 ? 'waiting' : 'working';
  // A row in view, and the rows of a new snapshot are all new objects.
  const changed = client.current.rows.map((row) =>
    row.id === id && row.modular !== null
      ? { ...row, modular: { ...row.modular, state, detail: null } }
      : { ...row },
  ) as typeof rows;
  bytes = 0;
  const done = new Promise<void>((resolve) => {
    wrote = resolve;
  });
  const began = performance.now();
  client.publish({ rows: changed });
  await done;
  await instance.waitUntilRenderFlush();
  if (i < WARM_UP) continue;
  times.push(performance.now() - began);
  sizes.push(bytes);
}
const sorted = times.toSorted((a, b) => a - b);
process.stdout.write(
  `${JSON.stringify({ medianMs: median(times), p95Ms: sorted[Math.floor(sorted.length * 0.95)], bytes: median(sizes) })}\n`,
);
instance.unmount();
process.exit(0);
