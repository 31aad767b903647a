import type { Verdict } from '../../core/check.ts';
import { formatDuration, formatHours } from '../../core/format.ts';
import type { Decided, Drill, DrillResult, Freeze, Gate, RolloutView } from '../../core/rollout.ts';
import { foreign } from '../cells.ts';
import { clockMinutes, dayText } from './words.ts';

const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** A moment near now: of today `21:15`, within the week `Mon 08:00`, else `30 Nov 08:00`. */
export function momentText(at: number, now: number): string {
  const away = Math.abs(at - now);
  if (away < 12 * HOUR || new Date(at).toDateString() === new Date(now).toDateString())
    return clockMinutes(at);
  return `${away < 6 * DAY ? WEEKDAYS[new Date(at).getDay()] : dayText(at)} ${clockMinutes(at)}`;
}

/** Who decided, `by ana`, `by itself`. */
export function byText({ who }: Pick<Decided, 'who'>): string {
  return who === 'cutover' ? 'by itself' : `by ${foreign(who)}`;
}

/** The reason behind whoever decided; nothing where none was given. */
export function becauseText(why: string): string {
  return why === '' ? '' : `: ${foreign(why)}`;
}

/** `until Mon 08:00: window weekend`, `until lifted by ana: audit`. */
export function freezeText(freeze: Freeze & { window: string | null }, now: number): string {
  const until = freeze.until === null ? 'until lifted' : `until ${momentText(freeze.until, now)}`;
  if (freeze.window !== null) return `${until}: window ${foreign(freeze.window)}`;
  return `${until} ${byText(freeze)}${becauseText(freeze.why)}`;
}

/** What a drill is doing now. */
export function drillStep({ step, stage }: Drill): string {
  if (step === 'rolling_back') return 'writing disabled';
  return step === 'waiting_for_legacy' ? 'waiting for legacy' : `writing ${stage} again`;
}

/** How a drill went, each step with its time. */
export function drillSteps(result: DrillResult): string {
  const steps = [
    ['disabled', result.disabledMs],
    ['legacy served', result.servedMs],
    [`${result.stage} again`, result.restoredMs],
  ] as const;
  return steps
    .flatMap(([name, ms]) => (ms === null ? [] : [`${name} after ${formatDuration(ms)}`]))
    .join(', ');
}

/** What a gate says in one line without its sign: value with bound, and what is missing. */
export function gateText({ shown, missing }: Gate): string {
  return [shown, missing]
    .filter((part) => part !== '')
    .map(foreign)
    .join('; ');
}

/** The gates that hold the next stage back, the worst first. One that is only a dry run holds nothing. */
export function openGates(gates: readonly Gate[]): Gate[] {
  const order: readonly Verdict[] = ['fail', 'error', 'inconclusive'];
  return gates
    .filter(({ verdict, dryRun }) => verdict !== 'pass' && !dryRun)
    .sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
}

/** Gates that are a matter of time or of a person: the header has a place of its own for each. */
const NOT_MEASURED: readonly Gate['id'][] = ['bake', 'look', 'freeze', 'approval'];

/** The gates that rest on something measured. */
export function measuredGates(gates: readonly Gate[]): Gate[] {
  return gates.filter(({ id, dryRun }) => !dryRun && !NOT_MEASURED.includes(id));
}

/** When the next stage comes, and by whom: `BETA in about 10h48m, by itself`. */
export function nextText({ next, gates, bake, sub }: RolloutView, short: boolean): string {
  if (next === null) return '';
  const name = next.stage.toUpperCase();
  if (sub.kind === 'awaiting_approval') return `${name} after an approval`;
  if (next.by === 'operator') return `${name} by the operator`;
  const held = openGates(gates).length > 0;
  const soon = next.inMs !== null && next.inMs < MINUTE && bake.ms > 0;
  let time = `in ${short ? '~' : 'about '}${formatHours(Math.max(MINUTE, next.inMs ?? 0))}`;
  if (next.inMs === null || (soon && held)) time = 'when all gates pass';
  else if (soon) time = 'at the next tick';
  const by = next.by === 'itself' ? ', by itself' : short ? ', if approved' : ', after an approval';
  return `${name} ${time}${by}`;
}
