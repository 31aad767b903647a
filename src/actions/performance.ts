import { setTimeout as after } from 'node:timers/promises';
import type { ActionResult } from '../core/actions.ts';
import type { MonitorName } from '../core/report.ts';

/**
 * The right to act in one cycle of the monitor in authority. It is void as soon as its signal is aborted, with the reason
 * in words; an action that is under way asks before each of its steps.
 */
export interface AuthorityToken {
  readonly monitor: MonitorName;
  readonly tick: number;
  readonly signal: AbortSignal;
}

/** The authority was taken away: the step that was to come next is not done. */
export class Stopped extends Error {
  constructor(why: string) {
    super(why);
    this.name = 'Stopped';
  }
}

/** How an action went. */
export interface ActionOutcome {
  result: ActionResult;
  /** For an operator. */
  text: string;
  /** Of a refused recovery: the PM is alive. */
  alive?: boolean;
}

/** What an action is about to do. */
export interface Step {
  text: string;
  /** The pane that the action has opened so far. */
  paneId: string | null;
  /** Which start of a recovery this is; 0: none yet. */
  attempt: number;
  /** In this step a PM is started. */
  starts: boolean;
}

/** Where the steps of an action are kept and shown. */
export interface StepListener {
  /** Called before the step is done. */
  step(step: Step): void;
}

/** One action under way: asks for the authority and keeps each step before it is done. */
export class Performance {
  readonly token: AuthorityToken;
  private readonly listener: StepListener;
  /** The pane that it has opened. */
  paneId: string | null = null;
  /** Which start of a recovery this is; 0: none yet. */
  attempt = 0;
  /** What it does, for an operator. */
  doing = '';

  constructor(token: AuthorityToken, listener: StepListener) {
    this.token = token;
    this.listener = listener;
  }

  /** Begins a step. Throws Stopped when the authority is gone: nothing may be done then. */
  step(text: string, { starts = false } = {}): void {
    this.check();
    this.doing = text;
    this.listener.step({ text, paneId: this.paneId, attempt: this.attempt, starts });
  }

  /** Throws Stopped when the authority is gone. */
  check(): void {
    if (this.token.signal.aborted) throw this.stopped();
  }

  /** Waits for so many ms; throws Stopped at once when the authority goes meanwhile. */
  async wait(ms: number): Promise<void> {
    try {
      await after(ms, undefined, { signal: this.token.signal });
    } catch {
      throw this.stopped();
    }
  }

  private stopped(): Stopped {
    const { reason } = this.token.signal;
    return new Stopped(typeof reason === 'string' ? reason : 'the authority was taken away');
  }
}
