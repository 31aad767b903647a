import { describe, expect, it } from 'vitest';
import { type CompareInput, compareAgent, nearestObservation } from '../../../src/compare/compare.ts';
import type { Observation } from '../../../src/core/report.ts';
import { frame, judges, legacySays, modularSays, observation, T } from './support.ts';

const BOX = '╭─╮\n│ > │\n╰─╯\n';
const NEW_PROMPT = '────\n❯ \n────\n';

const compare = (legacy: Observation | null, modular: Observation | null, more: Partial<CompareInput> = {}) =>
  compareAgent({ agentId: '%1:7', legacy, modular, modularFrames: [], now: T + 5000, ...more }, judges);
const same = (screen: string): string[] => [screen, screen, screen, screen];

describe('the rows of MONITORS.md C, on the same screen', () => {
  const onScreen = (screen: string, windowName = 'claude-x') =>
    compare(legacySays(same(screen), T, { windowName }), modularSays(screen, T, { windowName }));

  it.each([
    ['today’s Claude screen', `${NEW_PROMPT}idle`, 'error', 'idle', 'logic'],
    [
      'today’s Claude screen with old box lines in view',
      `${BOX}${NEW_PROMPT}waiting:plan`,
      'idle',
      'waiting',
      'logic',
    ],
    ['an unknown verb that stands still', `${BOX}✻ Frobbing…\nworking`, 'idle', 'working', 'logic'],
    ['a permission asked for', `${BOX}waiting:permission`, 'idle', 'waiting', 'logic'],
    ['a new wording of the usage limit', `${BOX}rate_limited`, 'idle', 'rate_limited', 'refinement'],
    ['an untouched agent', `${BOX}fresh`, 'idle', 'fresh', 'refinement'],
    ['an agent that starts', `${BOX}starting`, 'idle', 'starting', 'refinement'],
    ['background work after the turn', `${BOX}working:background`, 'idle', 'working', 'refinement'],
    ['an agent that is not Claude', 'ready\nidle', 'error', 'idle', 'logic'],
    ['an error at the prompt', `${BOX}error:auth`, 'idle', 'error', 'logic'],
    ['an unsent message behind the new prompt', `${BOX}message_queued`, 'idle', 'message_queued', 'logic'],
    ['a prompt of a REPL', 'x\n>>>\nidle', 'crashed', 'idle', 'logic'],
    ['an empty capture', '', 'error', 'unknown', 'logic'],
  ])('%s', (_, screen, legacy, modular, cause) => {
    expect(onScreen(screen)).toMatchObject([
      { class: 'state', cause, legacy: { state: legacy }, modular: { state: modular }, gapMs: 0 },
    ]);
  });

  it('a shell prompt after a crash: they agree', () => {
    expect(compare(legacySays(same('user@host:~/p$')), modularSays('crashed'))).toEqual([]);
  });

  it('an old usage limit in the history: what legacy says of all agents is a matter of logic', () => {
    const asleep = observation({
      kind: null,
      state: 'rate_limited',
      rule: 'legacy.rate-limit',
      frames: [],
      at: T,
    });
    expect(compare(asleep, modularSays('working'))).toMatchObject([
      {
        cause: 'logic',
        crossed: null,
        why: 'legacy sleeps because of a usage limit, whatever this screen shows',
        signature: 'claude rate_limited(legacy.rate-limit) → working(claude.working)',
      },
    ]);
  });

  it('an agent in a window without a known name', () => {
    expect(compare(null, modularSays('idle', T, { windowName: 'bash' }))).toMatchObject([
      {
        class: 'missing_in_legacy',
        cause: 'discovery',
        legacy: null,
        gapMs: null,
        why: `legacy goes by the window's name, and "bash" is no agent's name to it`,
        signature: 'claude not seen → idle(claude.idle)',
      },
    ]);
  });

  it('an agent in a second pane', () => {
    expect(compare(null, modularSays('idle'))).toMatchObject([
      { class: 'missing_in_legacy', why: 'legacy looks only at the active pane of a window' },
    ]);
  });

  it('the window npm-run', () => {
    const legacy = legacySays(same('done\nuser@host:~/p$'), T, { windowName: 'npm-run' });
    expect(compare(legacy, null)).toMatchObject([
      {
        class: 'missing_in_modular',
        cause: 'discovery',
        kind: null,
        why: `the window's name "npm-run" makes it an agent for legacy; modular finds none in its pane`,
        signature: '– crashed(legacy.no-ui.crashed) → not seen',
      },
    ]);
  });
});

describe('agreement', () => {
  it('is equal states, whatever detail modular adds', () => {
    expect(compare(observation({ state: 'working' }), modularSays('working:compacting'))).toEqual([]);
  });

  it('is that neither knows the agent', () => expect(compare(null, null)).toEqual([]));
});

