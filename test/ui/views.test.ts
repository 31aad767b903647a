import './support/utc.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineWidth } from '../../src/ui/cells.ts';
import { strip } from '../../src/ui/views/agent-history.ts';
import { agentColumns } from '../../src/ui/views/agent-row.ts';
import { evidenceLine, evidenceMarks, screenTop } from '../../src/ui/views/agent-screen.ts';
import { diffLines } from '../../src/ui/views/dialog-parts.ts';
import { differsMark, legacyAge, remark, roughAge, shortAge, stateText } from '../../src/ui/views/words.ts';
import { FakeClient } from './support/fake-client.ts';
import { NOW, sampleSnapshot } from './support/sample-snapshot.ts';

const evidence = (line: number | null, text: string) => ({
  rule: 'r',
  line,
  text,
  region: null,
  nearly: null,
});

describe('the marked line', () => {
  const screen = ['first', 'Do you want to proceed?', 'other', 'Do you want to proceed?', 'last'];

  it('is the one the evidence names, if its text is still there', () => {
    expect(evidenceLine(screen, evidence(1, 'want to proceed'))).toBe(1);
    expect(evidenceLine(screen, evidence(2, ''))).toBe(2);
  });

  it('is else the last line with the text: legacy counts from the top of its history', () => {
    expect(evidenceLine(screen, evidence(48, 'want to proceed'))).toBe(3);
  });

  it('is none when the screen has moved on or no line decided', () => {
    expect(evidenceLine(screen, evidence(1, 'gone'))).toBeNull();
    expect(evidenceLine(screen, evidence(9, ''))).toBeNull();
    expect(evidenceLine(screen, evidence(null, 'first'))).toBeNull();
    expect(evidenceLine(screen, undefined)).toBeNull();
  });

  it('names both monitors where they rest on the same line', () => {
    const both = { modular: evidence(0, 'first'), legacy: evidence(0, 'first') };
    expect([...evidenceMarks(screen, both)]).toEqual([[0, '◀ both']]);
    const apart = { modular: evidence(0, 'first'), legacy: evidence(4, 'last') };
    expect(Object.fromEntries(evidenceMarks(screen, apart))).toEqual({ 0: '◀ modular', 4: '◀ legacy' });
  });

  it('is in view, else the end of the screen is', () => {
    expect(screenTop(null, 60, 20, [])).toBe(40);
    expect(screenTop(null, 60, 20, [50])).toBe(40);
    expect(screenTop(null, 60, 20, [30])).toBe(28);
    expect(screenTop(null, 60, 20, [1])).toBe(0);
    expect(screenTop(99, 60, 20, [1])).toBe(40);
    expect(screenTop(null, 5, 20, [4])).toBe(0);
  });
});

describe('the columns of the table', () => {
  const used = (c: ReturnType<typeof agentColumns>): number =>
    3 + Object.values(c).reduce((sum, width) => sum + (width === 0 ? 0 : width + 1), -1);

  it('never need more than there is, from the narrowest place on', () => {
    fc.assert(
      fc.property(fc.integer({ min: 54, max: 300 }), fc.integer({ min: 1, max: 80 }), (width, longest) => {
        expect(used(agentColumns(width, longest))).toBeLessThanOrEqual(width);
      }),
    );
  });

  it('tell agents apart first: the target grows before the role has a place', () => {
    expect(agentColumns(74, 10)).toMatchObject({ target: 10, role: 9, title: 0 });
    expect(agentColumns(74, 18)).toMatchObject({ target: 18, role: 0 });
    expect(agentColumns(140, 18).title).toBeGreaterThan(0);
  });
});

