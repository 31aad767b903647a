import type { Act, AgentDetail, EngineClient, StagePreview } from '../../../src/core/client.ts';
import { CutoverError } from '../../../src/core/errors.ts';
import type { AgentExplanation, SignatureDetail } from '../../../src/core/examples.ts';
import type { FlagsWritten } from '../../../src/core/flags.ts';
import type { Expectation } from '../../../src/core/frame.ts';
import type { HealthHistory, HistorySpan, StageChange } from '../../../src/core/history.ts';
import type { Judgement, Ruling, StateLabel } from '../../../src/core/judgement.ts';
import type { Snapshot } from '../../../src/core/snapshot.ts';
import { STAGE_PERCENTAGE, type Stage } from '../../../src/core/stage.ts';
import { openGates } from '../../../src/ui/views/rollout-words.ts';
import { sampleDetail } from './sample-detail.ts';
import { sampleExplanation, sampleSignatureDetail } from './sample-examples.ts';
import { sampleHistory, sampleStages } from './sample-history.ts';
import { NOW, sampleSnapshot } from './sample-snapshot.ts';

/** Hands out snapshots and records what it is told; a test may replace each answer. */
export class FakeClient implements EngineClient {
  current: Snapshot;
  /** Health over time and the stages so far are there to be asked for. */
  keepsHistory = false;
  readonly calls: unknown[][] = [];
  readonly #listeners = new Set<(snapshot: Snapshot) => void>();
  detail: (id: string) => Promise<AgentDetail> = async (id) => sampleDetail({ id });
  preview: (stage: Stage) => Promise<StagePreview> = async (stage) => this.samplePreview(stage);
  examples: (signature: string) => Promise<SignatureDetail> = async (signature) =>
    sampleSignatureDetail(signature);
  write: (stage: Stage) => Promise<FlagsWritten> = async (stage) => this.written(stage);

  /** Whether an act of the rollout is taken. */
  act: (name: string) => Promise<void> = async () => {};

