import { ACTION_TITLES, deedText, heldWishes } from '../../core/action-words.ts';
import { ACTION_KINDS, type ActionKind, type ActionsView, type MonitorActions } from '../../core/actions.ts';
import { formatDuration } from '../../core/format.ts';
import { MONITOR_NAMES } from '../../core/report.ts';
import { cell, foreign, type Line, tone, wrap } from '../cells.ts';
import type { Tone } from '../theme.ts';
import { momentText } from './rollout-words.ts';
import type { Scene } from './scene.ts';

/** Both monitors fit beside the label where the area is narrowest. */
const LABEL = 14;
const VALUE = 12;
/** Wishes that are told one by one. */
const MOST_WISHES = 8;

const OTHERS = ACTION_KINDS.filter((kind) => kind !== 'recover_pm');

function heading(title: string): Line {
  return [tone('strong', cell(title, LABEL)), ...MONITOR_NAMES.map((name) => tone('dim', value(name)))];
}

const value = (text: string): string => cell(text, VALUE, 'right');

/** A number for each monitor; one that speaks against a monitor stands out. */
function counts(
  label: string,
  monitors: ActionsView['monitors'],
  of: (counted: MonitorActions) => number,
  bad: Tone = 'plain',
): Line {
  return [
    tone('dim', cell(label, LABEL)),
    ...MONITOR_NAMES.map((name) => {
      const n = of(monitors[name]);
      return tone(n === 0 ? 'plain' : bad, value(String(n)));
    }),
  ];
}

function times(label: string, monitors: ActionsView['monitors'], of: 'p50Ms' | 'p95Ms'): Line {
  return [
    tone('dim', cell(label, LABEL)),
    ...MONITOR_NAMES.map((name) => {
      const ms = monitors[name].recovery[of];
      return ms === null ? tone('dim', value('n too small')) : value(formatDuration(ms));
    }),
  ];
}

function recoveryLines({ monitors }: ActionsView): Line[] {
  return [
    heading('PM recovery'),
    counts('wanted', monitors, ({ wanted }) => wanted.recover_pm),
    counts('executed', monitors, ({ executed }) => executed.recover_pm),
    counts('succeeded', monitors, ({ recovery }) => recovery.succeeded),
    counts('failed', monitors, ({ recovery }) => recovery.failed, 'bad'),
    times('time, P50', monitors, 'p50Ms'),
    times('time, P95', monitors, 'p95Ms'),
    counts('false alarms', monitors, ({ recovery }) => recovery.falseAlarms, 'warn'),
    counts('missed', monitors, ({ recovery }) => recovery.missed, 'warn'),
  ];
}

/** What else was wanted, against what was executed: only the kinds of which there is something to tell. */
function otherLines({ monitors, modes }: ActionsView): Line[] {
  const isTold = (kind: ActionKind) =>
    modes[kind] === 'act' || MONITOR_NAMES.some((name) => monitors[name].wanted[kind] > 0);
  const told = OTHERS.filter(isTold);
  if (told.length === 0) return [];
  return [
    [],
    heading('done / wanted'),
    ...told.map(
      (kind): Line => [
        tone('dim', cell(ACTION_TITLES[kind], LABEL)),
        ...MONITOR_NAMES.map((name) => {
          const { wanted, executed } = monitors[name];
          return value(`${executed[kind]} / ${wanted[kind]}`);
        }),
      ],
    ),
  ];
}

/** Why less is done than is wanted. */
function reasonLines({ modes, problem, since }: ActionsView, width: number, now: number): Line[] {
  const observed = ACTION_KINDS.filter((kind) => modes[kind] === 'observe');
  const said =
    observed.length === ACTION_KINDS.length
      ? 'observed only: nothing is switched on'
      : observed.length === 0
        ? ''
        : `observed only: ${observed.map((kind) => ACTION_TITLES[kind]).join(', ')}`;
  const dim = (text: string): Line[] => wrap(text, width).map((line) => [tone('dim', line)]);
  const trouble = problem === '' ? [] : wrap(`! nothing is done: ${foreign(problem)}`, width);
  return [
    ...trouble.map((line): Line => [tone('warn', line)]),
    ...(said === '' ? [] : dim(said)),
    ...dim(`counted since ${momentText(since, now)}`),
  ];
}

function wishLines(actions: ActionsView, width: number): Line[] {
  const held = heldWishes(actions);
  if (held.length === 0) return [];
  const shown = held.slice(0, MOST_WISHES);
  return [
    [],
    [tone('strong', 'Wanted now')],
    ...shown.flatMap((wish): Line[] => {
      const text = foreign(`${wish.by} ${deedText(wish)}: ${wish.held}`);
      return wrap(text, width - 2).map((line, i) => [i === 0 ? '' : '  ', line]);
    }),
    ...(held.length > shown.length ? [[tone('dim', `and ${held.length - shown.length} more`)]] : []),
  ];
}

/** Nothing was wanted, and nothing would be done. */
function isQuiet({ modes, monitors }: ActionsView): boolean {
  const anyOn = ACTION_KINDS.some((kind) => modes[kind] === 'act');
  const counted = MONITOR_NAMES.some(
    (name) =>
      monitors[name].recovery.missed > 0 || ACTION_KINDS.some((kind) => monitors[name].wanted[kind] > 0),
  );
  return !anyOn && !counted;
}

/**
 * How often each monitor wanted a PM back and what came of it, what else was wanted and what was done, and what is
 * wanted now. As long as nothing was wanted and nothing is switched on, that in one line, where `room` lines hold it.
 */
export function healthActionLines({ snapshot, now }: Scene, width: number, room: number): Line[] {
  const { actions } = snapshot;
  if (isQuiet(actions)) {
    const quiet = wrap('No PM was to be recovered, nothing is switched on.', width);
    return quiet.length + 1 > room ? [] : [[], ...quiet.map((line) => [tone('dim', line)])];
  }
  return [
    [],
    ...recoveryLines(actions),
    ...otherLines(actions),
    [],
    ...reasonLines(actions, width, now),
    ...wishLines(actions, width),
  ];
}
