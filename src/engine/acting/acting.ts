import { livingPms, lookAtSession } from '../../actions/look.ts';
import { type AuthorityToken, Performance } from '../../actions/performance.ts';
import { ACTION_NAMES, ACTION_VERBS } from '../../core/action-words.ts';
import {
  type ActionEnd,
  type ActionRecord,
  type ActionRun,
  type ActionSubject,
  type ActionsView,
  sessionOf,
  type Wish,
} from '../../core/actions.ts';
import type { ActionsConfig } from '../../core/actions-config.ts';
import { messageOf } from '../../core/errors.ts';
import { MONITOR_NAMES, type MonitorName, type Report } from '../../core/report.ts';
import type { EventLevel } from '../../core/snapshot.ts';
import type { PaneInfo } from '../../core/tmux.ts';
import type { Monitor } from '../../monitors/monitor.ts';
import type { SeatJournal } from '../rollout/seat.ts';
import type { Served } from '../ticks.ts';
import { Authority } from './authority.ts';
import { carryOut } from './carry-out.ts';
import { Gauges, type StandingWish } from './gauges.ts';
import type { Known } from './known.ts';
import { Ledger, markOfHash } from './ledger.ts';
import { areInTheWay, isTyping, modesOf } from './permits.ts';
import { WishQueue } from './queue.ts';
import { COUNTED, SHOWN } from './remembered.ts';
import { settleUnfinished } from './unfinished.ts';
import type { ActingWorld } from './world.ts';

/** What is counted is remembered this often, in ms. */
const REMEMBER_EVERY_MS = 5000;
const BUSY = 'an action is under way there';
/** What is only observed is told again after this, in ms. */
const TOLD_AGAIN_MS = 60 * 60_000;
/** Records of actions that are read after a restart: more than an hour of them. */
const RECORDS_READ = 1000;

/** Where actions are kept. */
export type ActingJournal = Pick<SeatJournal, 'record' | 'records' | 'remember' | 'recall'>;

/** What acting needs of the engine. */
export interface ActingParts {
  config: ActionsConfig;
  /** null: there is nothing that could be acted on, as in a replay. */
  world: ActingWorld | null;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Number of the tick that comes next. */
  nextTick(): number;
  tell(at: number, level: EventLevel, glyph: string, text: string): void;
  /** Of the engine that decides; null: another one does, and acts. */
  journal(): ActingJournal | null;
  known: Known;
  /** The monitors, of which some want to know something after a restart. */
  monitors: Record<MonitorName, Pick<Monitor, 'memory' | 'recall'>>;
  /** Modular has tried to bring a PM back. */
  recovered(succeeded: boolean): void;
  onChange(): void;
}

/** An action under way, and the performance that does it. */
interface Underway {
  run: ActionRun;
  done: Promise<void>;
}

/**
 * Does what the monitor in authority wants, where that is switched on, and counts what both want. An action needs the
 * right of the cycle that wanted it, and loses it as soon as the authority changes; its intent is in the journal before,
 * its end after.
 */
export class Acting {
  private readonly parts: ActingParts;
  readonly authority: Authority;
  private readonly ledger = new Ledger();
  private readonly gauges: Gauges;
  private readonly modes: ActionsView['modes'];
  private readonly underway = new Map<number, Underway>();
  private held: Record<MonitorName, Wish[]> = { legacy: [], modular: [] };
  private problem = '';
  private rememberedAt = 0;
  /** Wishes that were told as only observed, and when. */
  private readonly told = new Map<string, number>();
  private readonly queue = new WishQueue();
  /** Set while what an earlier engine left is being looked at: nothing is begun before that. */
  private settling = false;

  constructor(parts: ActingParts) {
    this.parts = parts;
    this.authority = new Authority(parts.nextTick);
    this.gauges = new Gauges(parts.now());
    this.modes = modesOf(parts.config, parts.world !== null);
  }

  /** A cycle is complete without an error; `served`: the ticks that its report served. */
  reported(report: Report, served: readonly Served[]): void {
    const { monitor, wanted } = report;
    const now = this.parts.now();
    const fresh = this.gauges.wished(monitor, wanted, now);
    for (const session of this.gauges.down())
      if (this.parts.known.hasLivingPm(session)) this.gauges.backUp(session);
    this.gauges.reported(monitor, report.startedAt);
    const token = this.authority.grant(monitor, served);
    // Found anew by what can be done now.
    if (token !== null) this.problem = '';
    this.held[monitor] = this.gauges.wishes(monitor).map((wish) => this.consider(wish, monitor, token));
    for (const wish of fresh) this.noticed(wish, monitor);
    this.remember(now);
  }