  constructor(snapshot: Snapshot = sampleSnapshot()) {
    this.current = snapshot;
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  /** Publishes a snapshot, as the engine does after a report. */
  publish(over: Partial<Snapshot>): void {
    this.current = { ...this.current, ...over, sequence: this.current.sequence + 1 };
    for (const listener of this.#listeners) listener(this.current);
  }

  snapshot(): Snapshot {
    return this.current;
  }

  subscribe(listener: (snapshot: Snapshot) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async previewStage(stage: Stage): Promise<StagePreview> {
    this.calls.push(['previewStage', stage]);
    return this.preview(stage);
  }

  async setStage(stage: Stage, revision: string, act: Act): Promise<FlagsWritten> {
    this.calls.push(['setStage', stage, revision, act]);
    return this.write(stage);
  }

  async rollBack(act: Act): Promise<FlagsWritten> {
    this.calls.push(['rollBack', act]);
    return this.write('disabled');
  }

  async pause(act: Act): Promise<void> {
    await this.#take('pause', act);
  }

  async resume(act: Act): Promise<void> {
    await this.#take('resume', act);
  }

  async approve(act: Act): Promise<void> {
    await this.#take('approve', act);
  }

  async freeze(until: number | null, act: Act): Promise<void> {
    await this.#take('freeze', until, act);
  }

  async unfreeze(act: Act): Promise<void> {
    await this.#take('unfreeze', act);
  }

  async retry(stage: Stage, act: Act): Promise<void> {
    await this.#take('retry', stage, act);
  }

  async drill(act: Act): Promise<void> {
    await this.#take('drill', act);
  }

  async agentDetail(id: string): Promise<AgentDetail> {
    this.calls.push(['agentDetail', id]);
    return this.detail(id);
  }

  async signatureDetail(signature: string): Promise<SignatureDetail> {
    this.calls.push(['signatureDetail', signature]);
    return this.examples(signature);
  }

  /** Judged as the engine would: the signature carries it from then on. */
  async judge(signature: string, ruling: Ruling, act: Act): Promise<void> {
    this.calls.push(['judge', signature, ruling, act]);
    this.#setJudgement(signature, {
      v: 1,
      id: 'j',
      kind: 'judgement',
      at: NOW,
      ...act,
      signature,
      ...ruling,
    });
  }

  async undoJudgement(signature: string, act: Act): Promise<Judgement> {
    this.calls.push(['undoJudgement', signature, act]);
    const judgement = this.current.signatures.find((row) => row.signature === signature)?.judgement ?? null;
    if (judgement === null)
      throw new CutoverError('not_judged', 'this signature is not judged', 'there is nothing to take back');
    this.#setJudgement(signature, null);
    return judgement;
  }

  async labelAgent(id: string, capturedAt: number, expect: Expectation, act: Act): Promise<void> {
    this.calls.push(['labelAgent', id, capturedAt, expect, act]);
  }

  async undoLabel(id: string, act: Act): Promise<StateLabel> {
    this.calls.push(['undoLabel', id, act]);
    const { label } = await this.detail(id);
    if (label === null) throw new CutoverError('not_labelled', 'no screen of this agent is labelled', '');
    return { at: label.at } as StateLabel;
  }

  async healthHistory(span: HistorySpan): Promise<HealthHistory> {
    return this.keepsHistory ? sampleHistory(span) : { span, from: 0, to: 0, points: [] };
  }

  async stageHistory(): Promise<StageChange[]> {
    return this.keepsHistory ? sampleStages() : [];
  }

  async explainAgent(id: string): Promise<AgentExplanation> {
    this.calls.push(['explainAgent', id]);
    return sampleExplanation();
  }

  async writeExample(signature: string, example: number): Promise<string> {
    this.calls.push(['writeExample', signature, example]);
    return '/srv/team/.tmux_orchestrator/example-20261124T211359-3.jsonl';
  }

  async #take(name: string, ...args: unknown[]): Promise<void> {
    this.calls.push([name, ...args]);
    await this.act(name);
  }

  #setJudgement(signature: string, judgement: Judgement | null): void {
    const signatures = this.current.signatures.map((row) =>
      row.signature === signature ? { ...row, judgement, open: judgement === null } : row,
    );
    this.publish({ signatures });
  }

  refresh(): void {
    this.calls.push(['refresh']);
  }

  async close(): Promise<void> {
    this.calls.push(['close']);
  }

  samplePreview(stage: Stage): StagePreview {
    const { current, percentage } = this.current.stage;
    const line = (kind: 'same' | 'removed' | 'added', text: string) => ({ kind, text });
    return {
      path: this.current.flags.path,
      from: { stage: current, percentage },
      to: { stage, percentage: STAGE_PERCENTAGE[stage] },
      revision: this.current.flags.revision,
      warnings:
        stage === 'disabled'
          ? []
          : openGates(this.current.rollout.gates).map((g) => `${g.label}: ${g.missing}`),
      diff: [
        line('same', '{'),
        line('same', '  "site": "berlin",'),
        line('same', '  "use_modular_monitor": true,'),
        line('removed', `  "rollout_stage": "${current}",`),
        line('added', `  "rollout_stage": "${stage}",`),
        line('removed', `  "rollout_percentage": ${percentage},`),
        line('added', `  "rollout_percentage": ${STAGE_PERCENTAGE[stage]},`),
        line('same', '  "max_concurrent_checks": 10'),
        line('same', '}'),
      ],
    };
  }

  written(stage: Stage): FlagsWritten {
    const before = this.current.flags.desired;
    const after = { ...before, rollout_stage: stage, rollout_percentage: STAGE_PERCENTAGE[stage] };
    return { writtenMs: 6, readBackMs: 1, revision: 'r2', before, after };
  }
}
