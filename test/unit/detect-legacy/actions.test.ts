import { describe, expect, it } from 'vitest';
import type { WantedAction } from '../../../src/core/report.ts';
import { isPmCheckDue, wantActions } from '../../../src/detect/legacy/actions.ts';
import type { AgentFinding, PmFinding } from '../../../src/detect/legacy/findings.ts';
import { NO_ACTIONS_YET } from '../../../src/detect/legacy/memory.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

const agent = (over: Partial<AgentFinding> = {}): AgentFinding => ({
  session: 's',
  target: 's:1',
  label: 'Developer',
  isPm: false,
  state: 'idle',
  uiPresent: over.state !== 'crashed' && over.state !== 'error',
  idleKind: (over.state ?? 'idle') === 'idle' ? 'unknown' : null,
  ...over,
});
const pmAgent = (over: Partial<AgentFinding> = {}): AgentFinding =>
  agent({ target: 's:0', isPm: true, label: 'Project Manager', state: 'working', ...over });
const pm = (over: Partial<PmFinding> = {}): PmFinding => ({
  session: 's',
  target: 's:0',
  look: 'healthy',
  word: '',
  ...over,
});

/** Runs cycles at given times and returns what each of them wanted. */
function cycles(steps: { at: number; agents?: AgentFinding[]; pm?: PmFinding }[]): WantedAction[][] {
  let state = NO_ACTIONS_YET;
  return steps.map((step) => {
    const findings = { agents: step.agents ?? [], pms: [step.pm ?? pm()] };
    const result = wantActions(state, findings, step.at);
    state = result.state;
    return result.wanted;
  });
}
const kinds = (wanted: WantedAction[][]): string[][] => wanted.map((actions) => actions.map((a) => a.kind));

describe('a crashed agent', () => {
  it('has its window killed and the PM told, once in 5 minutes', () => {
    const agents = [pmAgent(), agent({ state: 'crashed' })];
    const wanted = cycles([0, MINUTE, 5 * MINUTE].map((at) => ({ at, agents })));
    expect(wanted[0]).toEqual([
      { kind: 'kill_window', target: 's:1', reason: 'Developer crashed' },
      { kind: 'notify_pm', target: 's:0', reason: 's:1 crashed (Developer)' },
    ]);
    expect(wanted[1]).toEqual([]);
    expect(kinds(wanted)[2]).toEqual(['kill_window', 'notify_pm']);
  });

  it('that is the PM has nobody to be told', () => {
    const wanted = cycles([
      { at: 0, agents: [pmAgent({ state: 'crashed' })], pm: pm({ look: 'no_interface' }) },
    ]);
    expect(kinds(wanted)).toEqual([['recover_pm', 'kill_window']]);
  });
});

describe('notices', () => {
  it('of errors come in every cycle, one by one', () => {
    const agents = [pmAgent(), agent({ state: 'error' }), agent({ target: 's:2', state: 'error' })];
    const wanted = cycles([0, SECOND].map((at) => ({ at, agents })));
    expect(kinds(wanted)).toEqual([
      ['notify_pm', 'notify_pm'],
      ['notify_pm', 'notify_pm'],
    ]);
  });

  it('of fresh agents come once in 10 minutes', () => {
    const agents = [pmAgent(), agent({ state: 'fresh' })];
    const wanted = cycles([0, 9 * MINUTE, 10 * MINUTE].map((at) => ({ at, agents })));
    expect(kinds(wanted)).toEqual([['notify_pm'], [], ['notify_pm']]);
  });

  it('of agents that stay idle come once in 5 minutes, of newly idle ones always', () => {
    const at = (time: number, idleKind: AgentFinding['idleKind']) => ({
      at: time,
      agents: [pmAgent(), agent({ idleKind })],
    });
    const wanted = cycles([
      at(0, 'unknown'),
      at(MINUTE, 'continuously_idle'),
      at(2 * MINUTE, 'newly_idle'),
      at(6 * MINUTE, 'continuously_idle'),
      at(7 * MINUTE, 'continuously_idle'),
    ]);
    expect(kinds(wanted)).toEqual([['notify_pm'], [], ['notify_pm'], [], ['notify_pm']]);
  });

  it('are collected per PM', () => {
    const agents = [pmAgent(), agent({ state: 'fresh' }), agent({ target: 's:2' })];
    expect(cycles([{ at: 0, agents }])[0]).toEqual([
      {
        kind: 'notify_pm',
        target: 's:0',
        reason: 's:1 is fresh and waits for a briefing (Developer); s:2 is idle (Developer)',
      },
    ]);
  });

  it('go nowhere without a PM that shows its interface, and never to the PM about itself', () => {
    expect(cycles([{ at: 0, agents: [agent()], pm: pm({ target: null, look: 'not_due' }) }])).toEqual([[]]);
    const lost = [pmAgent({ state: 'error' }), agent()];
    expect(cycles([{ at: 0, agents: lost, pm: pm({ look: 'not_due' }) }])).toEqual([[]]);
    expect(cycles([{ at: 0, agents: [pmAgent({ state: 'fresh' })] }])).toEqual([[]]);
  });
});

