import { describe, expect, it } from 'vitest';
import type { RolloutState } from '../../../src/core/rollout.ts';
import { decide } from '../../../src/rollout/decide.ts';
import {
  ANA,
  act,
  CONFIG,
  checks,
  flags,
  HOUR,
  INTERVAL,
  MINUTE,
  NEXT,
  PASSED_LOOK,
  resets,
  rolledBack,
  SECOND,
  state,
  tick,
  told,
  writes,
  written,
} from './support.ts';

const BEFORE = state({ bake: { ms: HOUR, lastTickAt: NEXT }, looks: [{ ...PASSED_LOOK, passed: false }] });
const begun = () => act(BEFORE, 'drill').state;
const waiting = () => written(begun(), NEXT + 7).state;
const serve = (of: RolloutState, changes: object = {}) =>
  decide(
    of,
    { type: 'served', at: NEXT + 2 * SECOND, monitor: 'legacy', tickAt: NEXT + SECOND, ...changes },
    CONFIG,
  );

describe('a rollback drill', () => {
  it('really sets disabled, waits for legacy and restores the stage, with the time of each step', () => {
    const first = act(BEFORE, 'drill');
    expect(writes(first.effects)).toMatchObject([{ kind: 'drill', from: 'canary', to: 'disabled' }]);
    const off = written(first.state, NEXT + 7).state;
    expect(off).toMatchObject({ stage: 'disabled', share: 0, pending: null });
    expect(off.drill).toMatchObject({ step: 'waiting_for_legacy', disabledAt: NEXT + 7 });
    const back = serve(off);
    expect(writes(back.effects)).toMatchObject([{ kind: 'restore', from: 'disabled', to: 'canary' }]);
    const done = written(back.state, NEXT + 2010);
    const result = {
      at: NEXT + 2010,
      ...ANA,
      stage: 'canary',
      passed: true,
      disabledMs: 7,
      servedMs: 2000,
      restoredMs: 2010,
      problem: '',
    };
    expect(done.state).toEqual({ ...BEFORE, drilled: result });
    expect(done.effects).toContainEqual({ kind: 'drill_ended', result });
    expect(resets([...first.effects, ...back.effects, ...done.effects])).toBe(false);
  });

  it('waits for a tick of legacy that began after disabled was on the disk', () => {
    expect(serve(waiting(), { tickAt: NEXT + 6 }).state.drill?.step).toBe('waiting_for_legacy');
    expect(serve(waiting(), { monitor: 'modular' }).state.drill?.step).toBe('waiting_for_legacy');
    expect(serve(waiting(), { tickAt: NEXT + 7 }).state.drill?.step).toBe('restoring');
  });

  it('lets the bake clock stand', () => {
    const { state: after, outcome } = tick(waiting(), {}, NEXT + INTERVAL);
    expect(after.bake).toEqual({ ms: HOUR, lastTickAt: NEXT + INTERVAL });
    expect(outcome).toMatchObject({ action: 'hold', reason: 'drill: waiting for legacy' });
  });

  it('that takes too long restores the stage all the same, and has failed', () => {
    expect(writes(tick(waiting(), {}, NEXT + 10 * MINUTE).effects)).toEqual([]);
    const late = tick(waiting(), {}, NEXT + 10 * MINUTE + 1);
    expect(writes(late.effects)).toMatchObject([{ kind: 'restore', to: 'canary' }]);
    const { state: after, effects } = written(late.state, NEXT + 11 * MINUTE);
    expect(after).toMatchObject({ stage: 'canary', drill: null });
    expect(after.drilled).toMatchObject({ passed: false, servedMs: null });
    expect(told(effects)).toContain('legacy served nothing within 10m');
  });

  it('that is restored too late has failed', () => {
    const restoring = serve(waiting()).state;
    expect(written(restoring, NEXT + 11 * MINUTE).state.drilled).toMatchObject({ passed: false });
  });

  it('asks for the restored stage in each tick until it is on the disk', () => {
    const restoring = serve(waiting()).state;
    const failed = decide(
      restoring,
      { type: 'write_failed', at: NEXT, movedOn: false, message: 'disk full' },
      CONFIG,
    );
    expect(told(failed.effects)).toContain('disk full');
    const again = tick(failed.state, {}, NEXT + INTERVAL);
    expect(writes(again.effects)).toMatchObject([{ kind: 'restore', to: 'canary' }]);
    expect(tick(again.state, {}, NEXT + 2 * INTERVAL).effects).toEqual([]);
  });

  it('that cannot write disabled is over, and the stage stands', () => {
    const { state: after, effects } = decide(
      begun(),
      { type: 'write_failed', at: NEXT, movedOn: true, message: 'the file was changed' },
      CONFIG,
    );
    expect(after).toMatchObject({ stage: 'canary', drill: null, pending: null, drilled: { passed: false } });
    expect(told(effects)).toContain('canary stands: the file was changed');
  });

  it('takes its own writes for no change by somebody', () => {
    for (const of of [begun(), waiting()]) expect(flags(of, 'disabled').effects).toEqual([]);
    const restoring = serve(waiting()).state;
    for (const stage of ['disabled', 'canary'] as const)
      expect(flags(restoring, stage).state).toEqual(restoring);
  });

  it('ends when somebody changes the file, and what they set stands', () => {
    const { state: after, effects } = flags(waiting(), 'beta');
    expect(after).toMatchObject({ stage: 'beta', share: 50, drill: null, pending: null });
    expect(after.sub.kind).toBe('running');
    expect(effects[0]).toMatchObject({ kind: 'drill_ended', result: { passed: false } });
    expect(resets(effects)).toBe(true);
  });

  it('keeps the evidence when somebody restores the stage before it does', () => {
    const { state: after, effects } = flags(waiting(), 'canary');
    expect(after).toMatchObject({ stage: 'canary', share: 5, drill: null, looks: BEFORE.looks });
    expect(after.bake.ms).toBe(HOUR);
    expect(resets(effects)).toBe(false);
    expect(after.drilled).toMatchObject({ passed: false });
  });

  it('that was cut off leaves legacy alone and tells so', () => {
    for (const of of [begun(), waiting(), serve(waiting()).state]) {
      const { state: after, effects } = decide(of, { type: 'restart', at: NEXT }, CONFIG);
      expect(writes(effects)).toMatchObject([{ kind: 'rollback', from: 'canary', to: 'disabled' }]);
      expect(after.sub).toMatchObject({ kind: 'rolled_back', why: 'a drill was interrupted' });
      expect(after.drill).toBeNull();
      expect(told(effects)).toContain('a drill was interrupted');
    }
  });

  it('is rolled back by a check that fails in it', () => {
    const { state: after } = tick(waiting(), { checks: checks({ pm_recovery: { verdict: 'fail' } }) });
    expect(after.sub).toMatchObject({ kind: 'rolled_back', from: 'canary' });
  });

  it('goes back to a pause that it began in', () => {
    const paused = state({ sub: { kind: 'paused', at: NEXT, ...ANA } });
    const off = written(act(paused, 'drill').state, NEXT + 7).state;
    expect(written(serve(off).state, NEXT + 3000).state.sub.kind).toBe('paused');
  });

  it.each([
    ['in disabled', state({ stage: 'disabled' }), 'there is no drill in disabled'],
    ['in production', state({ stage: 'production' }), 'there is no drill in production'],
    ['rolled back', rolledBack(), 'it is rolled back: legacy serves already'],
    [
      'with a share of its own',
      state({ share: 7 }),
      'the file gives modular 7 %, and a drill would restore 5 %',
    ],
    [
      'while a stage is written',
      state({ pending: { kind: 'promotion', from: 'canary', to: 'beta', at: NEXT, ...ANA } }),
      'beta is being written',
    ],
    ['in another drill', waiting(), 'a drill is under way'],
  ])('is refused %s', (_, of, message) => {
    const { state: after, effects, refusal } = act(of, 'drill');
    expect(after).toBe(of);
    expect(effects).toEqual([]);
    expect(refusal?.message).toBe(message);
    expect(refusal?.mend).not.toBe('');
  });
});
