import './support/utc.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../src/core/snapshot.ts';
import { Controller } from '../../src/ui/controller.ts';
import { BINDINGS } from '../../src/ui/keymap.ts';
import { makeThemes, type ThemeChoice } from '../../src/ui/theme.ts';
import { composeFrame, type Frame } from '../../src/ui/views/frame.ts';
import { FakeClient } from './support/fake-client.ts';
import { expectGolden } from './support/golden.ts';
import { expectSoundFrame } from './support/invariants.ts';
import { sampleDetail } from './support/sample-detail.ts';
import { GATES, sampleRollout } from './support/sample-rollout.ts';
import { AWAITING, DRILL, PAUSED, ROLLED_BACK, UNDECIDABLE } from './support/sample-rollouts.ts';
import { manyRows, NOW, sampleSnapshot } from './support/sample-snapshot.ts';
import { PLAIN } from './support/terminal.ts';

const base = sampleSnapshot();
const long = 'a very long message \u001b[31mwith colours\u001b[0m and 日本語 in it '.repeat(8);

const decided = { at: NOW - 9e8, who: long, why: long };

const SNAPSHOTS: Partial<Snapshot>[] = [
  {},
  { rows: manyRows(300) },
  { rows: [], counts: {}, divergences: [], signatures: [], events: [] },
  {
    tmux: { ...base.tmux, status: 'listing_failed', message: long, mend: long },
    authority: { ...base.authority, disagreement: long },
    events: base.events.map((event) => ({ ...event, text: long })),
    divergences: base.divergences.map((d) => ({ ...d, target: long, why: long, signature: long })),
    rows: base.rows.map((row) => ({ ...row, target: long, title: long, stale: true })),
    health: {
      ...base.health,
      checks: base.health.checks.map((c) => ({
        ...c,
        verdict: 'fail' as const,
        reason: long,
        missing: long,
        shown: { value: long, interval: long, bound: long },
      })),
    },
    stage: { current: 'legacy_disabled', percentage: 33.333, since: NOW - 9e8, dwellMs: 0 },
  },
  AWAITING,
  PAUSED,
  DRILL,
  UNDECIDABLE,
  {
    ...ROLLED_BACK,
    rollout: sampleRollout({
      gates: GATES.map((gate) => ({ ...gate, verdict: 'fail', label: long, shown: long, missing: long })),
      sub: { ...decided, kind: 'rolled_back', from: 'legacy_disabled', evidence: [long, long, long] },
      freeze: { ...decided, until: null, window: long },
      approval: { ...decided, stage: 'beta', configHash: 'c', evidenceHash: 'e' },
      forecast: { ...base.rollout.forecast!, decidable: false, text: long, helps: [long] },
      looks: [{ at: NOW, bakeMs: 1, alpha: 0.0125, passed: false, shown: long }],
      journalProblem: long,
      controller: { mine: false, pid: null },
    }),
  },
  {
    rollout: sampleRollout({
      sub: { ...decided, kind: 'paused' },
      freeze: { ...decided, until: NOW + 9e9, window: null },
      drill: { ...decided, stage: 'legacy_disabled', step: 'restoring', disabledAt: NOW, servedAt: NOW },
      bake: { ms: 9e9, ofMs: 8e9, running: false, why: long },
    }),
  },
];

function controllerOf(
  snapshot: Partial<Snapshot>,
  size: { columns: number; rows: number },
  choice: ThemeChoice,
): { controller: Controller; draw: () => Frame } {
  const client = new FakeClient(sampleSnapshot(snapshot));
  client.detail = async (id) =>
    sampleDetail({ id, screen: [long, '東'.repeat(200), ...sampleDetail().screen] });
  const themes = makeThemes(choice);
  const controller = new Controller({
    client,
    who: long,
    readOnly: false,
    themes,
    size,
    clock: () => NOW,
    onQuit: () => {},
  });
  return { controller, draw: () => composeFrame(controller.scene(), themes) };
}

