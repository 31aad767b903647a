import './support/utc.ts';
import { describe, expect, it } from 'vitest';
import type { Size } from '../../src/ui/layout/areas.ts';
import type { ThemeChoice } from '../../src/ui/theme.ts';
import { makeThemes } from '../../src/ui/theme.ts';
import { composeFrame } from '../../src/ui/views/frame.ts';
import { FakeClient } from './support/fake-client.ts';
import { expectGolden } from './support/golden.ts';
import { expectSoundScreen } from './support/invariants.ts';
import { sampleSnapshot } from './support/sample-snapshot.ts';
import { type Shown, show } from './support/terminal.ts';

/** A popup in a terminal of 80×24, that terminal, a usual one, a large one. */
const SIZES: Size[] = [
  { columns: 74, rows: 19 },
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 200, rows: 50 },
];
/** Each view, the keys that lead to it, and what it then shows. */
const VIEWS: Record<string, { keys: string[]; shows: string; dialog?: boolean }> = {
  dashboard: { keys: [], shows: 'Agents' },
  agent: { keys: ['\r'], shows: 'I have read the plan' },
  differences: { keys: ['d'], shows: 'SIGNATURE' },
  health: { keys: ['3'], shows: 'error rate' },
  stage: { keys: ['4'], shows: 'legacy_disabled' },
  events: { keys: ['5'], shows: 'Events' },
  help: { keys: ['?'], shows: 'Keys of', dialog: true },
  palette: { keys: [':'], shows: 'Commands', dialog: true },
};
const DARK: ThemeChoice = { colour: 'dark', ascii: false };

async function open(view: keyof typeof VIEWS, size: Size, choice?: ThemeChoice): Promise<Shown> {
  const { keys, shows } = VIEWS[view]!;
  const client = new FakeClient(sampleSnapshot());
  const shown = await show(size, { client, ...(choice !== undefined && { choice }) });
  for (const key of keys) shown.terminal.type(key);
  await shown.until((screen) => screen.includes(shows));
  await shown.settled();
  return shown;
}

const CASES = Object.keys(VIEWS).flatMap((view) => SIZES.map((size) => ({ view, ...size })));

describe('each view', () => {
  it.each(CASES)(
    '$view at $columns×$rows, after a change of size in between too',
    async ({ view, ...size }) => {
      const shown = await open(view, size);
      const frame = shown.terminal.text();
      expectSoundScreen(shown.terminal, { dialog: VIEWS[view]!.dialog ?? false });
      expectGolden(`views/${view}-${size.columns}x${size.rows}`, frame);
      for (const other of SIZES.filter((one) => one.columns !== size.columns)) {
        shown.terminal.resize(other.columns, other.rows);
        await shown.settled();
      }
      shown.terminal.resize(size.columns, size.rows);
      await shown.until((screen) => screen === frame);
      await shown.close();
    },
  );

  it.each(CASES)('$view at $columns×$rows in colour', async ({ view, ...size }) => {
    const shown = await open(view, size);
    const { blocks } = composeFrame(shown.controller.scene(), makeThemes(DARK));
    await shown.close();
    const text = blocks.map(({ id, text: body }) => `— ${id}\n${body}`).join('\n');
    expect(text).toMatch(/\u001b\[/u);
    // Readable in a diff: the escape character as a sign of its own.
    expectGolden(`views/${view}-${size.columns}x${size.rows}-colour`, text.replaceAll('\u001b', '␛'));
  });
});
