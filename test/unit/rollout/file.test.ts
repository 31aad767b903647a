import { describe, expect, it } from 'vitest';
import { decide } from '../../../src/rollout/decide.ts';
import {
  ANA,
  CONFIG,
  flags,
  HOUR,
  NEXT,
  resets,
  ripe,
  state,
  tick,
  told,
  writes,
  written,
} from './support.ts';

describe('the flags file', () => {
  it('that says what is known changes nothing', () => {
    const before = ripe();
    const { state: after, effects } = flags(before, 'canary');
    expect(after).toBe(before);
    expect(effects).toEqual([]);
  });

  it('begins a new stage when somebody sets one', () => {
    const { state: after, effects } = flags(ripe({ bake: { ms: HOUR, lastTickAt: NEXT } }), 'production');
    expect(after).toMatchObject({
      stage: 'production',
      share: 100,
      stageSince: NEXT,
      looks: [],
      drilled: null,
    });
    expect(after.bake).toEqual({ ms: 0, lastTickAt: NEXT });
    expect(resets(effects)).toBe(true);
    expect(told(effects)).toBe('canary → production, modular serves 100 %, set by ana: to see');
  });

  it('begins the stage anew when the share is changed', () => {
    const { state: after, effects } = flags(ripe(), 'canary', { share: 10 });
    expect(after).toMatchObject({ stage: 'canary', share: 10, looks: [] });
    expect(after.bake.ms).toBe(0);
    expect(resets(effects)).toBe(true);
  });

  it('keeps a pause over a stage that is set by hand, and ends the wait for an approval', () => {
    const paused = state({ sub: { kind: 'paused', at: NEXT, ...ANA } });
    expect(flags(paused, 'beta').state.sub.kind).toBe('paused');
    const waiting = ripe({ sub: { kind: 'awaiting_approval', since: NEXT } });
    expect(flags(waiting, 'beta').state.sub.kind).toBe('running');
  });

  it('that says what is being written confirms it: the stage begins when it was read back', () => {
    const promoting = tick(ripe()).state;
    const seen = flags(promoting, 'beta');
    expect(seen.state).toBe(promoting);
    expect(seen.effects).toEqual([]);
    const done = written(seen.state, NEXT + 7).state;
    expect(done).toMatchObject({ stage: 'beta', stageSince: NEXT + 7 });
    expect(flags(done, 'beta').state).toBe(done);
  });

  it('that says something else drops what is being written', () => {
    const promoting = tick(ripe()).state;
    const { state: after, effects } = flags(promoting, 'production');
    expect(after).toMatchObject({ stage: 'production', pending: null });
    expect(told(effects)).toContain('the change to beta is dropped');
    const late = decide(after, { type: 'written', at: NEXT, write: promoting.pending! }, CONFIG);
    expect(late.state).toBe(after);
  });

  it('set to disabled while a promotion is written rolls back, by a write behind it', () => {
    const { state: after, effects } = flags(tick(ripe()).state, 'disabled');
    expect(after.sub).toMatchObject({ kind: 'rolled_back', from: 'canary', who: 'ana' });
    expect(writes(effects)).toMatchObject([{ kind: 'rollback', from: 'canary', to: 'disabled' }]);
    expect(after).toMatchObject({ stage: 'disabled', share: 0, pending: { kind: 'rollback' } });
  });

  it('that is killed from the start is legacy alone, with nothing to write', () => {
    const off = state({ stage: 'disabled' });
    expect(flags(off, 'disabled', { killed: 'TMUX_ORC_ROLLOUT_STAGE=disabled' }).effects).toEqual([]);
  });

  it('that says disabled while that is being written waits for the proof', () => {
    const rolling = tick(state(), { killed: 'x' }).state;
    const seen = flags(rolling, 'disabled');
    expect(seen.state).toMatchObject({ stage: 'disabled', share: 0, pending: { kind: 'rollback' } });
    const done = written(seen.state);
    expect(done.state.pending).toBeNull();
    // The evidence was reset when the file said so; once is enough.
    expect(resets(seen.effects)).toBe(true);
    expect(resets(done.effects)).toBe(false);
  });

  it('tells a retry that could not be written, and what to do', () => {
    const retrying = state({
      stage: 'disabled',
      pending: { kind: 'promotion', from: 'disabled', to: 'canary', at: NEXT, ...ANA },
    });
    const lost = { type: 'write_failed', at: NEXT, movedOn: true, message: 'changed' } as const;
    const { state: after, effects } = decide(retrying, lost, CONFIG);
    expect(after).toMatchObject({ stage: 'disabled', pending: null });
    expect(told(effects)).toContain('set it again');
  });
});
