import { ACTION_KINDS } from '../core/actions.ts';
import { formatClock } from '../core/format.ts';
import { describeAgentProblem } from '../core/rules-state.ts';
import type { Snapshot, TmuxStatus } from '../core/snapshot.ts';
import type { Binding } from './binding.ts';
import { foreign } from './cells.ts';
import { keySays } from './key-words.ts';
import { BINDINGS } from './keymap.ts';

/** Something that is wrong now. */
export interface Problem {
  /** `dim`: nothing is wrong, but who looks should know. */
  tone: 'bad' | 'warn' | 'dim';
  /** One sentence. */
  text: string;
  /** More words, for who wants to know; may be empty. */
  detail: string;
  /** What to do; empty when it mends itself. */
  mend: string;
}

const TMUX_WORDS: Partial<Record<TmuxStatus, string>> = {
  no_server: 'no tmux server',
  listing_failed: 'tmux does not list its panes',
  not_installed: 'tmux is not installed',
  too_old: 'tmux is too old',
};

/** Kinds of a monitor's failure that only say again what tmux's status says. */
const SAID_BY_TMUX = new Set(['no_server', 'listing_failed', 'not_installed', 'too_old']);

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Everything that is wrong now, the worst first. `bindings`: whose keys are named. */
export function problemsOf(snapshot: Snapshot, bindings: readonly Binding[] = BINDINGS): Problem[] {
  const problems: Problem[] = [];
  const { tmux, flags, authority, monitors } = snapshot;
  const add = (tone: Problem['tone'], text: string, mend = '', detail = ''): void => {
    problems.push({ tone, text: foreign(text), mend: foreign(mend), detail: foreign(detail) });
  };

  if (snapshot.lost !== undefined)
    add(
      'bad',
      `the cutover server (pid ${snapshot.lost.pid}) has ended: this is as it was at ${formatClock(snapshot.lost.since)}`,
      keySays(bindings, 'refresh', 'starts it again; this window then goes on'),
    );
  const word = TMUX_WORDS[tmux.status];
  if (word !== undefined) {
    const server = tmux.server === 'default' ? '' : ` (${tmux.server})`;
    add('bad', `${word}${server}, reconnecting`, tmux.mend, tmux.message);
  }
  if (flags.problem !== null) {
    const { path, line, field, message, mend } = flags.problem;
    const place = `${baseName(path)}${line === null ? '' : `:${line}`}${field === null ? '' : ` ${field}`}`;
    if (flags.status === 'rejected')
      add(
        'bad',
        `flags rejected: ${place}: ${message}`,
        mend,
        `${path}; the last good content holds, else the defaults`,
      );
    else add('warn', `${place}: ${message}`, mend);
  }
  // The engine's disagreement also says what a kill switch or a contradiction does: the same is not said twice.
  const switched = flags.killed ? flags.overrides[0] : undefined;
  if (authority.disagreement !== null)
    add(
      'bad',
      authority.disagreement,
      switched === undefined ? '' : `unset ${switched.variable} and start again`,
    );
  else if (switched !== undefined)
    add(
      'warn',
      `kill switch ${switched.variable}=${switched.value}: legacy alone`,
      `unset it and start again`,
    );
  if (flags.contradiction !== null && flags.contradiction !== authority.disagreement)
    add('warn', flags.contradiction);
  const others = flags.overrides.filter((override) => override !== switched);
  if (others.length > 0) {
    const said = others.map((o) => `${o.variable}=${o.value} (${o.effect})`).join(', ');
    add('warn', `the environment says otherwise: ${said}`, 'unset what is not wanted, and start again');
  }
  for (const problem of snapshot.rules?.problems ?? []) {
    add('warn', describeAgentProblem({ ...problem, path: baseName(problem.path) }), problem.mend);
  }
  for (const name of ['modular', 'legacy'] as const) {
    const error = monitors[name].error;
    if (error === null || (word !== undefined && SAID_BY_TMUX.has(error.kind))) continue;
    add(name === authority.monitor ? 'bad' : 'warn', `${name} failed: ${error.message}`, error.mend);
  }
  const { controller, journalProblem } = snapshot.rollout;
  if (journalProblem !== '') add('warn', `journal: ${journalProblem}`);
  const { actions } = snapshot;
  if (actions.problem !== '' && ACTION_KINDS.some((kind) => actions.modes[kind] === 'act'))
    add('warn', `nothing is done to agents: ${actions.problem}`);
  if (!controller.mine) {
    const other = controller.pid === null ? 'nobody' : `another cutover (pid ${controller.pid})`;
    add('dim', `${other} decides; this one shows`);
  }
  return problems;
}
