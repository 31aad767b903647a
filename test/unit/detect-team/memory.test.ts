import { describe, expect, it } from 'vitest';
import { NO_TEAM_MEMORY, parseTeamMemory } from '../../../src/detect/team/memory.ts';
import { Cycles, MINUTE, SECOND, see } from './support.ts';

describe('the memory', () => {
  it('takes what it does not know for nothing', () => {
    const cycles = new Cycles();
    cycles.at(0, see(0, 'pm', 'idle'));
    const one = cycles.memory;
    expect(parseTeamMemory(one)).toEqual(one);
    for (const other of [
      undefined,
      null,
      'x',
      [],
      {},
      { ...one, v: 2 },
      { ...one, more: 1 },
      { ...one, agents: [{}] },
    ]) {
      expect(parseTeamMemory(other)).toBe(NO_TEAM_MEMORY);
    }
  });

  it('forgets what was not seen for an hour', () => {
    const cycles = new Cycles();
    cycles.at(0, see(0, 'pm', 'idle'), see(1, 'qa', 'working'));
    cycles.at(60 * MINUTE, see(0, 'pm', 'idle'));
    expect(cycles.memory.agents).toHaveLength(2);
    cycles.at(60 * MINUTE + SECOND, see(0, 'pm', 'idle'));
    expect(cycles.memory.agents.map(({ id }) => id)).toEqual(['%100:1']);
  });

  it('keeps the PM, and counts on from then, when the clock is set back', () => {
    const cycles = new Cycles();
    const dead = see(1, 'qa', 'crashed');
    cycles.at(60 * MINUTE, see(0, 'pm', 'idle'), dead);
    expect(cycles.at(0, see(0, 'pm', 'working'), dead)).toHaveLength(1);
    expect(cycles.at(SECOND, see(0, 'pm', 'working'), dead)).toEqual([]);
    expect(cycles.at(5 * MINUTE, see(0, 'pm', 'working'), dead)).toHaveLength(1);
    const waits = see(1, 'qa', 'waiting');
    cycles.at(30 * MINUTE, see(0, 'pm', 'working'), waits);
    expect(cycles.at(29 * MINUTE, see(0, 'pm', 'crashed'), waits)).toMatchObject([{ kind: 'recover_pm' }]);
    expect(cycles.at(29 * MINUTE + 25 * SECOND, see(0, 'pm', 'working'), waits)).toEqual([]);
    expect(cycles.at(29 * MINUTE + 30 * SECOND, see(0, 'pm', 'working'), waits)).toHaveLength(1);
  });
});
