import type { Delivery, Notice, NoticeRule } from '../../core/notices.ts';
import type { EventLevel, Snapshot } from '../../core/snapshot.ts';
import type { Deliver } from '../../notify/deliver.ts';
import { happeningsOf } from './happenings.ts';
import { NOTHING_TOLD, type RuleState, stepRule } from './reduce.ts';
import { noticeOf } from './words.ts';

/** Notices of one rule that wait for the one before; the oldest is let go. */
const MOST_WAITING = 20;
/** At the end the notices under way get this long, in ms. */
const LAST_NOTICE_MS = 2000;
/** Timers are set for no longer than this, in ms. */
const LONGEST_TIMER_MS = 3_600_000;

/** What the notifier is made of. */
export interface NotifierParts {
  rules: readonly NoticeRule[];
  deliver: Deliver;
  /** The command that reaches the watched tmux server, quoted for a shell. */
  tmux: string;
  tell(level: EventLevel, glyph: string, text: string): void;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** Sends the notices of an engine: what of is read from its Snapshots, when is decided by the pure rules. */
export class Notifier {
  private readonly parts: NotifierParts;
  private readonly lanes: Lane[];
  private last: Snapshot | null = null;
  private timer: NodeJS.Timeout | null = null;
  private readonly abort = new AbortController();

  constructor(parts: NotifierParts) {
    this.parts = parts;
    this.lanes = parts.rules.map((rule, i) => new Lane(rule, nameOfRule(rule, i), parts, this.abort.signal));
  }

  /** Takes a Snapshot in. Only the engine that decides for the flags file tells, so that nobody hears all twice. */
  take(snapshot: Snapshot): void {
    const happenings = happeningsOf(this.last, snapshot);
    this.last = snapshot;
    this.step(happenings, snapshot);
  }

  /** Sends no more; what is under way gets a moment. */
  async close(): Promise<void> {
    if (this.timer !== null) clearTimeout(this.timer);
    const timer = setTimeout(() => this.abort.abort(), LAST_NOTICE_MS);
    await Promise.all(this.lanes.map((lane) => lane.ended()));
    clearTimeout(timer);
  }

  private step(happenings: ReturnType<typeof happeningsOf>, { rollout }: Snapshot): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    const now = this.parts.now();
    let next: number | null = null;
    for (const lane of this.lanes) {
      const nextAt = lane.step(happenings, now, rollout.controller.mine);
      if (nextAt !== null) next = Math.min(next ?? nextAt, nextAt);
    }
    if (next === null) return;
    const wait = Math.min(Math.max(1, next - now), LONGEST_TIMER_MS);
    this.timer = setTimeout(() => this.step({ ...happenings, passed: [] }, this.last!), wait);
    this.timer.unref();
  }
}

/** How a rule is called in an event: `notice 2 (notify-send)`. */
export function nameOfRule({ to }: NoticeRule, index: number): string {
  return `notice ${index + 1} (${typeof to === 'string' ? to : to.command[0].split('/').at(-1)})`;
}

/** One rule with what it has told, and its notices one after the other. */
class Lane {
  private state: RuleState = NOTHING_TOLD;
  private readonly waiting: Notice[] = [];
  private running: Promise<void> | null = null;
  private failing = false;
  private readonly rule: NoticeRule;
  private readonly name: string;
  private readonly parts: NotifierParts;
  private readonly signal: AbortSignal;

  constructor(rule: NoticeRule, name: string, parts: NotifierParts, signal: AbortSignal) {
    this.rule = rule;
    this.name = name;
    this.parts = parts;
    this.signal = signal;
  }

  step(happenings: ReturnType<typeof happeningsOf>, now: number, active: boolean): number | null {
    const { state, notices, nextAt } = stepRule(this.rule, this.state, happenings, now, active);
    this.state = state;
    for (const one of notices) this.waiting.push(noticeOf(one, now, this.parts.tmux));
    while (this.waiting.length > MOST_WAITING) {
      const idle = this.waiting.findIndex(({ urgent }) => !urgent);
      this.waiting.splice(Math.max(0, idle), 1);
    }
    if (this.waiting.length > 0)
      this.running ??= this.send().finally(() => {
        this.running = null;
      });
    return nextAt;
  }

  async ended(): Promise<void> {
    await this.running;
  }

  private async send(): Promise<void> {
    // Never within the Snapshot that asks for it: what is told or rung makes another one.
    await Promise.resolve();
    for (let notice = this.waiting.shift(); notice !== undefined; notice = this.waiting.shift()) {
      if (this.signal.aborted) return;
      this.note(await this.parts.deliver(this.rule.to, notice, this.signal));
    }
  }

  /** A rule that fails is told once, and once that it works again. */
  private note(delivery: Delivery): void {
    if (this.signal.aborted || delivery.ok !== this.failing) return;
    this.failing = !delivery.ok;
    if (delivery.ok) this.parts.tell('good', '✓', `${this.name} works again`);
    else this.parts.tell('warn', '✗', `${this.name} failed: ${delivery.problem}`);
  }
}
