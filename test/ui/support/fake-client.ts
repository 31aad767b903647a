import type { Act, AgentDetail, EngineClient, StagePreview } from '../../../src/core/client.ts';
import type { FlagsWritten } from '../../../src/core/flags.ts';
import type { Snapshot } from '../../../src/core/snapshot.ts';
import { STAGE_PERCENTAGE, type Stage } from '../../../src/core/stage.ts';
import { sampleDetail, sampleSnapshot } from './sample-snapshot.ts';

/** Hands out snapshots and records what it is told; a test may replace each answer. */
export class FakeClient implements EngineClient {
  current: Snapshot;
  readonly calls: unknown[][] = [];
  readonly #listeners = new Set<(snapshot: Snapshot) => void>();
  detail: (id: string) => Promise<AgentDetail> = async (id) => sampleDetail({ id });
  preview: (stage: Stage) => Promise<StagePreview> = async (stage) => this.samplePreview(stage);
  write: (stage: Stage) => Promise<FlagsWritten> = async (stage) => this.written(stage);

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

  async agentDetail(id: string): Promise<AgentDetail> {
    this.calls.push(['agentDetail', id]);
    return this.detail(id);
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
      warnings: stage === 'disabled' ? [] : ['agreement: 4 signatures open'],
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
