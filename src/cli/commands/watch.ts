import { heldWishes, runText } from '../../core/action-words.ts';
import { CutoverError, EXIT } from '../../core/errors.ts';
import { formatClock } from '../../core/format.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { oneLine } from '../../core/text.ts';
import { findFlags } from '../../server/direct.ts';
import type { RemoteClient } from '../../server/remote.ts';
import { connectTo } from '../background.ts';
import { type CommonOptions, serverOf } from '../options.ts';
import { print, printJsonLines } from '../output.ts';

type ServerOptions = Pick<CommonOptions, 'socketName' | 'socketPath' | 'flags'>;

async function connected(options: ServerOptions): Promise<RemoteClient> {
  const flagsPath = findFlags(options.flags, process.env);
  const client = await connectTo({ server: serverOf(options), flagsPath });
  if (client !== null) return client;
  throw new CutoverError(
    'no_server',
    'no cutover server runs for this tmux server and flags file',
    'start it with `cutover` or `cutover server`',
  );
}

/** Calls back at every cycle of modular, and once at the start; resolves with what `seen` returns, when it is not null. */
async function follow<T>(client: RemoteClient, seen: (snapshot: Snapshot) => T | null): Promise<T> {
  return new Promise((done, failed) => {
    let cycles = -1;
    const look = (snapshot: Snapshot): void => {
      if (snapshot.lost !== undefined) {
        failed(new CutoverError('engine_lost', 'the cutover server has ended', 'start it again'));
        return;
      }
      if (snapshot.monitors.modular.cycles === cycles) return;
      cycles = snapshot.monitors.modular.cycles;
      const result = seen(snapshot);
      if (result !== null) done(result);
    };
    client.subscribe(look);
    look(client.snapshot());
  });
}

/** `cutover watch`: a line for each cycle of modular, until Ctrl-C or until the server ends. */
export async function watch(options: ServerOptions & { json?: boolean }): Promise<void> {
  const client = await connected(options);
  try {
    await follow(client, (snapshot) => {
      const said = summary(snapshot);
      if (options.json === true) printJsonLines([{ v: 1, ...said }]);
      else print(words(said));
      return null;
    });
  } finally {
    await client.close();
  }
}

/** A cycle in short. */
function summary(snapshot: Snapshot) {
  const { at, authority, stage, health, rollout, counts, rows, monitors, tmux, actions } = snapshot;
  return {
    at,
    tick: authority.tick,
    authority: authority.monitor,
    stage: stage.current,
    percentage: stage.percentage,
    sub: rollout.sub.kind,
    verdict: health.verdict,
    bakeMs: rollout.bake.ms,
    agents: rows.length,
    differing: rows.filter(({ differs }) => differs !== null).length,
    counts,
    tmux: tmux.status,
    durationMs: monitors.modular.durationMs,
    error: monitors.modular.error?.message ?? null,
    /** What is being done to agents, and how many wishes stand that are not done. */
    acting: actions.running,
    held: heldWishes(actions).length,
  };
}

function words(cycle: ReturnType<typeof summary>): string {
  const states = Object.entries(cycle.counts).map(([state, n]) => `${n} ${state.replace('_', ' ')}`);
  return oneLine(
    [
      formatClock(cycle.at),
      `${cycle.stage} ${cycle.percentage} %`,
      cycle.sub === 'running' ? '' : cycle.sub.replace('_', ' '),
      `checks ${cycle.verdict}`,
      `${cycle.agents} agents${states.length === 0 ? '' : `: ${states.join(', ')}`}`,
      cycle.differing === 0 ? '' : `${cycle.differing} differ`,
      ...cycle.acting.map((run) => `↻ ${runText(run)}`),
      cycle.error ?? '',
    ]
      .filter((part) => part !== '')
      .join('  '),
  );
}

/** What `cutover wait` waits for: all that is given. */
export interface WaitOptions extends ServerOptions {
  stage?: string;
  verdict?: string;
  agent?: string;
  state?: string;
  /** Seconds. */
  timeout?: number;
  json?: boolean;
}

/** `cutover wait`: until all of it is so. Throws CutoverError when it is not within the time. */
export async function wait(options: WaitOptions): Promise<void> {
  const { stage, verdict, agent, state, timeout } = options;
  if (stage === undefined && verdict === undefined && agent === undefined)
    throw new CutoverError(
      'usage',
      'there is nothing to wait for',
      'give --stage, --verdict or --agent',
      EXIT.usage,
    );
  if ((agent === undefined) !== (state === undefined))
    throw new CutoverError('usage', '--agent and --state go together', 'give both', EXIT.usage);
  const client = await connected(options);
  const isSo = (snapshot: Snapshot): boolean => {
    const row = snapshot.rows.find(({ target, paneId }) => agent === target || agent === paneId);
    return (
      (stage === undefined || snapshot.stage.current === stage) &&
      (verdict === undefined || snapshot.health.verdict === verdict) &&
      (agent === undefined || (row?.modular ?? row?.legacy)?.state === state)
    );
  };
  try {
    const seen = follow(client, (snapshot) => (isSo(snapshot) ? summary(snapshot) : null));
    const late = Promise.withResolvers<never>();
    const timer =
      timeout === undefined ? null : setTimeout(() => late.reject(tooLate(timeout)), timeout * 1000);
    const said = await Promise.race([seen, late.promise]).finally(
      () => timer !== null && clearTimeout(timer),
    );
    if (options.json === true) printJsonLines([{ v: 1, ...said }]);
  } finally {
    await client.close();
  }
}

function tooLate(timeout: number): CutoverError {
  return new CutoverError('too_late', `it was not so within ${timeout} s`, 'see `cutover status`');
}
