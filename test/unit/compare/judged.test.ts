import { describe, expect, it } from 'vitest';
import {
  accuracyOf,
  type Judgements,
  judgedDivergence,
  judgedSignature,
} from '../../../src/compare/judged.ts';
import { addToSignatures } from '../../../src/compare/signature.ts';
import type { Divergence } from '../../../src/core/divergence.ts';
import type { Judgement, JudgementVerdict } from '../../../src/core/judgement.ts';
import { T } from './support.ts';

const divergence: Divergence = {
  agentId: '%1:7',
  target: 'shop:1.0',
  kind: 'claude',
  class: 'state',
  cause: 'logic',
  legacy: { state: 'idle', detail: null, rule: 'legacy.idle', line: null, text: '', at: T },
  modular: { state: 'waiting', detail: 'plan', rule: 'claude.waiting.plan', line: 2, text: '', at: T },
  signature: 's',
  why: 'no change between the captures',
  crossed: null,
  gapMs: 0,
  at: T,
};
const seen = (signature: string, times: number) => {
  let table: ReturnType<typeof addToSignatures> = new Map();
  for (let i = 0; i < times; i++) table = addToSignatures(table, { ...divergence, signature });
  return table.get(signature)!.signature;
};
const said = (signature: string, verdict: JudgementVerdict, until: number | null = null): Judgements => {
  const judgement: Judgement = {
    v: 1,
    id: 'j',
    kind: 'judgement',
    at: T,
    who: 'ana',
    why: 'known',
    signature,
    verdict,
    until,
  };
  return new Map([[signature, judgement]]);
};

describe('a judged signature', () => {
  it('is no open question, whoever was right', () => {
    expect(judgedSignature(seen('s', 1), new Map(), T)).toMatchObject({ open: true, judgement: null });
    for (const verdict of ['modular_right', 'legacy_right', 'both_wrong'] as const)
      expect(judgedSignature(seen('s', 1), said('s', verdict), T)).toMatchObject({
        open: false,
        judgement: { verdict },
      });
    expect(judgedSignature(seen('s', 1), said('other', 'both_wrong'), T).open).toBe(true);
  });

  it('is one again when it was ignored and that time has passed', () => {
    const ignored = said('s', 'ignored', T + 1000);
    const at = (now: number) => judgedSignature(seen('s', 1), ignored, now);
    expect(at(T + 999)).toMatchObject({ open: false, judgement: { verdict: 'ignored' } });
    expect(at(T + 1000)).toMatchObject({ open: true, judgement: null });
  });

  it('shows its divergences as ignored only as long as it is', () => {
    const ignored = said('s', 'ignored', T + 1000);
    expect(judgedDivergence(divergence, ignored, T)).toMatchObject({
      cause: 'ignored',
      why: expect.stringMatching(/^ignored by ana until .*: known$/),
    });
    expect(judgedDivergence(divergence, ignored, T + 1000)).toBe(divergence);
    expect(judgedDivergence(divergence, said('s', 'modular_right'), T)).toBe(divergence);
  });
});

describe('the accuracy of modular', () => {
  it('is its share of the occurrences of judged signatures; ignored and open ones count neither way', () => {
    const rows = [
      judgedSignature(seen('a', 6), said('a', 'modular_right'), T),
      judgedSignature(seen('b', 3), said('b', 'legacy_right'), T),
      judgedSignature(seen('c', 1), said('c', 'both_wrong'), T),
      judgedSignature(seen('d', 9), said('d', 'ignored', T + 1), T),
      seen('e', 9),
    ];
    expect(accuracyOf(rows)).toEqual({ right: 6, judged: 10 });
    expect(accuracyOf([])).toEqual({ right: 0, judged: 0 });
  });
});