  /** This engine decides from now on: takes up what an earlier one has left. */
  takenOver(journal: ActingJournal): void {
    try {
      this.gauges.restore(journal.recall(COUNTED));
      for (const name of MONITOR_NAMES) this.parts.monitors[name].recall?.(journal.recall(name));
      const records = journal.records({
        kinds: ['action_intent', 'action'],
        newestFirst: true,
        limit: RECORDS_READ,
      });
      this.ledger.restore(records.reverse());
    } catch (error) {
      this.parts.tell(this.parts.now(), 'warn', '↻', `earlier actions cannot be read: ${messageOf(error)}`);
    }
    const { world } = this.parts;
    const unfinished = this.ledger.unfinished();
    if (unfinished.length === 0 || world === null) return;
    this.settling = true;
    void settleUnfinished(unfinished, world, (end) => this.ended(end, end.at - end.ms)).finally(() => {
      this.settling = false;
      this.parts.onChange();
    });
  }

  view(): ActionsView {
    return {
      modes: this.modes,
      problem: this.problem,
      since: this.gauges.countedSince,
      wishes: MONITOR_NAMES.flatMap((name) => this.held[name]),
      running: this.running().map((run) => ({ ...run })),
      recent: this.ledger.recent,
      monitors: this.gauges.view(),
    };
  }

  /** Stops what is under way and waits until that is written down. */
  async close(): Promise<void> {
    this.authority.hold('cutover ends');
    await Promise.all([...this.underway.values()].map(({ done }) => done));
    this.parts.world?.close();
  }

  private running(): ActionRun[] {
    return [...this.underway.values()].map(({ run }) => run);
  }

  /** Begins what is wanted, or says why not. */
  private consider(wish: StandingWish, by: MonitorName, token: AuthorityToken | null): Wish {
    const { kind, target, reason: why, since } = wish;
    const subject: ActionSubject = { kind, by, session: sessionOf(target), target, why };
    const held = this.obstacle(subject, token);
    if (token !== null) {
      if (held === '') this.begin(subject, since, token);
      else if (held === BUSY) this.queue.add({ subject, since, token }, this.running());
    }
    return { ...subject, since, held };
  }

  private obstacle(subject: ActionSubject, token: AuthorityToken | null): string {
    const { kind, by, session, target } = subject;
    if (this.modes[kind] === 'observe') return 'only observed: the switch is off';
    const limited = this.parts.known.limited(target);
    if (limited !== '') return limited;
    if (this.running().some((run) => areInTheWay(run, subject))) return BUSY;
    if (this.settling) return 'what was left unfinished is looked at first';
    if (this.parts.journal() === null) return 'another cutover decides for this flags file';
    if (kind === 'recover_pm') {
      const { held } = this.ledger.mayRecover(session, by, this.parts.config, this.parts.now());
      if (held !== '') return held;
    }
    if (token === null) return `${by} was the shadow in this cycle`;
    this.problem = this.parts.world!.claim();
    return this.problem;
  }

  private begin(subject: ActionSubject, wishedAt: number, token: AuthorityToken): void {
    const journal = this.parts.journal();
    const at = this.parts.now();
    const body: ActionRecord = { phase: 'begun', tick: token.tick, ...subject };
    const intent = journal?.record('action_intent', at, body) ?? null;
    if (intent === null) {
      this.problem = 'the journal cannot be written, and nothing is done without it';
      return;
    }
    const { id } = intent;
    const mark = markOfHash(intent.hash);
    this.ledger.begun({ ...subject, id, at, mark, attempt: 0 });
    this.gauges.executed(subject.by, subject.kind);
    if (!isTyping(subject))
      this.parts.tell(
        at,
        'info',
        '↻',
        `${subject.by} ${ACTION_VERBS[subject.kind]} ${subject.target}: ${subject.why}`,
      );
    const run: ActionRun = { ...subject, id, since: at, step: 'begins', tries: null, paneId: null };
    this.underway.set(id, { run, done: this.perform(run, mark, wishedAt, token) });
  }