const KEYS = [...new Set(BINDINGS.flatMap((binding) => binding.keys)), 'x', '東', 'y', 'enter'];

describe('every frame', () => {
  it('is sound, whatever is pressed, at every size, whatever the snapshot says', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...SNAPSHOTS),
        fc.integer({ min: 60, max: 220 }),
        fc.integer({ min: 15, max: 60 }),
        fc.array(fc.constantFrom(...KEYS), { maxLength: 25 }),
        fc.constantFrom<ThemeChoice>(
          PLAIN,
          { colour: 'dark', ascii: false },
          { colour: 'light', ascii: true },
          { colour: 'high-contrast', ascii: true },
          { colour: 'colour-blind', ascii: false },
        ),
        async (snapshot, columns, rows, keys, choice) => {
          const { controller, draw } = controllerOf(snapshot, { columns, rows }, choice);
          for (const key of keys) {
            controller.key(key);
            await Promise.resolve();
            expectSoundFrame(draw());
          }
          controller.dispose();
        },
      ),
      { numRuns: 25 },
    );
  });

  it('asks for room where it is too small, and fits even there', () => {
    for (const [columns, rows] of [
      [59, 40],
      [60, 14],
      [10, 3],
      [1, 1],
    ] as const)
      expectSoundFrame(controllerOf({}, { columns, rows }, PLAIN).draw());
  });

  it('is ASCII to the last character where the locale asks for it', () => {
    const { draw } = controllerOf(
      { rows: manyRows(30) },
      { columns: 140, rows: 45 },
      { colour: 'none', ascii: true },
    );
    for (const block of draw().blocks) expect(block.text).toMatch(/^[\x20-\x7e\n]*$/);
    expectGolden('ascii-140x45', place(draw()));
  });
});

/** The blocks of a frame put together, SGR kept, the escape character made visible. */
function place(frame: Frame): string {
  const lines = Array.from({ length: frame.size.rows }, () => [] as { x: number; text: string }[]);
  for (const { rect, text } of frame.blocks)
    for (const [i, line] of text.split('\n').entries()) lines[rect.y + i]?.push({ x: rect.x, text: line });
  return lines
    .map((parts) =>
      parts
        .sort((a, b) => a.x - b.x)
        .map((part) => part.text)
        .join(''),
    )
    .join('\n')
    .replaceAll('\u001b', '␛');
}

describe('colours', () => {
  it.each(['dark', 'light'] as const)('of the dashboard on a %s background', (colour) => {
    const { draw } = controllerOf({}, { columns: 120, rows: 40 }, { colour, ascii: false });
    expectGolden(`colours-${colour}-120x40`, place(draw()));
  });

  it.each(['high-contrast', 'colour-blind', 'none'] as const)(
    'of the dashboard by the theme %s',
    (colour) => {
      const { draw } = controllerOf({}, { columns: 80, rows: 24 }, { colour, ascii: false });
      expectGolden(`colours-${colour}-80x24`, place(draw()));
    },
  );

  it('leave one bright word in the footer', () => {
    const { draw } = controllerOf({}, { columns: 120, rows: 40 }, { colour: 'dark', ascii: false });
    const footer = draw().blocks.find((block) => block.id === 'footer')?.text ?? '';
    expect(footer.match(/\u001b\[1;[0-9;]*m[^\u001b]*/g)).toEqual(['\u001b[1;91m ROLLBACK']);
  });

  it('are gone behind a dialog, but for the dialog and the footer with its keys', () => {
    const { controller, draw } = controllerOf(
      {},
      { columns: 120, rows: 40 },
      { colour: 'dark', ascii: false },
    );
    controller.key('R');
    for (const block of draw().blocks) {
      const styles = new Set([...block.text.matchAll(/\u001b\[([0-9;]*)m/g)].map((match) => match[1]));
      if (block.id === 'dialog' || block.id === 'footer') expect(styles).toContain('36');
      else expect([...styles].filter((style) => style !== '0' && style !== '2')).toEqual([]);
    }
  });
});
