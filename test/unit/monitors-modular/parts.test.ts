import { describe, expect, it } from 'vitest';
import { flagsSchema } from '../../../src/core/flags.ts';
import type { PaneInfo } from '../../../src/core/tmux.ts';
import { mayHaveChanged } from '../../../src/monitors/modular/gate.ts';
import { planOf } from '../../../src/monitors/modular/strategy.ts';

const pane: PaneInfo = {
  paneId: '%1',
  panePid: 100,
  session: 's',
  windowIndex: 0,
  windowName: 'w',
  paneIndex: 0,
  paneActive: true,
  title: 't',
  command: 'claude',
  cols: 80,
  rows: 24,
  cursor: [0, 0],
  dead: false,
  activity: 1000,
};

describe('the gate', () => {
  it.each([
    ['output in the second of the capture', 1000, true],
    ['output in the second before it', 1001, true],
    ['output two seconds before it', 1002, false],
    ['output after it', 999, true],
  ])('%s: captured again %#', (_, serverSeconds, again) => {
    expect(mayHaveChanged(pane, { pane, serverSeconds })).toBe(again);
  });

  it.each([
    ['size', { cols: 81 }],
    ['height', { rows: 25 }],
    ['title', { title: 'other' }],
    ['command', { command: 'bash' }],
    ['end of the process', { dead: true }],
    ['another process', { panePid: 101 }],
    ['window name', { windowName: 'pm' }],
    ['place', { windowIndex: 3 }],
  ])('a new %s is captured again', (_, change) => {
    expect(mayHaveChanged({ ...pane, ...change }, { pane, serverSeconds: 2000 })).toBe(true);
  });

  it('what moves without output alone is not', () => {
    expect(
      mayHaveChanged({ ...pane, cursor: [5, 5], paneActive: false }, { pane, serverSeconds: 2000 }),
    ).toBe(false);
  });

  it('what was never captured is', () => {
    expect(mayHaveChanged(pane, undefined)).toBe(true);
  });
});

describe('the strategy', () => {
  const flags = (values: object) => planOf(flagsSchema.parse(values));
  it.each([
    [{}, { strategy: 'polling', together: 1 }],
    [{ default_strategy: 'concurrent' }, { strategy: 'concurrent', together: 1 }],
    [
      { default_strategy: 'concurrent', use_concurrent_strategy: true },
      { strategy: 'concurrent', together: 10 },
    ],
    [
      { default_strategy: 'concurrent', use_concurrent_strategy: true, max_concurrent_checks: 3 },
      { strategy: 'concurrent', together: 3 },
    ],
    [
      { default_strategy: 'concurrent', use_concurrent_strategy: true, allowed_strategies: ['polling'] },
      { strategy: 'polling', together: 1 },
    ],
    [{ default_strategy: 'quantum' }, { strategy: 'polling', together: 1 }],
  ])('%j', (values, plan) => {
    expect(flags(values)).toEqual(plan);
  });
});
