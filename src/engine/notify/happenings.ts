import type { NoticeKind } from '../../core/notices.ts';
import type { AgentRow, MonitorView, RollbackProof, Snapshot } from '../../core/snapshot.ts';

/** Something that an operator can be told of. */
export interface Happening {
  kind: NoticeKind;
  /** What it is about: an agent's id, a check, `modular`. With `kind` its identity. */
  subject: string;
  /** As it is named in a text: `shop:1.0`. */
  where: string;
  /** What is the matter: `waits: permission`. */
  what: string;
  /** Why that is said. */
  why: string;
  /** The pane to go to; null: none, cutover itself shows it. */
  paneId: string | null;
  /** A rollback, or modular crashed: neither debounce nor quiet hours hold it. */
  urgent: boolean;
}

/** What is the case, and what has just come to pass. */
export interface Happenings {
  /** Conditions that last: told while they stand. */
  standing: Happening[];
  /** Told even when they are over: a rollback, another stage. */
  passed: Happening[];
}

const STATES = { waiting: 'waits', rate_limited: 'is limited', crashed: 'crashed' } as const;

/** Reads from a Snapshot what stands, and from the one before what has come to pass; null: there was none. */
export function happeningsOf(before: Snapshot | null, now: Snapshot): Happenings {
  return {
    standing: [...ofAgents(now), ...ofChecks(now), ...ofMonitors(now), ...ofTmux(now), ...ofFlags(now)],
    passed: before === null ? [] : ofRollout(before, now),
  };
}

function ofAgents({ rows }: Snapshot): Happening[] {
  // A row that is stale is what was last known: nothing new is said of it, and nothing is over.
  return rows.flatMap((row) => {
    const view = row.modular ?? row.legacy;
    return view === null ? [] : ofAgent(row, view);
  });
}

function ofAgent(row: AgentRow, { state, detail, rule, text, resetsAt }: MonitorView): Happening[] {
  if (!(state in STATES)) return [];
  const kind = state as keyof typeof STATES;
  const more = resetsAt !== null ? `till ${new Date(resetsAt).toTimeString().slice(0, 5)}` : detail;
  return [
    {
      kind,
      subject: row.id,
      where: row.target,
      what: more === null ? STATES[kind] : `${STATES[kind]}: ${more}`,
      why: text === '' ? rule : text,
      paneId: row.paneId,
      urgent: false,
    },
  ];
}

const ofCutover = { paneId: null, urgent: false } as const;

function ofChecks({ health }: Snapshot): Happening[] {
  return health.checks
    .filter(({ verdict, alert, dryRun }) => (verdict === 'fail' || alert) && dryRun !== true)
    .map(({ id, label, verdict, reason, shown }) => ({
      ...ofCutover,
      kind: 'alert',
      subject: `check ${id}`,
      where: label,
      what: verdict === 'fail' ? 'fails' : 'is over its alert bound',
      why: reason || `${shown.value}, bound ${shown.bound}`,
    }));
}

function ofMonitors({ monitors }: Snapshot): Happening[] {
  return (['legacy', 'modular'] as const).flatMap((name): Happening[] => {
    const { error, enabled } = monitors[name];
    if (error === null || !enabled) return [];
    const crashed = error.kind === 'crash';
    // A failure of tmux is told as one.
    if (!crashed && error.kind !== 'timeout' && error.kind !== 'exception') return [];
    return [
      {
        kind: crashed ? 'crashed' : 'alert',
        subject: name,
        where: name,
        what: crashed ? 'crashed' : 'failed',
        why: error.message,
        paneId: null,
        urgent: crashed && name === 'modular',
      },
    ];
  });
}

function ofTmux({ tmux }: Snapshot): Happening[] {
  if (tmux.status === 'ok' || tmux.status === 'connecting') return [];
  const { server, message: why } = tmux;
  return [
    { ...ofCutover, kind: 'alert', subject: 'tmux', where: `tmux ${server}`, what: 'cannot be read', why },
  ];
}

function ofFlags({ flags }: Snapshot): Happening[] {
  if (flags.problem === null) return [];
  const { message: why } = flags.problem;
  return [
    {
      ...ofCutover,
      kind: 'alert',
      subject: 'flags',
      where: 'the flags file',
      what: 'is not as it should be',
      why,
    },
  ];
}

function ofRollout(before: Snapshot, now: Snapshot): Happening[] {
  const { rollback } = now;
  const rolledBack = rollback !== null && !isSameRollback(before.rollback, rollback);
  const passed: Happening[] = [];
  if (rolledBack) {
    const { from, who, why } = rollback;
    passed.push({
      kind: 'rollback',
      subject: 'rollout',
      where: 'rollout',
      what: `rolled back from ${from.stage} ${from.percentage}%`,
      why: `${why || 'no reason given'}, by ${who}`,
      paneId: null,
      urgent: true,
    });
  }
  const [a, b] = [before.stage, now.stage];
  const ofRollback = rollback !== null && b.percentage === 0 && rollback.from.stage === a.current;
  if (!rolledBack && !ofRollback && (a.current !== b.current || a.percentage !== b.percentage)) {
    passed.push({
      ...ofCutover,
      kind: 'stage',
      subject: 'rollout',
      where: 'rollout',
      what: `is in ${b.current} ${b.percentage}%`,
      why: `it was in ${a.current} ${a.percentage}%`,
    });
  }
  return passed;
}

/** What somebody else wrote is written once more to be sure of it: until legacy has served, that is the same rollback. */
function isSameRollback(before: RollbackProof | null, now: RollbackProof): boolean {
  if (before === null) return false;
  const again = before.served === null && before.writtenMs === null && now.writtenMs !== null;
  return before.at === now.at || (again && before.who === now.who && before.why === now.why);
}