describe('an unsent message', () => {
  it('is submitted at most 5 times, 10 seconds apart, and anew after work', () => {
    const queued = [pmAgent(), agent({ state: 'message_queued' })];
    const times = [0, 9, 10, 20, 30, 40, 50].map((s) => ({ at: s * SECOND, agents: queued }));
    const wanted = cycles([
      ...times,
      { at: MINUTE, agents: [pmAgent(), agent({ state: 'working' })] },
      { at: MINUTE + SECOND, agents: queued },
    ]);
    expect(wanted.map((actions) => actions.length)).toEqual([1, 0, 1, 1, 1, 1, 0, 0, 1]);
    expect(wanted[5]![0]).toEqual({
      kind: 'submit_message',
      target: 's:1',
      reason: 'unsent message, attempt 5 of 5',
    });
  });
});

describe('the PM', () => {
  const agents = [agent({ state: 'working' })];

  it.each(['missing', 'no_interface', 'unhealthy'] as const)('is recovered at once when %s', (look) => {
    const target = look === 'missing' ? null : 's:0';
    const wanted = cycles([{ at: 0, agents, pm: pm({ look, target }) }]);
    expect(wanted[0]).toMatchObject([{ kind: 'recover_pm', target: target ?? 's:Claude-pm' }]);
  });

  it('is recovered when a crash word was seen three times within 30 seconds', () => {
    const look = (s: number) => ({ at: s * SECOND, agents, pm: pm({ look: 'crash_word', word: 'killed' }) });
    expect(kinds(cycles([0, 10, 20].map(look)))).toEqual([[], [], ['recover_pm']]);
    expect(kinds(cycles([0, 20, 40, 60].map(look)))).toEqual([[], [], [], []]);
    expect(kinds(cycles([0, 20, 29, 30].map(look)))).toEqual([[], [], ['recover_pm'], []]);
  });

  it('is recovered once in 5 minutes, and not looked after for 3', () => {
    const missing = pm({ look: 'missing', target: null });
    const wanted = cycles([0, 4 * MINUTE, 5 * MINUTE].map((at) => ({ at, agents, pm: missing })));
    expect(kinds(wanted)).toEqual([['recover_pm'], [], ['recover_pm']]);
    const { state } = wantActions(NO_ACTIONS_YET, { agents, pms: [missing] }, 0);
    expect(isPmCheckDue(NO_ACTIONS_YET, 's', 0)).toBe(true);
    expect(isPmCheckDue(state, 's', 3 * MINUTE - 1)).toBe(false);
    expect(isPmCheckDue(state, 's', 3 * MINUTE)).toBe(true);
  });
});

describe('an idle team', () => {
  const team = [pmAgent({ state: 'idle', idleKind: 'continuously_idle' }), agent({ state: 'fresh' })];
  const at = (minute: number, agents = team) => ({ at: minute * MINUTE, agents });
  const reasons = (wanted: WantedAction[]) => wanted.filter((a) => a.reason.includes('team'));

  it('is told after 3 and 5 minutes, and loses its PM after 8', () => {
    const wanted = cycles([at(0), at(2.9), at(3), at(4), at(5), at(7.9), at(8), at(9)]).map(reasons);
    expect(kinds(wanted)).toEqual([[], [], ['notify_pm'], [], ['notify_pm'], [], ['kill_pm'], []]);
    expect(wanted[6]![0]!.target).toBe('s:0');
  });

  it('counts anew when somebody has worked', () => {
    const busy = [pmAgent(), agent({ state: 'working' })];
    expect(kinds(cycles([at(0), at(2, busy), at(3), at(5), at(6)]).map(reasons))).toEqual([
      [],
      [],
      [],
      [],
      ['notify_pm'],
    ]);
  });

  it('stays idle while a message waits or no interface is seen', () => {
    const waiting = [pmAgent({ state: 'message_queued' }), agent({ state: 'error' })];
    expect(kinds(cycles([at(0), at(3, waiting)]).map(reasons))[1]).toEqual(['notify_pm']);
  });

  it('is nobody’s business without a PM', () => {
    const alone = [agent({ state: 'fresh' })];
    const steps = [0, 4, 9].map((minute) => ({
      ...at(minute, alone),
      pm: pm({ target: null, look: 'not_due' }),
    }));
    expect(kinds(cycles(steps).map(reasons))).toEqual([[], [], []]);
  });
});

it('forgets sessions and targets that are long gone', () => {
  const { state } = wantActions(NO_ACTIONS_YET, { agents: [agent()], pms: [pm()] }, 0);
  const later = wantActions(state, { agents: [], pms: [] }, 11 * MINUTE);
  expect(later.state.targets.size).toBe(0);
  expect(later.state.sessions.size).toBe(0);
});
