import type { Act, EngineClient } from '../core/client.ts';
import type { HealthHistory, HistorySpan, StageChange } from '../core/history.ts';
import type { Stage } from '../core/stage.ts';
import { historyOf, stagesOf } from './history.ts';
import { JudgingActs } from './judging-acts.ts';
import type { EngineRollout } from './rollout/rollout.ts';

type About =
  | 'pause'
  | 'resume'
  | 'approve'
  | 'freeze'
  | 'unfreeze'
  | 'retry'
  | 'drill'
  | 'healthHistory'
  | 'stageHistory';

/** The part of an engine's client in which operators steer the rollout. */
export abstract class RolloutActs extends JudgingActs implements Pick<EngineClient, About> {
  protected abstract readonly rollout: EngineRollout;

  /** Milliseconds since the epoch. */
  protected abstract now(): number;

  pause(act: Act): Promise<void> {
    return this.rollout.act({ type: 'pause', ...this.decided(act) });
  }

  resume(act: Act): Promise<void> {
    return this.rollout.act({ type: 'resume', ...this.decided(act) });
  }

  approve(act: Act): Promise<void> {
    const seen = this.rollout.seen(this.now());
    return this.rollout.act({ type: 'approve', ...this.decided(act), ...seen });
  }

  freeze(until: number | null, act: Act): Promise<void> {
    return this.rollout.act({ type: 'freeze', ...this.decided(act), until });
  }

  unfreeze(act: Act): Promise<void> {
    return this.rollout.act({ type: 'unfreeze', ...this.decided(act) });
  }

  retry(stage: Stage, act: Act): Promise<void> {
    return this.rollout.act({ type: 'retry', ...this.decided(act), stage });
  }

  drill(act: Act): Promise<void> {
    return this.rollout.act({ type: 'drill', ...this.decided(act) });
  }

  async healthHistory(span: HistorySpan): Promise<HealthHistory> {
    return historyOf(span, this.rollout.kept(), this.rollout.state.stageSince, this.now());
  }

  async stageHistory(): Promise<StageChange[]> {
    return stagesOf(this.rollout.kept());
  }

  private decided({ who, why }: Act) {
    return { at: this.now(), who, why };
  }
}
