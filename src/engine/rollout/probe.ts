import type { Agent, AgentState } from '../../core/agent.ts';
import type { Divergence } from '../../core/divergence.ts';
import type { Frame } from '../../core/frame.ts';
import type { Observation } from '../../core/report.ts';

/** Compares one agent as the live ones are compared. */
export type CompareOne = (
  agentId: string,
  legacy: Observation | null,
  modular: Observation | null,
) => Divergence[];

const AGENT: Agent = {
  id: 'probe',
  kind: 'claude',
  role: 'agent',
  target: 'probe:0.0',
  session: 'probe',
  windowIndex: 0,
  windowName: 'probe',
  paneIndex: 0,
  paneId: '%probe',
  panePid: 0,
};

function observed(state: AgentState, at: number): Observation {
  const frame: Frame = {
    v: 1,
    t: at,
    paneId: AGENT.paneId,
    target: AGENT.target,
    title: '',
    command: 'claude',
    cols: 80,
    rows: 24,
    cursor: [0, 0],
    text: '',
  };
  return {
    agent: AGENT,
    state,
    detail: null,
    resetsAt: null,
    notes: [],
    evidence: { rule: `probe.${state}`, line: null, text: '', region: null, nearly: null },
    at,
    frames: [frame],
  };
}

/**
 * Sends known pairs through the comparison: one that differs, one that is missing in modular, and one that agrees. A
 * comparator that compares nothing looks like 100 % agreement (ROLLOUT.md §6); this one must flag the first two and not
 * the third. Returns what it failed to do, in words; null: it is alive. Nothing of it is counted for the live agents.
 */
export function probeComparison(compare: CompareOne, at: number): string | null {
  const classes = (legacy: AgentState | null, modular: AgentState | null): string => {
    const side = (state: AgentState | null) => (state === null ? null : observed(state, at));
    try {
      return compare(AGENT.id, side(legacy), side(modular))
        .map((divergence) => divergence.class)
        .join();
    } catch {
      return 'an exception';
    }
  };
  if (classes('idle', 'crashed') !== 'state') return 'a known difference was not flagged';
  if (classes('idle', null) !== 'missing_in_modular') return 'a known missing agent was not flagged';
  return classes('idle', 'idle') === '' ? null : 'a known agreement was flagged';
}
