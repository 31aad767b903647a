import type { HealthHistory, HistoryPoint, HistorySpan, StageChange } from '../../../src/core/history.ts';
import { HOUR, MINUTE, NOW } from './sample-agents.ts';

const SPAN_MS: Record<HistorySpan, number> = { hour: HOUR, day: 24 * HOUR, stage: 13 * HOUR + 12 * MINUTE };

/** A calm hour with one slow stretch and two failed cycles of modular. */
export function sampleHistory(span: HistorySpan): HealthHistory {
  const count = span === 'hour' ? 60 : 96;
  const from = NOW - SPAN_MS[span];
  const points = Array.from({ length: count }, (_, i): HistoryPoint => {
    const slow = i > 20 && i < 26;
    const wave = Math.sin(i / 5) + 1;
    return {
      at: from + ((i + 1) * SPAN_MS[span]) / count,
      monitors: {
        legacy: {
          cycles: 2,
          failed: 0,
          p50: 38_000 + 400 * wave,
          p95: i < 30 ? null : 41_000 + 300 * wave,
          p99: null,
          waitedMs: 30_200,
          workMs: 7800 + 300 * wave,
        },
        modular: {
          cycles: 12,
          failed: i === 22 || i === 40 ? 1 : 0,
          p50: (slow ? 180 : 110) + 10 * wave,
          p95: i < 5 ? null : (slow ? 320 : 140) + 12 * wave,
          p99: i < 25 ? null : (slow ? 400 : 190) + 12 * wave,
          waitedMs: 0,
          workMs: (slow ? 180 : 110) + 10 * wave,
        },
      },
      compared: 84,
      differing: i % 9 === 0 ? 2 : 0,
    };
  });
  return { span, from, to: NOW, points };
}

/** A rollout with a rollback on its way, newest first. */
export function sampleStages(): StageChange[] {
  return [
    {
      at: NOW - 13 * HOUR - 12 * MINUTE,
      from: { stage: 'disabled', share: 0 },
      to: { stage: 'canary', share: 5 },
      who: 'ana',
      why: 'begins again: the rule is fixed',
    },
    {
      at: NOW - 20 * HOUR,
      from: { stage: 'canary', share: 5 },
      to: { stage: 'disabled', share: 0 },
      who: 'cutover',
      why: 'agreement: a signature judged legacy right on 3 agents',
    },
    {
      at: NOW - 25 * HOUR,
      from: { stage: 'disabled', share: 0 },
      to: { stage: 'canary', share: 5 },
      who: 'ben',
      why: 'first try',
    },
  ];
}
