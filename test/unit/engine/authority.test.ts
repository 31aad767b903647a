import { describe, expect, it } from 'vitest';
import { type Flags, type FlagsState, flagsSchema } from '../../../src/core/flags.ts';
import { disagreementOf, runningIn, shareOf } from '../../../src/engine/authority.ts';

function state(flags: Partial<Flags>, rest: Partial<FlagsState> = {}): FlagsState {
  const effective = flagsSchema.parse(flags);
  return {
    path: '/f.json',
    status: 'ok',
    problem: null,
    desired: effective,
    effective,
    overrides: [],
    killed: false,
    contradiction: null,
    revision: '',
    ...rest,
  };
}

const beta: Partial<Flags> = { rollout_stage: 'beta', rollout_percentage: 50, use_modular_monitor: true };
const last: Partial<Flags> = {
  rollout_stage: 'legacy_disabled',
  rollout_percentage: 100,
  use_modular_monitor: true,
};
const killSwitch = { variable: 'TMUX_ORC_ROLLOUT_STAGE', value: 'disabled', effect: 'legacy alone' };

describe('the share of modular', () => {
  it.each([
    [beta, {}, 50],
    [{ ...beta, use_modular_monitor: false }, {}, 0],
    [beta, { killed: true }, 0],
    [{ ...beta, rollout_percentage: 7 }, {}, 7],
    [{}, {}, 0],
  ])('%j %j is %i %%', (flags, rest, share) => {
    expect(shareOf(state(flags, rest))).toBe(share);
  });
});

describe('who runs in a tick', () => {
  it.each([
    ['both while they are compared', beta, 'legacy', true, ['legacy', 'modular']],
    ['the one with the authority alone without comparison', beta, 'modular', false, ['modular']],
    ['legacy no more in the last stage', last, 'modular', true, ['modular']],
    [
      'legacy still in production',
      { ...last, rollout_stage: 'production' },
      'modular',
      true,
      ['legacy', 'modular'],
    ],
    [
      'legacy, where the last stage has not all ticks',
      { ...last, rollout_percentage: 90 },
      'legacy',
      true,
      ['legacy', 'modular'],
    ],
  ] as const)('%s', (_, flags, authority, comparing, monitors) => {
    expect(runningIn(state(flags), authority, comparing)).toEqual(monitors);
  });
});

describe('what disagrees', () => {
  it('nothing, where file, environment and service say the same', () => {
    expect(disagreementOf(state(beta))).toBeNull();
    expect(disagreementOf(state({}, { killed: true, overrides: [killSwitch] }))).toBeNull();
  });

  it('a kill switch against a file that asks for modular', () => {
    const text = disagreementOf(state(beta, { killed: true, overrides: [killSwitch] }));
    expect(text).toBe('the file says beta 50 %, but TMUX_ORC_ROLLOUT_STAGE=disabled keeps legacy alone');
  });

  it('a stage without the master switch, and a contradiction in the file', () => {
    expect(disagreementOf(state({ ...beta, use_modular_monitor: false }))).toContain(
      'use_modular_monitor is false',
    );
    expect(disagreementOf(state(beta, { contradiction: 'canary with 50 %' }))).toBe('canary with 50 %');
  });
});