describe('timing', () => {
  it('is when each, given the other’s frames, would have agreed', () => {
    const before = `${BOX}idle`;
    const after = 'user@host:~/p$\ncrashed';
    const crashed = legacySays(same('user@host:~/p$\ncrashed'), T);
    const idle = modularSays(before, T + 1900);
    expect(compare(crashed, idle)).toMatchObject([
      {
        cause: 'timing',
        why: "legacy's captures were 1.9 s older; on the same frames the two agree",
        crossed: { legacyOnModularFrames: 'idle', modularOnLegacyFrames: 'crashed' },
        gapMs: 1900,
      },
    ]);
    expect(compare(legacySays(same(before), T), modularSays(after, T - 300))).toMatchObject([
      { cause: 'timing', why: "legacy's captures were 0.3 s newer; on the same frames the two agree" },
    ]);
  });

  it('is not when modular says the same of legacy’s capture', () => {
    const asks = `${BOX}waiting:plan`;
    expect(compare(legacySays(same(asks)), modularSays(asks, T + 1900))).toMatchObject([
      {
        cause: 'logic',
        why: "no change between the captures; given modular's frame legacy still says idle, given legacy's modular still says waiting: plan",
        crossed: { legacyOnModularFrames: 'idle', modularOnLegacyFrames: 'waiting: plan' },
      },
    ]);
  });

  it('is not when legacy would have said something else again', () => {
    const [divergence] = compare(legacySays(same(`${BOX}idle`)), modularSays('❯\nwaiting:plan', T + 900));
    expect(divergence).toMatchObject({
      cause: 'logic',
      why: "no change between the captures; given modular's frame legacy says error, given legacy's modular says idle",
    });
  });

  it('is when legacy could not see the work in the one frame there is', () => {
    const legacy = legacySays(same(`${BOX}idle`), T);
    const modular = modularSays(`${BOX}working`, T + 2000);
    expect(compare(legacy, modular)[0]).toMatchObject({ cause: 'timing' });
    const still = [frame(`${BOX}working`, T + 1000), modular.frames[0]!];
    expect(compare(legacy, modular, { modularFrames: still })[0]).toMatchObject({ cause: 'logic' });
  });

  it('gives legacy all frames around its captures, in order and once each', () => {
    const given: string[][] = [];
    const noting = {
      ...judges,
      legacy: (captures: string[]) => {
        given.push(captures);
        return judges.legacy(captures);
      },
    };
    const modular = modularSays('c\nwaiting:plan', T + 200);
    const modularFrames = [frame('b', T), frame('a', T - 900), modular.frames[0]!];
    const legacy = legacySays(same(BOX));
    compareAgent({ agentId: '%1:7', legacy, modular, modularFrames, now: T }, noting);
    expect(given).toEqual([['a', 'b', 'c\nwaiting:plan']]);
  });

  it('gives modular legacy’s last capture without its history, and what only modular asks for', () => {
    const given: unknown[] = [];
    const noting: typeof judges = {
      ...judges,
      modular: (seen, kind) => {
        given.push([kind, seen]);
        return judges.modular(seen, kind);
      },
    };
    const capture = 'old 1\nold 2\nrow 1\nrow 2\n\n\n';
    const modular = modularSays('waiting:plan', T + 200);
    modular.frames[0]!.ansi = '\u001b[2mwaiting:plan';
    const legacy = legacySays(same(capture));
    compareAgent({ agentId: '%1:7', legacy, modular, modularFrames: [], now: T }, noting);
    expect(given).toEqual([
      [
        'claude',
        { ...frame('row 1\nrow 2\n\n\n'), title: '✳ topic', command: 'claude', processes: ['claude'] },
      ],
    ]);
  });

  it('is that the pane is younger than the other’s listing', () => {
    const times = { firstSeenAt: T + 10, otherListedAt: T };
    expect(compare(null, modularSays('idle'), times)).toMatchObject([
      { class: 'missing_in_legacy', cause: 'timing', why: "the pane is younger than legacy's listing" },
    ]);
    expect(compare(observation({ state: 'idle' }), null, times)).toMatchObject([
      { class: 'missing_in_modular', cause: 'timing', why: "the pane is younger than modular's listing" },
    ]);
    expect(compare(null, modularSays('idle'), { firstSeenAt: T, otherListedAt: T })).toMatchObject([
      { cause: 'discovery' },
    ]);
  });
});

it('keeps control characters of a screen out of what it says', () => {
  const nasty = modularSays('idle', T, { windowName: 'a\u001b[31mb\nc', text: '\u001b]0;x\u0007do\tit' });
  const [divergence] = compare(null, nasty);
  expect(divergence!.modular!.text).toBe('do it');
  expect(divergence!.why).toContain('"ab c"');
});

describe('the nearest observation', () => {
  const at = (ms: number) => observation({ state: 'idle', at: ms });

  it.each([
    [[1, 5, 9], 6, 5],
    [[1, 5, 9], 7, 9],
    [[9, 5, 1], 7, 9],
    [[1], 100, 1],
  ])('of %j to %i is that of %i', (times, time, nearest) => {
    expect(nearestObservation(times.map(at), time)?.at).toBe(nearest);
  });

  it('is none of none', () => expect(nearestObservation([], 1)).toBeNull());
});