  private async perform(
    run: ActionRun,
    mark: string,
    wishedAt: number,
    token: AuthorityToken,
  ): Promise<void> {
    const { now, config } = this.parts;
    const { tries } = this.ledger.mayRecover(run.session, run.by, config, now());
    const most = Math.max(1, tries);
    const performance = new Performance(token, {
      step: ({ text, paneId, attempt, starts }) => {
        const at = now();
        this.ledger.step(run.id, attempt, starts, at);
        this.record(at, { phase: 'step', action: run.id, step: text, paneId, attempt, starts });
        run.step = text;
        run.paneId = paneId;
        run.tries = attempt === 0 ? null : { now: attempt, most };
        this.remember(at, true);
        this.parts.onChange();
      },
    });
    const isAgentPane = (pane: PaneInfo) => this.parts.known.isAgentPane(pane);
    const earlierMarks = this.ledger.earlierMarks(run.session, config, now());
    const { eyes, hands } = this.parts.world!;
    const parts = { eyes, hands, config, isAgentPane, mark, earlierMarks, tries: most };
    const outcome = await carryOut(run, parts, performance);
    const at = now();
    this.underway.delete(run.id);
    const { id, kind, by, session, target, why } = run;
    if (kind === 'recover_pm' && outcome.alive === true) this.gauges.backUp(session);
    this.ended(
      {
        ...{ id, kind, by, session, target, why, at },
        ms: at - run.since,
        result: outcome.result,
        text: outcome.text,
        tries: performance.attempt,
        paneId: performance.paneId,
      },
      wishedAt,
    );
    this.next();
  }

  /** What waited for an action to end, and still may be done, is done now. */
  private next(): void {
    for (const { subject, since, token } of this.queue.take(this.parts.now())) {
      const held = this.obstacle(subject, token);
      if (held === '') this.begin(subject, since, token);
      else if (held === BUSY) this.queue.add({ subject, since, token }, this.running());
    }
  }

  private ended(end: ActionEnd, wishedAt: number): void {
    const { id, ...told } = end;
    this.record(end.at, { phase: 'ended', action: id, ...told });
    this.ledger.ended(end);
    if (!isTyping(end) || end.result === 'unknown')
      this.parts.tell(end.at, LEVELS[end.result], '↻', `${end.target} ${ACTION_NAMES[end.kind]} ${end.text}`);
    if (end.kind === 'recover_pm') {
      this.gauges.ended(end, wishedAt);
      if (end.result === 'done') this.gauges.backUp(end.session);
      if (end.by === 'modular' && (end.result === 'done' || end.result === 'failed'))
        this.parts.recovered(end.result === 'done');
    }
    this.remember(end.at, true);
    this.parts.onChange();
  }

  /** A new wish: a recovery is judged by a look at the panes, and what is only observed is told. */
  private noticed(wish: StandingWish, monitor: MonitorName): void {
    if (isTyping(wish)) return;
    const { kind, target, reason, since } = wish;
    const { now, tell, world } = this.parts;
    if (this.modes[kind] === 'observe' && this.isNews(`${monitor} ${kind} ${target}`))
      tell(now(), 'info', '↻', `${monitor} would have acted: ${ACTION_VERBS[kind]} ${target}: ${reason}`);
    if (kind !== 'recover_pm' || world === null) return;
    const session = sessionOf(target);
    void lookAtSession(world.eyes, session).then(
      (panes) => this.gauges.looked(session, monitor, livingPms(panes).length > 0, since),
      // Without an answer of tmux nothing can be said of it.
      () => {},
    );
  }

  /** Not told within the hour: legacy wants the same every five minutes. */
  private isNews(wish: string): boolean {
    const now = this.parts.now();
    for (const [one, at] of this.told) if (now - at >= TOLD_AGAIN_MS) this.told.delete(one);
    if (this.told.has(wish)) return false;
    this.told.set(wish, now);
    return true;
  }

  private record(at: number, body: ActionRecord): void {
    this.parts.journal()?.record('action', at, body);
  }

  private remember(at: number, now = false): void {
    if (!now && at - this.rememberedAt < REMEMBER_EVERY_MS) return;
    this.rememberedAt = at;
    const journal = this.parts.journal();
    journal?.remember(COUNTED, at, this.gauges.memory());
    journal?.remember(SHOWN, at, this.view());
    for (const name of MONITOR_NAMES) {
      const memory = this.parts.monitors[name].memory?.();
      if (memory !== undefined) journal?.remember(name, at, memory);
    }
  }
}

const LEVELS: Record<ActionEnd['result'], EventLevel> = {
  done: 'good',
  failed: 'bad',
  stopped: 'warn',
  refused: 'info',
  unknown: 'warn',
};
