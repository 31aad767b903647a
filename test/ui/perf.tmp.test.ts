import { performance } from 'node:perf_hooks';
import { it } from 'vitest';
import { Controller } from '../../src/ui/controller.ts';
import { makeThemes } from '../../src/ui/theme.ts';
import { composeFrame } from '../../src/ui/views/frame.ts';
import { FakeClient } from './support/fake-client.ts';
import { manyRows, NOW, sampleSnapshot } from './support/sample-snapshot.ts';

it('perf', async () => {
  const client = new FakeClient(sampleSnapshot({ rows: manyRows(1000) }));
  const themes = makeThemes({ colour: 'dark', ascii: false });
  const c = new Controller({
    client,
    who: 'a',
    readOnly: false,
    themes,
    size: { columns: 200, rows: 60 },
    clock: () => NOW,
    onQuit: () => {},
  });
  for (let i = 0; i < 20; i++) composeFrame(c.scene(), themes);
  let t = performance.now();
  for (let i = 0; i < 50; i++) composeFrame(c.scene(), themes);
  console.log('compose', (performance.now() - t) / 50);
  t = performance.now();
  for (let i = 0; i < 20; i++) {
    client.current = { ...client.current, sequence: i };
    composeFrame(c.scene(), themes);
  }
  console.log('compose new snapshot', (performance.now() - t) / 20);
});
