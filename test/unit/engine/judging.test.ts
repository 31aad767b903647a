import { describe, expect, it } from 'vitest';
import type { Judgements } from '../../../src/compare/judged.ts';
import type { Divergence } from '../../../src/core/divergence.ts';
import type { Frame } from '../../../src/core/frame.ts';
import type { Judgement } from '../../../src/core/judgement.ts';
import type { Observation } from '../../../src/core/report.ts';
import { casesOf } from '../../../src/detect/recording.ts';
import { Examples, recordingOf, shownExample } from '../../../src/engine/examples.ts';
import { Sightings } from '../../../src/engine/sightings.ts';
import { frame, legacySays, modularSays, T } from '../compare/support.ts';

const divergence = (
  legacy: Observation | null,
  modular: Observation | null,
  over: Partial<Divergence> = {},
) => {
  const side = (o: Observation | null) =>
    o && { state: o.state, detail: o.detail, rule: o.evidence.rule, line: null, text: '', at: o.at };
  const whole: Divergence = {
    agentId: '%1:7',
    target: 'shop:1.0',
    kind: 'claude',
    class: 'state',
    cause: 'logic',
    legacy: side(legacy),
    modular: side(modular),
    signature: 's',
    why: 'why',
    crossed: { legacyOnModularFrames: 'idle', modularOnLegacyFrames: 'waiting: plan' },
    gapMs: 0,
    at: T,
    ...over,
  };
  return whole;
};

function add(examples: Examples, text: string, over: Partial<Divergence> = {}): void {
  const legacy = legacySays([`│ > ${text}`, `│ > ${text}`], T);
  const modular = modularSays(`${text}\nwaiting:plan`, T);
  examples.add(divergence(legacy, modular, over), legacy, modular);
}

describe('examples', () => {
  it('are the last twenty of a signature, newest first', () => {
    const examples = new Examples();
    for (let i = 0; i < 25; i++) add(examples, `screen ${i}`, { at: T + i });
    const kept = examples.of('s');
    expect(kept.length).toBe(20);
    expect(kept.map((one) => one.divergence.at - T)).toEqual(Array.from({ length: 20 }, (_, i) => 24 - i));
    expect(examples.of('unknown')).toEqual([]);
  });

  it('are told apart by their screens: an agent that stands still is one, of the time it was last seen', () => {
    const examples = new Examples();
    add(examples, 'the dialog', { at: T });
    add(examples, 'another', { at: T + 1 });
    for (let i = 2; i < 50; i++) add(examples, 'the dialog', { at: T + i });
    add(examples, 'the dialog', { at: T + 60, agentId: '%2:8' });
    expect(examples.of('s').map((one) => [one.id, one.divergence.at - T])).toEqual([
      [3, 60],
      [1, 49],
      [2, 1],
    ]);
  });

  it('of all signatures together are bounded, and each keeps some', () => {
    const examples = new Examples();
    for (let s = 0; s < 100; s++)
      for (let i = 0; i < 20; i++) add(examples, `${s} ${i}`, { signature: `s${s}` });
    const counts = Array.from({ length: 100 }, (_, s) => examples.of(`s${s}`).length);
    expect(counts.reduce((sum, n) => sum + n)).toBe(200);
    expect(Math.min(...counts)).toBeGreaterThan(0);
  });

  it('are shown with nothing that a terminal would obey, and with what each would have said', () => {
    const examples = new Examples();
    const legacy = legacySays(['one', 'two', 'two', 'two'], T);
    const modular = modularSays('\u001b[2Jx\nwaiting:plan', T);
    examples.add(divergence(legacy, modular), legacy, modular);
    const shown = shownExample(examples.of('s')[0]!);
    expect(shown.modular).toMatchObject({
      screen: ['x', 'waiting:plan'],
      given: 'waiting: plan',
      captures: 1,
    });
    expect(shown.legacy).toMatchObject({
      screen: ['two'],
      given: 'idle',
      captures: 4,
      equal: false,
      from: T - 900,
    });
    examples.add(divergence(null, modular, { signature: 'unseen' }), null, modular);
    expect(shownExample(examples.of('unseen')[0]!).legacy).toBeNull();
  });

  it('become a recording in which each monitor finds its own frames, labelled by who was right', () => {
    const examples = new Examples();
    add(examples, 'screen');
    const kept = examples.of('s')[0]!;
    const cases = (judged: Parameters<typeof recordingOf>[2]): [string, Frame[]][] => [
      ...casesOf(recordingOf(kept, 'example', judged)),
    ];
    expect(cases(null).map(([name, frames]) => [name, frames.length, frames[0]?.expect])).toEqual([
      ['example-legacy', 2, undefined],
      ['example-modular', 1, undefined],
    ]);
    expect(cases('modular_right')[1]?.[1][0]?.expect).toEqual({
      agent: 'claude',
      state: 'waiting',
      detail: 'plan',
    });
    expect(cases('legacy_right')[1]?.[1][0]?.expect).toMatchObject({
      agent: 'claude',
      state: kept.divergence.legacy?.state,
    });
    expect(cases('both_wrong')[1]?.[1][0]?.expect).toBeUndefined();
  });
});

describe('what is seen against modular in a stage', () => {
  const said = (verdict: Judgement['verdict']): Judgements =>
    new Map([
      [
        's',
        { v: 1, id: 'j', kind: 'judgement', at: T, who: '', why: '', signature: 's', verdict, until: null },
      ],
    ]);
  const seen = (agentId: string, cause: Divergence['cause'] = 'logic') =>
    divergence(null, modularSays('x', T, { frames: [frame('x')] }), { agentId, cause });

  it('counts agents and cycles, each once, and only differences that are a question', () => {
    const sightings = new Sightings();
    sightings.add(seen('%1:7'), 1);
    sightings.add(seen('%2:8'), 1);
    sightings.add(seen('%1:7'), 2);
    sightings.add(seen('%3:9', 'timing'), 3);
    expect(sightings.against(said('legacy_right'), T)).toEqual([
      { verdict: 'legacy_right', agents: 2, cycles: 2 },
    ]);
    expect(sightings.against(said('both_wrong'), T)).toMatchObject([{ verdict: 'both_wrong' }]);
    expect(sightings.against(said('modular_right'), T)).toEqual([]);
    expect(sightings.against(new Map(), T)).toEqual([]);
    sightings.clear();
    expect(sightings.against(said('legacy_right'), T)).toEqual([]);
  });
});
