import type { NoticeKind, NoticeRule } from '../../core/notices.ts';
import type { Happening, Happenings } from './happenings.ts';
import { isQuiet } from './quiet.ts';

/** Two notices of one kind by one rule lie at least this far apart, in ms: what comes meanwhile is one digest. */
export const APART_MS = 5000;
/** While it is quiet it is looked again so often whether it still is, in ms. */
const QUIET_LOOK_MS = 60_000;

/** Something that is to be told, or has been and still stands. */
interface Held {
  happening: Happening;
  /** Milliseconds since the epoch. */
  since: number;
  told: boolean;
  /** Told even when it is over. */
  passed: boolean;
}

/** What one rule knows. Never changed, only replaced. */
export interface RuleState {
  held: ReadonlyMap<string, Held>;
  /** When something of this kind and subject was last told. */
  toldAt: ReadonlyMap<string, number>;
  /** When a notice of this kind was last sent. */
  sentAt: ReadonlyMap<NoticeKind, number>;
}

export const NOTHING_TOLD: RuleState = { held: new Map(), toldAt: new Map(), sentAt: new Map() };

/** What a rule decides at one moment. */
export interface RuleStep {
  state: RuleState;
  /** What is to be told now: each list is one notice, all of one kind. */
  notices: Happening[][];
  /** When to look again if nothing else happens, ms since the epoch; null: no need. */
  nextAt: number | null;
}

const keyOf = ({ kind, subject }: Happening): string => `${kind} ${subject}`;

/**
 * Decides what a rule tells when. Pure: `now` in ms since the epoch. What stands is told once it has stood for the debounce,
 * and the same subject not again within the cooldown: only if it still (or again) stands when that is over. All that is
 * due of one kind is one notice, and two of a kind lie 5 s apart. Quiet hours hold all but what is urgent, which goes out
 * at once; a rollback knows no cooldown either. `active`: this engine is the one that tells; while it is not, nothing is
 * sent, and what has only come to pass is somebody else's to tell.
 */
export function stepRule(
  rule: NoticeRule,
  known: RuleState,
  { standing, passed }: Happenings,
  now: number,
  active: boolean,
): RuleStep {
  const before = notLaterThan(now, known);
  const held = takeIn(rule, before, { standing, passed: active ? passed : [] }, now);
  const toldAt = new Map([...before.toldAt].filter(([, at]) => at + rule.cooldown > now));
  const sentAt = new Map(before.sentAt);
  const groups = new Map<string, Happening[]>();
  let nextAt: number | null = null;

  const quiet = rule.quietHours !== undefined && isQuiet(rule.quietHours, now);
  for (const [key, one] of held) {
    if (one.told || !active) continue;
    const { happening } = one;
    const due = dueAt(rule, one, toldAt.get(key), sentAt.get(happening.kind));
    const holds = quiet && !happening.urgent;
    if (due > now || holds) {
      const look = holds ? Math.max(due, now + QUIET_LOOK_MS) : due;
      nextAt = Math.min(nextAt ?? look, look);
      continue;
    }
    const group = `${happening.kind} ${happening.urgent}`;
    groups.set(group, [...(groups.get(group) ?? []), happening]);
  }
  for (const happening of [...groups.values()].flat()) {
    const key = keyOf(happening);
    toldAt.set(key, now);
    if (!happening.urgent) sentAt.set(happening.kind, now);
    const one = held.get(key)!;
    if (one.passed) held.delete(key);
    else held.set(key, { ...one, told: true });
  }
  return { state: { held, toldAt, sentAt }, notices: [...groups.values()], nextAt };
}

/** A clock that was set back must not silence a rule until it is where it was: what lies ahead of it is now. */
function notLaterThan(now: number, { held, toldAt, sentAt }: RuleState): RuleState {
  const capped = <K>(times: ReadonlyMap<K, number>) =>
    new Map([...times].map(([key, at]) => [key, Math.min(at, now)]));
  return {
    held: new Map([...held].map(([key, one]) => [key, { ...one, since: Math.min(one.since, now) }])),
    toldAt: capped(toldAt),
    sentAt: capped(sentAt),
  };
}

/** What the rule is about and is the case now, with what it knew of it before. */
function takeIn(rule: NoticeRule, before: RuleState, now: Happenings, at: number): Map<string, Held> {
  const held = new Map([...before.held].filter(([, one]) => one.passed));
  for (const happening of now.standing) {
    if (!rule.on.includes(happening.kind)) continue;
    const key = keyOf(happening);
    const known = before.held.get(key);
    // Another dialog in the same agent is another matter.
    const same = known?.happening.what === happening.what;
    held.set(key, { happening, since: same ? known.since : at, told: same && known.told, passed: false });
  }
  for (const happening of now.passed) {
    // A rollback says of the stage what there is to say.
    if (happening.kind === 'rollback') held.delete(`stage ${happening.subject}`);
    if (!rule.on.includes(happening.kind)) continue;
    held.set(keyOf(happening), { happening, since: at, told: false, passed: true });
  }
  return held;
}

function dueAt(
  { debounce, cooldown }: NoticeRule,
  { happening: { kind, urgent }, since }: Held,
  toldAt = Number.NEGATIVE_INFINITY,
  sentAt = Number.NEGATIVE_INFINITY,
): number {
  if (kind === 'rollback') return since;
  if (urgent) return Math.max(since, toldAt + cooldown);
  return Math.max(since + debounce, toldAt + cooldown, sentAt + APART_MS);
}