describe('the diff in a dialog', () => {
  const preview = new FakeClient().samplePreview('beta');
  const text = (rows: number): string[] =>
    diffLines(preview, rows).map((line) =>
      line.map((span) => (typeof span === 'string' ? span : span.text)).join(''),
    );

  it('shows what changes with a neighbour at each side', () => {
    expect(text(20)).toEqual([
      '    "use_modular_monitor": true,',
      '  - "rollout_stage": "canary",',
      '  + "rollout_stage": "beta",',
      '  - "rollout_percentage": 5,',
      '  + "rollout_percentage": 50,',
      '    "max_concurrent_checks": 10',
    ]);
  });

  it('says how much it leaves out, and marks what lies between', () => {
    expect(text(3).at(-1)).toBe('      … 4 lines more');
    const diff = [
      ...preview.diff,
      ...Array.from({ length: 4 }, () => ({ kind: 'same' as const, text: 'x' })),
      { kind: 'added' as const, text: 'end' },
    ];
    const lines = diffLines({ ...preview, diff }, 30);
    expect(lines.some((line) => lineWidth(line) === 7)).toBe(true);
  });
});

it('fills the history cell by cell with what was said last', () => {
  const MINUTE = 60_000;
  const history = [
    { at: NOW - 60 * MINUTE, monitor: 'modular', state: 'idle' },
    { at: NOW - 7 * MINUTE, monitor: 'modular', state: 'waiting: plan' },
    { at: NOW - 5 * MINUTE, monitor: 'legacy', state: 'working' },
    { at: NOW - 2 * MINUTE, monitor: 'modular', state: 'not seen' },
  ] as const;
  const cells = (monitor: 'legacy' | 'modular'): string =>
    strip([...history], monitor, NOW, 15)
      .map((s) => s.text)
      .join('');
  expect(cells('modular')).toBe('○○○○○○○◆◆◆◆◆···');
  expect(cells('legacy')).toBe('         ●●●●●●');
});

describe('words', () => {
  const row = sampleSnapshot().rows[0]!;

  it('name a state by its sign, its word and what goes with it', () => {
    expect(stateText(row.modular, 'not seen')).toEqual({ text: '◆ waiting plan', tone: 'warn' });
    expect(stateText(null, 'not seen')).toEqual({ text: 'not seen', tone: 'dim' });
    expect(remark({ state: 'rate_limited', detail: null, resetsAt: Date.UTC(2026, 0, 1, 15, 0) })).toBe(
      'till 15:00',
    );
    expect(remark({ state: 'working', detail: 'background', notes: ['2 shells'] })).toBe('2 shells');
    expect(remark({ state: 'error', detail: 'model_unavailable' })).toBe('no model');
  });

  it('mark a difference by its class, dim where it is explained', () => {
    const differs = { class: 'state', cause: 'logic', signature: 's', judged: null } as const;
    expect(differsMark({ ...row, differs })).toEqual({ text: '≠', tone: 'warn' });
    expect(differsMark({ ...row, differs: { ...differs, cause: 'timing' } })).toEqual({
      text: '≈',
      tone: 'dim',
    });
    expect(differsMark({ ...row, differs: { ...differs, class: 'missing_in_modular' } })).toEqual({
      text: '−',
      tone: 'bad',
    });
    expect(differsMark({ ...row, differs: { ...differs, class: 'missing_in_legacy' } }).text).toBe('+');
    expect(differsMark({ ...row, differs: null }).text).toBe(' ');
  });

  it('tell an age in the unit that fits', () => {
    expect([27_000, 119_000, 240_000, 7_200_000].map(roughAge)).toEqual(['27 s', '119 s', '4 min', '2 h']);
    expect([27_000, 240_000, 7_200_000].map(shortAge)).toEqual(['27s', '4m', '2h']);
  });

  it('tell the age of legacy’s word only when it is older than two intervals', () => {
    expect(legacyAge(row, NOW, 5000)).toBe(27_000);
    expect(legacyAge(row, NOW, 20_000)).toBeNull();
    expect(legacyAge({ ...row, legacy: null }, NOW, 5000)).toBeNull();
  });
});
