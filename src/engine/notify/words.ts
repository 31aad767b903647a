import type { Notice, NoticeKind } from '../../core/notices.ts';
import { oneLine } from '../../core/text.ts';
import type { Happening } from './happenings.ts';

/** So many are named in a digest. */
const NAMED = 2;
const MOST_WHY = 160;

const MANY: Record<NoticeKind, string> = {
  rollback: 'rollbacks',
  alert: 'alerts',
  waiting: 'agents wait',
  rate_limited: 'usage limits were reached',
  stage: 'changes of the stage',
  crashed: 'crashed',
  recovery: 'recoveries',
  team_idle: 'teams are idle',
};

/**
 * What one notice says of happenings of one kind: where, why, and how to get there; of many, how many and where the first
 * are. `tmux`: the command that reaches the watched server, quoted for a shell.
 */
export function noticeOf(happenings: readonly Happening[], at: number, tmux: string): Notice {
  const [first] = happenings as [Happening];
  const { kind, urgent } = first;
  const where = happenings.map((one) => oneLine(one.where));
  // Of recoveries it matters how each ended.
  const named = kind === 'recovery' ? happenings.map((one, i) => `${where[i]} ${oneLine(one.what)}`) : where;
  const how = happenings.length > 1 ? 'cutover' : oneLine(howTo(first, tmux));
  const why = happenings.length > 1 ? '' : cut(oneLine(first.why));
  const what =
    happenings.length > 1
      ? `${happenings.length} ${MANY[kind]}: ${list(named)}`
      : `${where[0]} ${oneLine(first.what)}${why === '' ? '' : ` (${why})`}`;
  return { v: 1, kind, at, urgent, text: `${what}; ${how}`, where, why, how };
}

/** The notice that shows whether a rule reaches anybody. */
export function testNotice(kind: NoticeKind, at: number): Notice {
  const why = 'asked for by cutover notify test';
  return {
    v: 1,
    kind,
    at,
    urgent: false,
    text: `a test of notices of ${kind} (${why}); cutover`,
    where: ['test'],
    why,
    how: 'cutover',
    test: true,
  };
}

function howTo({ kind, paneId }: Happening, tmux: string): string {
  if (paneId !== null) return `${tmux} switch-client -t ${paneId}`;
  return kind === 'rollback' || kind === 'stage' ? 'cutover status' : 'cutover';
}

/** `shop:1.0, api:2.0 and 5 more` */
function list(names: readonly string[]): string {
  const more = names.length - NAMED;
  if (more <= 0) return names.join(' and ');
  return `${names.slice(0, NAMED).join(', ')} and ${more} more`;
}

function cut(text: string): string {
  return text.length > MOST_WHY ? `${text.slice(0, MOST_WHY)}…` : text;
}
