import type { AgentRow, MonitorView, Snapshot } from '../../core/snapshot.ts';
import type { Happening } from './happenings.ts';

/** A team in which everybody has been idle for so long is the operator's business, in ms. */
const TEAM_IDLE_MS = 8 * 60_000;

const STATES = { waiting: 'waits', crashed: 'crashed' } as const;

/** An agent and what is said of it: by modular, or by legacy where modular does not see it. */
interface Seen {
  row: AgentRow;
  view: MonitorView;
}

/**
 * What agents are in that somebody may want to know. A row that is stale is what was last known: nothing new is said of
 * it, and nothing is over. A limited agent is told of by its limit only.
 */
export function ofAgents({ rows }: Snapshot): Happening[] {
  const seen = rows.flatMap((row): Seen[] => {
    const view = row.modular ?? row.legacy;
    return view === null ? [] : [{ row, view }];
  });
  return [...seen.flatMap(ofAgent), ...ofLimits(seen), ...ofTeams(seen)];
}

function ofAgent({ row, view: { state, detail, rule, text } }: Seen): Happening[] {
  if (state !== 'waiting' && state !== 'crashed') return [];
  return [
    {
      kind: state,
      subject: row.id,
      where: row.target,
      what: detail === null ? STATES[state] : `${STATES[state]}: ${detail}`,
      why: text === '' ? rule : text,
      paneId: row.paneId,
      urgent: false,
    },
  ];
}

/** The limit of one account stops all agents of a kind: one matter, however many of them come to it in time. */
function ofLimits(seen: readonly Seen[]): Happening[] {
  const limited = seen.filter(({ view }) => view.state === 'rate_limited');
  const byKind = Map.groupBy(limited, ({ row }) => row.label ?? row.kind ?? '');
  return [...byKind].map(([kind, those]) => {
    const [{ row, view }, ...others] = those as [Seen, ...Seen[]];
    const until = Math.max(...those.map((one) => one.view.resetsAt ?? 0));
    const alone = others.length === 0;
    const why = [
      ...(until > 0 ? [`till ${new Date(until).toTimeString().slice(0, 5)}`] : []),
      ...(alone ? [view.text === '' ? view.rule : view.text] : []),
    ];
    return {
      kind: 'rate_limited',
      subject: `limit ${kind}`,
      where: alone ? row.target : `${those.length} agents${kind === '' ? '' : ` of ${kind}`}`,
      what: 'reached the usage limit',
      why: why.join('; '),
      paneId: alone ? row.paneId : null,
      urgent: false,
    };
  });
}

function ofTeams(seen: readonly Seen[]): Happening[] {
  const living = seen.filter(({ view }) => view.state !== 'crashed');
  return [...Map.groupBy(living, ({ row }) => row.session)]
    .filter(([, team]) => team.length > 1 && team.every(isLongIdle))
    .map(([session, team]) => ({
      kind: 'team_idle',
      subject: `team ${session}`,
      where: `the team of ${session}`,
      what: 'has been idle for 8 min',
      why: `${team.length} agents`,
      paneId: team.find(({ row }) => row.role === 'pm')?.row.paneId ?? null,
      urgent: false,
    }));
}

function isLongIdle({ view: { state, since, at } }: Seen): boolean {
  return (state === 'idle' || state === 'fresh') && at - since >= TEAM_IDLE_MS;
}
