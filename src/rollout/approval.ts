import { createHash } from 'node:crypto';
import type { CheckResult } from '../core/check.ts';
import type { Approval, Gate, RolloutState, TickInput } from '../core/rollout.ts';
import { nextStage } from '../core/stage.ts';
import type { RolloutConfig } from './config.ts';

/** What has gone wrong in the stage: counts of Evidence, which the words of a check do not tell one by one. */
export interface GoneWrong {
  /** Incidents of modular: maximal runs of failed cycles. */
  incidents: number;
  /** Agents missing in modular. */
  missing: number;
  openSignatures: number;
  /** Signatures seen in the stage in which modular was judged wrong. */
  against: number;
}

/**
 * Names what a person approves: which verdicts there are, what has gone wrong, and the looks that were taken. Samples
 * that only grow change nothing in it.
 */
export function evidenceHash(
  checks: readonly CheckResult[],
  { looks }: Pick<RolloutState, 'looks'>,
  { incidents, missing, openSignatures, against }: GoneWrong,
): string {
  const verdicts = checks.map(({ id, verdict, dryRun }) => [id, verdict, dryRun === true]).sort();
  const taken = looks.map(({ at, passed }) => [at, passed]);
  const seen = JSON.stringify([verdicts, taken, [incidents, missing, openSignatures, against]]);
  return createHash('sha256').update(seen).digest('hex').slice(0, 16);
}

/** The step that follows by itself, but for an approval. */
export function needsApproval({ stage }: Pick<RolloutState, 'stage'>, config: RolloutConfig): boolean {
  const next = nextStage(stage);
  return (next === 'beta' || next === 'production') && config.approvals.includes(next);
}

/** What has changed since this approval, so that it holds no more; null: it holds. */
export function approvalVoid(approval: Approval, state: RolloutState, input: TickInput): string | null {
  if (approval.stage !== state.stage) return 'the stage is another one';
  if (approval.configHash !== input.configHash) return 'the config has changed';
  if (approval.evidenceHash !== input.evidenceHash) return 'the evidence has changed';
  return null;
}

export function approvalGate(state: RolloutState, input: TickInput, config: RolloutConfig): Gate | null {
  if (!needsApproval(state, config)) return null;
  const { approval } = state;
  const voided = approval === null ? null : approvalVoid(approval, state, input);
  const holds = approval !== null && voided === null;
  return {
    id: 'approval',
    label: 'approval',
    verdict: holds ? 'pass' : 'inconclusive',
    shown: holds ? `by ${approval.who}` : voided === null ? 'none yet' : `void: ${voided}`,
    missing: holds ? '' : 'an approval',
    dryRun: false,
  };
}
