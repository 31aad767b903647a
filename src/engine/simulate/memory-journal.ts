import type { CheckResult } from '../../core/check.ts';
import type { HealthInput } from '../../health/input.ts';
import type { EvidenceStart } from '../../journal/reader.ts';
import type { ControlJournal } from '../rollout/control.ts';

/** A record as it was given. */
export interface MemoryRecord {
  id: number;
  kind: string;
  at: number;
  body: unknown;
}

/** Keeps what the rollout keeps, for as long as the simulation runs. */
export class MemoryJournal implements ControlJournal {
  readonly kept: MemoryRecord[] = [];
  private inputs: HealthInput[] = [];
  private start: EvidenceStart | null = null;
  private saved: { at: number; state: unknown } | null = null;

  health(input: HealthInput): void {
    this.inputs.push(input);
  }

  evidence(): Iterable<HealthInput> {
    return this.inputs;
  }

  evidenceStart(): EvidenceStart | null {
    return this.start;
  }

  mark(at: number, why: string): void {
    this.inputs = [];
    this.start = { at, why, complete: true };
  }

  checks(_at: number, _results: readonly CheckResult[]): void {}

  record(kind: string, at: number, body: unknown): { id: number; hash: string } {
    const id = this.kept.length + 1;
    this.kept.push({ id, kind, at, body });
    return { id, hash: '' };
  }

  saveState(at: number, state: unknown): void {
    this.saved = { at, state };
  }

  state(): { at: number; state: unknown } | null {
    return this.saved === null ? null : structuredClone(this.saved);
  }

  flush(): boolean {
    return true;
  }
}
