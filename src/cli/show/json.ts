import type { AgentDetail } from '../../core/client.ts';
import type { AgentRow, Snapshot } from '../../core/snapshot.ts';
import type { Past } from '../../ui/plain/scene.ts';
import type { PlainView } from '../../ui/plain/views.ts';
import { problemsOf } from '../../ui/problems.ts';
import type { Origin } from './source.ts';

/** What a program gets instead of a view: parts of the Snapshot under its own names. */
export function viewData(view: PlainView, snapshot: Snapshot, origin: Origin, past: Past): unknown {
  return { v: 1, view, source: origin, at: snapshot.at, ...partsOf(view, snapshot, past) };
}

/** The same of one agent. */
export function agentData(row: AgentRow, detail: AgentDetail, snapshot: Snapshot, origin: Origin): unknown {
  return { v: 1, view: 'agent', source: origin, at: snapshot.at, agent: row, detail };
}

function partsOf(view: PlainView, snapshot: Snapshot, past: Past): object {
  const { stage, authority, rollout, rollback, flags, tmux, monitors, actions, health } = snapshot;
  const { rows: agents, counts, divergences: differences, signatures, accuracy, events } = snapshot;
  switch (view) {
    case 'dashboard': {
      const problems = problemsOf(snapshot, []).map(({ text, detail, mend }) => ({ text, detail, mend }));
      const shown = { agents, counts, differences, signatures, accuracy, health, events };
      return { stage, authority, rollout, rollback, tmux, monitors, actions, problems, ...shown };
    }
    case 'agents':
      return { agents, counts };
    case 'differences':
      return { differences, signatures, accuracy };
    case 'health':
      return { health, history: past.health, monitors, actions };
    case 'stage':
      return { stage, stages: past.stages, authority, flags, rollout, rollback };
    case 'events':
      return { events };
  }
}
