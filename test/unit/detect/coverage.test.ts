import { describe, expect, it } from 'vitest';
import { allCases, coverage } from '../../../scripts/coverage-rules.ts';
import { isRight, replayModular } from '../../../src/detect/score.ts';
import { corpus } from './fixtures.ts';

const rows = coverage(allCases());

describe('every rule', () => {
  it('decides in at least one case', () => {
    expect(rows.length).toBeGreaterThan(100);
    expect(rows.filter((row) => row.positive.length === 0).map((row) => row.rule)).toEqual([]);
  });

  it('has a near miss, and holds on none', () => {
    expect(rows.filter((row) => row.near.length === 0).map((row) => row.rule)).toEqual([]);
    expect(rows.filter((row) => row.hit.length > 0).map((row) => [row.rule, row.hit])).toEqual([]);
  });
});

describe('judged right, to the last case', () => {
  it.each(['constructed', 'near-misses'] as const)('%s', (name) => {
    const verdicts = [...corpus(name)].map(([id, frames]) => replayModular(frames, id));
    expect(verdicts.length).toBeGreaterThan(50);
    expect(verdicts.filter((verdict) => !isRight(verdict))).toEqual([]);
  });

  it('constructed screens say after what they were made', () => {
    const notes = [...corpus('constructed').values()].map((frames) => frames[0]?.note);
    expect(notes.filter((note) => note?.startsWith('constructed: ') !== true)).toEqual([]);
  });
});
