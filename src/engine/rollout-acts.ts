import type { Act } from '../core/client.ts';
import { CutoverError } from '../core/errors.ts';
import type { RolloutView } from '../core/rollout.ts';
import type { Stage } from '../core/stage.ts';
import { JudgingActs } from './judging-acts.ts';

const not = (): never => {
  throw new CutoverError('not_yet', 'the rollout does not take this yet', 'wait for the next version');
};

export const NO_ROLLOUT: RolloutView = {
  sub: { kind: 'running' },
  bake: { ms: 0, ofMs: null, running: false, why: '' },
  gates: [],
  next: null,
  outcome: { action: 'none', step: 'bake', reason: '', key: '' },
  looks: [],
  approval: null,
  freeze: null,
  drill: null,
  drilled: null,
  forecast: null,
  controller: { mine: true, pid: null },
  journalProblem: '',
};

export abstract class RolloutActs extends JudgingActs {
  async pause(_: Act): Promise<void> {
    not();
  }
  async resume(_: Act): Promise<void> {
    not();
  }
  async approve(_: Act): Promise<void> {
    not();
  }
  async freeze(_: number | null, __: Act): Promise<void> {
    not();
  }
  async unfreeze(_: Act): Promise<void> {
    not();
  }
  async retry(_: Stage, __: Act): Promise<void> {
    not();
  }
  async drill(_: Act): Promise<void> {
    not();
  }
}
