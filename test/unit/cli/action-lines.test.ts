import { describe, expect, it } from 'vitest';
import { actionLines } from '../../../src/cli/action-lines.ts';
import { noActionsView } from '../../../src/core/actions.ts';
import { actingView, RUN } from '../../ui/support/sample-actions.ts';
import { NOW } from '../../ui/support/sample-snapshot.ts';

describe('the actions in the status', () => {
  it('are one line and its counts while nothing is wanted', () => {
    expect(actionLines(noActionsView(NOW), NOW)).toEqual([
      expect.stringMatching(/^actions since 2026-11-2\d \d\d:\d\d:02: everything is only observed$/),
      '  nothing was wanted',
    ]);
  });

  it('name what is under way, what is held and why, and what came of the wishes of each monitor', () => {
    const lines = actionLines(actingView({ running: [RUN] }), NOW);
    expect(lines[0]).toMatch(
      /: switched on: PM recovery; only observed: notices, messages sent, windows killed, PMs killed$/,
    );
    expect(lines.slice(1)).toEqual([
      '  ↻ recovers the PM of shop (modular, try 1 of 3): waits for the prompt of shop:5.0  00:12',
      '  held: legacy kills the window docs:2: only observed: the switch is off',
      '  held: modular tells shop:2.0: only observed: the switch is off',
      '  legacy   PM recovery     wanted 2   executed 0  succeeded 0, failed 0, P50 n too small, P95 n too small, false alarms 1, missed 1',
      '  legacy   notices         wanted 12  executed 0  observed only',
      '  legacy   windows killed  wanted 5   executed 0  observed only',
      '  modular  PM recovery     wanted 3   executed 3  succeeded 3, failed 0, P50 14.2 s, P95 n too small, false alarms 0, missed 0',
      '  modular  notices         wanted 4   executed 0  observed only',
      '  modular  messages sent   wanted 1   executed 0  observed only',
    ]);
  });

  it('say what stands in the way, and that what was under way has no engine any more', () => {
    const problem = 'another cutover acts on this tmux server';
    const lines = actionLines(actingView({ running: [RUN], problem }), null);
    expect(lines[1]).toBe(`  ! nothing is done: ${problem}`);
    expect(lines[2]).toMatch(/waits for the prompt of shop:5\.0 {2}when cutover ended$/);
  });

  it('obey no control character of a name', () => {
    const hostile = { ...RUN, session: 'shop\u001b[2J\n', step: 'waits\u0007' };
    const text = actionLines(actingView({ running: [hostile] }), NOW).join('');
    expect(text).not.toMatch(/[\u0000-\u001f]/);
  });
});
