import { loadSettings, type Settings } from '../config/settings.ts';
import { noActionsView } from '../core/actions.ts';
import type { AgentId } from '../core/agent.ts';
import type { AgentDetail } from '../core/client.ts';
import { CutoverError } from '../core/errors.ts';
import type { FlagsState } from '../core/flags.ts';
import type { RolloutView } from '../core/rollout.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { dwellOf } from '../rollout/looks.ts';
import { initialState } from '../rollout/state.ts';
import { view } from '../rollout/view.ts';
import { serverLabel } from '../tmux/server.ts';
import { legacyEnded, shareOf } from './authority.ts';
import { Comparison } from './comparison.ts';
import { readDetail } from './detail.ts';
import { afterReport, idleStatus } from './monitor-status.ts';
import { holdOnce, type OnceHeld, type OnceOptions } from './once.ts';
import { Roster } from './roster.ts';
import { buildSnapshot } from './snapshot.ts';
import { readEvents, readStatus } from './status.ts';
import { Ticks } from './ticks.ts';

/** Events that are read back from the journal. */
const EVENTS_READ = 500;

/** What can be shown while no engine runs: what an engine has saved, and what a single cycle saw. */
export interface Glance {
  snapshot: Snapshot;
  /** When an engine last saved how the rollout stands, ms since the epoch; null: never. */
  savedAt: number | null;
  /** One agent of that cycle in full, with a fresh capture. Throws CutoverError when there is none of this identity. */
  agentDetail(id: AgentId): Promise<AgentDetail>;
}

/** Before anything was measured: what the flags file alone says of a rollout. */
function unmeasured(flags: FlagsState, settings: Settings, at: number): RolloutView {
  const state = initialState({ stage: flags.effective.rollout_stage, share: shareOf(flags), at });
  const seen = { state, config: settings.rollout, at, input: null, outcome: null, forecast: null };
  return { ...view(seen), controller: { mine: true, pid: null }, journalProblem: '' };
}

/** The cycle as the one that was run by each monitor; without a cycle nothing was run. */
function statusOf(held: OnceHeld | null): Snapshot['monitors'] {
  const idle = { legacy: idleStatus(), modular: idleStatus() };
  if (held === null) return idle;
  const { legacy, modular } = held.once.reports;
  return {
    legacy: afterReport(idle.legacy, legacy, legacy.startedAt + legacy.durationMs),
    modular: afterReport(idle.modular, modular, modular.startedAt + modular.durationMs),
  };
}

const nothingCompared = (roster: Roster, now: number): Comparison =>
  new Comparison(
    roster,
    () => now,
    () => new Map(),
    () => undefined,
  );

async function glanceWith(options: OnceOptions, held: OnceHeld | null): Promise<Glance> {
  const now = Date.now();
  const saved = await readStatus(options.flagsPath, options.env);
  const { flags } = saved;
  const settings = held?.settings ?? (await loadSettings(options.configFolder));
  const roster = held?.roster ?? new Roster();
  const nothing = { n: 0, p50: null, p95: null, p99: null };
  const share = shareOf(flags);
  const snapshot = buildSnapshot({
    sequence: 0,
    now,
    startedAt: held?.once.at ?? now,
    intervalMs: Math.max(0, now - (held?.once.at ?? now)),
    tmux: {
      status: held === null ? 'connecting' : 'ok',
      message: '',
      mend: '',
      since: now,
      version: held?.tmux.version() ?? null,
      server: serverLabel(options.server),
      readMs: null,
    },
    flags,
    rules: held?.once.rules,
    // Nothing counts the ticks: when the authority changes next is not known.
    share: 0,
    dwellMs: dwellOf(flags.effective.rollout_stage, settings.rollout),
    tick: 0,
    authority: share === 100 ? 'modular' : 'legacy',
    shadow: legacyEnded(flags) ? null : share === 100 ? 'legacy' : 'modular',
    ticks: new Ticks(),
    status: statusOf(held),
    roster,
    comparison: held?.comparison ?? nothingCompared(roster, now),
    health: {
      checks: [],
      verdict: 'inconclusive',
      percentiles: { legacy: nothing, modular: nothing },
      recentMs: [],
    },
    events: readEvents(options.flagsPath, { limit: EVENTS_READ }),
    rollback: null,
    rollout:
      saved.rollout === null
        ? unmeasured(flags, settings, now)
        : { ...saved.rollout, controller: { mine: true, pid: null } },
    actions: saved.actions ?? noActionsView(now),
    bells: 0,
  });
  return {
    snapshot,
    savedAt: saved.savedAt,
    async agentDetail(id) {
      const entry = held?.roster.get(id);
      if (held === null || entry === undefined)
        throw new CutoverError('no_agent', `there is no agent ${id}`, 'see `cutover show agents`');
      const about = entry.divergences[0]?.signature;
      const signature = held.once.signatures.find((row) => row.signature === about);
      const said = { signature, label: undefined };
      return (await readDetail(entry, held.tmux, said, () => Date.now())).detail;
    },
  };
}

/**
 * Both monitors once on a tmux server, with what an engine has saved. Throws TmuxError when the server cannot be read,
 * CutoverError when settings or journal cannot.
 */
export async function glanceAtServer(options: OnceOptions): Promise<Glance> {
  return glanceWith(options, await holdOnce(options));
}

/** Only what an engine has saved, without a look at any tmux server. Throws CutoverError when it cannot be read. */
export function glanceAtFiles(options: OnceOptions): Promise<Glance> {
  return glanceWith(options, null);
}
