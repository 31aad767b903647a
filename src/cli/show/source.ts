import type { AgentId } from '../../core/agent.ts';
import type { AgentDetail } from '../../core/client.ts';
import { formatAge, formatClock } from '../../core/format.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { glanceAtFiles, glanceAtServer } from '../../server/direct.ts';
import type { RemoteClient } from '../../server/remote.ts';
import { NOTHING_PAST, type Past } from '../../ui/plain/scene.ts';
import { type PlainView, pastOf } from '../../ui/plain/views.ts';
import { connectTo, type Where } from '../background.ts';

/** Where something that is shown was read. `savedAt`: ms since the epoch; null: no engine has saved anything yet. */
export type Origin =
  | { kind: 'server'; pid: number }
  | { kind: 'cycle'; savedAt: number | null }
  | { kind: 'saved'; savedAt: number | null };

/** A Snapshot to be shown, and where it is from. */
export interface Source {
  snapshot: Snapshot;
  origin: Origin;
  agentDetail(id: AgentId): Promise<AgentDetail>;
  /** What was before now, where the view shows it: only a server keeps it at hand. */
  past(view: PlainView): Promise<Past>;
  close(): Promise<void>;
}

function ofServer(client: RemoteClient): Source {
  return {
    snapshot: client.snapshot(),
    origin: { kind: 'server', pid: client.pid },
    agentDetail: (id) => client.agentDetail(id),
    past: (view) => pastOf(view, client),
    close: () => client.close(),
  };
}

/**
 * The running server; where none runs, one cycle of both monitors, or with `saved` only what a server has saved. Throws
 * CutoverError and TmuxError when neither can be had.
 */
export async function openSource(where: Where, without: 'cycle' | 'saved'): Promise<Source> {
  const client = await connectTo(where);
  if (client !== null) return ofServer(client);
  const abort = new AbortController();
  process.once('SIGINT', () => abort.abort());
  const options = { ...where, env: process.env, signal: abort.signal };
  const glance = await (without === 'cycle' ? glanceAtServer(options) : glanceAtFiles(options));
  const { snapshot, savedAt, agentDetail } = glance;
  return {
    snapshot,
    origin: { kind: without, savedAt },
    agentDetail,
    past: async () => NOTHING_PAST,
    close: async () => undefined,
  };
}

/** Where it is from, in a line. */
export function originText(origin: Origin, at: number): string {
  if (origin.kind === 'server')
    return `From the running cutover server (pid ${origin.pid}), ${formatClock(at)}.`;
  const saved =
    origin.savedAt === null ? 'nothing was saved yet' : `last saved ${formatAge(at - origin.savedAt)} ago`;
  const read = origin.kind === 'cycle' ? 'From one cycle of its own' : 'From the files';
  return `${read}, ${formatClock(at)}: no cutover server runs. The rollout: ${saved}.`;
}
