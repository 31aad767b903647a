import { describe, expect, it } from 'vitest';
import type { Frame } from '../../../src/core/frame.ts';
import { type CaseVerdict, formatScore, replayModular, score } from '../../../src/detect/score.ts';
import { corpus } from './fixtures.ts';

const many = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value]);
const judgeAll = (cases: Map<string, Frame[]>): CaseVerdict[] =>
  [...cases].map(([name, frames]) => replayModular(frames, name));

describe.each(['dev', 'screens'] as const)('the corpus %s', (name) => {
  const verdicts = judgeAll(corpus(name));
  const result = score(verdicts);

  it('is judged right in at least 97 % of its cases', () => {
    expect(result.all.of).toBeGreaterThan(90);
    expect(result.all.right / result.all.of, formatScore(result)).toBeGreaterThanOrEqual(0.97);
  });

  it('has the details right where the state is', () => {
    expect(result.details.right / result.details.of).toBeGreaterThanOrEqual(0.97);
  });

  it('has no live agent taken for crashed or for no agent', () => {
    const live = verdicts.filter(({ expect }) => {
      const states = many(expect?.state ?? null);
      return !many(expect?.agent ?? null).includes(null) && !states.includes('crashed');
    });
    expect(live.filter(({ agent, state }) => agent === null || state === 'crashed')).toEqual([]);
  });

  it('has no waiting dialog taken for idle', () => {
    const waiting = verdicts.filter(({ expect }) => many(expect?.state ?? null)[0] === 'waiting');
    expect(waiting.length).toBeGreaterThan(10);
    expect(waiting.filter(({ state }) => state === 'idle' || state === 'fresh')).toEqual([]);
  });
});

describe('what a recording may lack', () => {
  const changed = (change: (frame: Frame) => Frame): number => {
    const cases = new Map([...corpus('dev')].map(([name, frames]) => [name, frames.map(change)]));
    const { right, of } = score(judgeAll(cases)).all;
    return right / of;
  };

  it.each<[string, (frame: Frame) => Frame]>([
    ['colours', ({ ansi: _, ...frame }) => frame],
    ['processes', ({ processes: _, ...frame }) => frame],
    ['a title', (frame) => ({ ...frame, title: '' })],
    ['a cursor', ({ ansi: _, ...frame }) => ({ ...frame, cursor: [frame.cols - 1, frame.rows - 1] })],
  ])('without %s it is still judged right in 95 %%', (_, change) => {
    expect(changed(change)).toBeGreaterThanOrEqual(0.95);
  });
});
