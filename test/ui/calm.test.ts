import './support/utc.ts';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Controller } from '../../src/ui/controller.ts';
import { makeThemes } from '../../src/ui/theme.ts';
import { FakeClient } from './support/fake-client.ts';
import { manyRows, NOW, sampleSnapshot } from './support/sample-snapshot.ts';
import { PLAIN } from './support/terminal.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('draws what the engine says ten times a second at most, its last word in the end, and keys at once', async () => {
  const client = new FakeClient(sampleSnapshot({ rows: manyRows(5) }));
  const controller = new Controller({
    client,
    who: 'ana',
    readOnly: false,
    themes: makeThemes(PLAIN),
    size: { columns: 120, rows: 40 },
    snapshotEveryMs: 100,
    clock: () => NOW,
    onQuit: () => {},
  });
  let frames = 0;
  controller.subscribe(() => frames++);
  const screen = () =>
    controller
      .frame()
      .blocks.map(({ text }) => text)
      .join('\n');
  for (let count = 6; count < 206; count++) {
    client.publish({ rows: manyRows(count) });
    await vi.advanceTimersByTimeAsync(5);
  }
  expect(frames).toBeGreaterThanOrEqual(10);
  expect(frames).toBeLessThanOrEqual(11);
  await vi.advanceTimersByTimeAsync(100);
  expect(screen()).toContain('Agents 205');

  client.publish({ rows: manyRows(206) });
  await vi.advanceTimersByTimeAsync(1);
  client.publish({ rows: manyRows(207) });
  await vi.advanceTimersByTimeAsync(1);
  expect(screen()).toContain('Agents 206');
  const before = screen();
  controller.key('j');
  await vi.advanceTimersByTimeAsync(0);
  expect(screen()).not.toBe(before);
  controller.dispose();
  frames = 0;
  await vi.advanceTimersByTimeAsync(1000);
  expect(frames).toBe(0);
});
