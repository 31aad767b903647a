import type { NoticeKind } from '../../core/notices.ts';
import type { RollbackProof, Snapshot } from '../../core/snapshot.ts';
import { ofAgents } from './agents.ts';

/** Something that an operator can be told of. */
export interface Happening {
  kind: NoticeKind;
  /** What it is about: an agent's id, the limit of a kind of agents, a check, `modular`. With `kind` its identity. */
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
  /** Told even when they are over: a rollback, another stage, a recovery. */
  passed: Happening[];
}

/** Reads from a Snapshot what stands, and from the one before what has come to pass; null: there was none. */
export function happeningsOf(before: Snapshot | null, now: Snapshot): Happenings {
  return {
    standing: [...ofAgents(now), ...ofChecks(now), ...ofMonitors(now), ...ofTmux(now), ...ofFlags(now)],
    passed: before === null ? [] : [...ofRollout(before, now), ...ofRecoveries(before, now)],
  };
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

/** Recoveries that have ended since, for good or ill: what was stopped or refused has changed nothing. */
function ofRecoveries(before: Snapshot, now: Snapshot): Happening[] {
  const known = new Set(before.actions.recent.map(({ id }) => id));
  return now.actions.recent
    .filter(({ id, kind }) => kind === 'recover_pm' && !known.has(id))
    .filter(({ result }) => result === 'done' || result === 'failed')
    .map(({ id, session, result, text, paneId }) => ({
      kind: 'recovery',
      subject: `recovery ${id}`,
      where: `the PM of ${session}`,
      what: result === 'done' ? 'was recovered' : 'could not be recovered',
      why: text,
      paneId,
      urgent: false,
    }));
}

/** What somebody else wrote is written once more to be sure of it: until legacy has served, that is the same rollback. */
function isSameRollback(before: RollbackProof | null, now: RollbackProof): boolean {
  if (before === null) return false;
  const again = before.served === null && before.writtenMs === null && now.writtenMs !== null;
  return before.at === now.at || (again && before.who === now.who && before.why === now.why);
}
