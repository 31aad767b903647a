import { describe, expect, it } from 'vitest';
import { relate } from '../../../src/compare/refinement.ts';
import { AGENT_STATES } from '../../../src/core/agent.ts';

const refinements = AGENT_STATES.flatMap((legacy) =>
  AGENT_STATES.filter((modular) => relate(legacy, modular, null).kind === 'refinement').map(
    (modular) => `${legacy} → ${modular}`,
  ),
);

describe('how the words of the two stand to each other', () => {
  it('is agreement for equal states alone', () => {
    for (const legacy of AGENT_STATES) {
      for (const modular of AGENT_STATES) {
        expect(relate(legacy, modular, null).kind === 'agreement').toBe(legacy === modular);
      }
    }
  });

  it('is a refinement by a fixed table, each row with its reason', () => {
    expect(refinements).toEqual([
      'working → starting',
      'idle → starting',
      'idle → fresh',
      'idle → rate_limited',
    ]);
    expect(relate('idle', 'rate_limited', null)).toMatchObject({
      reason: expect.stringContaining('looks idle'),
    });
  });

  it('takes work in the background for one only with that detail', () => {
    expect(relate('idle', 'working', 'background').kind).toBe('refinement');
    expect(relate('idle', 'working', null).kind).toBe('difference');
  });

  it.each(['waiting', 'error', 'crashed', 'message_queued', 'unknown'] as const)(
    'is never one from idle to %s: that is to be judged',
    (modular) => expect(relate('idle', modular, null).kind).toBe('difference'),
  );
});
