import type { HealthHistory, HistorySpan, StageChange } from '../core/history.ts';
import { healthHistory } from '../health/history.ts';
import type { SeatJournal } from './rollout/seat.ts';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
/** Points of a history: one a minute, or a quarter of an hour. */
const POINTS: Record<HistorySpan, number> = { hour: 60, day: 96, stage: 96 };
/** Percentiles of the first points reach back before the span by at most this. */
const REACH_MS = 6 * HOUR_MS;
/** Changes of the stage that are told. */
const STAGES = 50;

/** Health over a span that ends now, from what the journal has. `stageSince`: ms since the epoch. */
export function historyOf(
  span: HistorySpan,
  journal: Pick<SeatJournal, 'past'>,
  stageSince: number,
  now: number,
): HealthHistory {
  const from = span === 'stage' ? Math.min(stageSince, now - 1) : now - (span === 'hour' ? HOUR_MS : DAY_MS);
  const past = journal.past(from - REACH_MS, now);
  return { span, from, to: now, points: healthHistory(past, from, now, POINTS[span]) };
}

/** The changes of the stage, newest first. */
export function stagesOf(journal: Pick<SeatJournal, 'records'>): StageChange[] {
  return journal
    .records({ kinds: ['stage'], newestFirst: true, limit: STAGES })
    .map(({ at, body }) => ({ ...(body as Omit<StageChange, 'at'>), at }));
}
