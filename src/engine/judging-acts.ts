import type { Act, AgentDetail, EngineClient } from '../core/client.ts';
import type { AgentExplanation, SignatureDetail } from '../core/examples.ts';
import type { Expectation } from '../core/frame.ts';
import type { Judgement, Ruling, StateLabel } from '../core/judgement.ts';
import type { Judging } from './judging.ts';

type About =
  | 'agentDetail'
  | 'signatureDetail'
  | 'judge'
  | 'undoJudgement'
  | 'labelAgent'
  | 'undoLabel'
  | 'explainAgent'
  | 'writeExample';

/** The part of an engine's client in which operators look closely and say who is right. */
export abstract class JudgingActs implements Pick<EngineClient, About> {
  protected abstract readonly judging: Judging;

  /** What operators say has changed: it counts and is shown from now on. */
  protected abstract onJudged(): void;

  agentDetail(id: string): Promise<AgentDetail> {
    return this.judging.agentDetail(id);
  }

  async signatureDetail(signature: string): Promise<SignatureDetail> {
    return this.judging.signatureDetail(signature);
  }

  judge(signature: string, ruling: Ruling, act: Act): Promise<void> {
    return this.counted(this.judging.judge(signature, ruling, act));
  }

  undoJudgement(signature: string, act: Act): Promise<Judgement> {
    return this.counted(this.judging.undoJudgement(signature, act));
  }

  labelAgent(id: string, capturedAt: number, expect: Expectation, act: Act): Promise<void> {
    return this.counted(this.judging.labelAgent(id, capturedAt, expect, act));
  }

  undoLabel(id: string, act: Act): Promise<StateLabel> {
    return this.counted(this.judging.undoLabel(id, act));
  }

  async explainAgent(id: string): Promise<AgentExplanation> {
    return this.judging.explainAgent(id);
  }

  writeExample(signature: string, example: number): Promise<string> {
    return this.judging.writeExample(signature, example);
  }

  private async counted<T>(act: Promise<T>): Promise<T> {
    const result = await act;
    this.onJudged();
    return result;
  }
}
