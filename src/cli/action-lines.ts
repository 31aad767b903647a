import { ACTION_TITLES, deedText, heldWishes, runText } from '../core/action-words.ts';
import { ACTION_KINDS, type ActionKind, type ActionsView, type MonitorActions } from '../core/actions.ts';
import { formatAge, formatDuration, formatStamp } from '../core/format.ts';
import { MONITOR_NAMES, type MonitorName } from '../core/report.ts';
import { oneLine } from '../core/text.ts';
import { columns } from './columns.ts';

/** Wishes that are told one by one. */
const MOST_HELD = 10;

/**
 * What is done to agents, and what is only wanted: the switches, what is under way, what is held and why, and the counts
 * of each monitor. `now`: ms since the epoch; null: no engine runs, and it is as the last one left it.
 */
export function actionLines(view: ActionsView, now: number | null): string[] {
  const { problem, since, running, monitors } = view;
  const counts = MONITOR_NAMES.flatMap((name) => countRows(name, monitors[name], view));
  return [
    `actions since ${formatStamp(since)}: ${switches(view)}`,
    ...(problem === '' ? [] : [`  ! nothing is done: ${oneLine(problem)}`]),
    ...running.map((run) => {
      const when = now === null ? 'when cutover ended' : formatAge(now - run.since);
      return `  ↻ ${oneLine(runText(run))}  ${when}`;
    }),
    ...heldLines(view),
    ...(counts.length === 0 ? ['  nothing was wanted'] : columns(counts)),
  ];
}

function heldLines(view: ActionsView): string[] {
  const held = heldWishes(view);
  const told = held.slice(0, MOST_HELD).map((wish) => `${wish.by} ${deedText(wish)}: ${wish.held}`);
  const more = held.length - told.length;
  return [
    ...told.map((text) => `  held: ${oneLine(text)}`),
    ...(more > 0 ? [`  ${more} more are held; --json has them`] : []),
  ];
}

function switches({ modes }: ActionsView): string {
  const of = (mode: ActionsView['modes'][ActionKind]) =>
    ACTION_KINDS.filter((kind) => modes[kind] === mode).map((kind) => ACTION_TITLES[kind]);
  const [act, observe] = [of('act'), of('observe')];
  if (act.length === 0) return 'everything is only observed';
  const rest = observe.length === 0 ? '' : `; only observed: ${observe.join(', ')}`;
  return `switched on: ${act.join(', ')}${rest}`;
}

/** A row for each kind of action of which there is something to tell. */
function countRows(name: MonitorName, counted: MonitorActions, { modes }: ActionsView): string[][] {
  return ACTION_KINDS.flatMap((kind) => {
    const [wanted, executed] = [counted.wanted[kind], counted.executed[kind]];
    const isRecovery = kind === 'recover_pm';
    if (wanted === 0 && executed === 0 && !(isRecovery && counted.recovery.missed > 0)) return [];
    const observed = modes[kind] === 'observe' ? ['observed only'] : [];
    const more = [...observed, ...(isRecovery ? recoveryParts(counted) : [])].join(', ');
    return [[`  ${name}`, ACTION_TITLES[kind], `wanted ${wanted}`, `executed ${executed}`, more]];
  });
}

function recoveryParts({ recovery }: MonitorActions): string[] {
  const { succeeded, failed, p50Ms, p95Ms, falseAlarms, missed } = recovery;
  const time = (ms: number | null) => (ms === null ? 'n too small' : formatDuration(ms));
  return [
    `succeeded ${succeeded}`,
    `failed ${failed}`,
    `P50 ${time(p50Ms)}`,
    `P95 ${time(p95Ms)}`,
    `false alarms ${falseAlarms}`,
    `missed ${missed}`,
  ];
}
