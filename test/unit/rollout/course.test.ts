import { describe, expect, it } from 'vitest';
import type { RolloutEvent, RolloutState } from '../../../src/core/rollout.ts';
import type { Stage } from '../../../src/core/stage.ts';
import { decide } from '../../../src/rollout/decide.ts';
import { ANA, CONFIG, HOUR, INTERVAL, input, START, state, writes } from './support.ts';

interface Course {
  /** Hours since the start at which each stage began. */
  began: Partial<Record<Stage, number>>;
  state: RolloutState;
}

/**
 * A rollout in which everything is well, at a tick in 10 s, with every write done at once. `down`: hours without a
 * tick; `restartEvery`: ticks. In beta a drill is done after an hour.
 */
function course({
  down = [0, 0],
  restartEvery = 0,
}: {
  down?: [number, number];
  restartEvery?: number;
}): Course {
  let now = state({ stage: 'disabled' });
  const began: Course['began'] = {};
  const hear = (event: RolloutEvent): void => {
    const { state: after, effects } = decide(now, event, CONFIG);
    if (after.stage !== now.stage) began[after.stage] ??= (event.at - START) / HOUR;
    now = after;
    for (const write of writes(effects)) hear({ type: 'written', at: event.at, write });
  };
  hear({ type: 'flags', at: START, ...ANA, stage: 'canary', share: 5, killed: null });
  let drilled = false;
  for (let i = 1; i <= (110 * HOUR) / INTERVAL && now.stage !== 'production'; i++) {
    const at = START + i * INTERVAL;
    const hours = (at - START) / HOUR;
    if (hours > down[0] && hours < down[1]) continue;
    if (restartEvery > 0 && i % restartEvery === 0) hear({ type: 'restart', at });
    hear({ type: 'tick', at, input: input() });
    if (now.stage !== 'beta' || drilled || now.bake.ms < HOUR) continue;
    drilled = true;
    hear({ type: 'drill', at, ...ANA });
    hear({ type: 'served', at, monitor: 'legacy', tickAt: at });
  }
  return { began, state: now };
}

describe('a rollout from its start to production', () => {
  it('is in beta after 24 h and in production after 72 h more, not a tick earlier', () => {
    const { began, state: end } = course({});
    expect(began).toEqual({ canary: 0, beta: 24, disabled: 25, production: 96 });
    expect(end).toMatchObject({ stage: 'production', share: 100, sub: { kind: 'running' } });
  });

  it('takes 6 h longer for an outage of 6 h', () => {
    expect(course({ down: [10, 16] }).began).toMatchObject({ beta: 30, production: 102 });
  });

  it('loses no more than a tick by a restart', () => {
    const { began } = course({ restartEvery: HOUR / INTERVAL });
    expect(began.beta).toBeGreaterThanOrEqual(24);
    expect(began.beta).toBeLessThanOrEqual(24 + (24 * INTERVAL) / HOUR);
  });
});
