import { differences, length, strip } from './python.ts';

/** Idle for how long: not known yet, since the last look (it has just finished), or before it already. */
export type IdleKind = 'unknown' | 'newly_idle' | 'continuously_idle';

/** The ends of the last two idle captures of a target. */
export interface IdleCache {
  early: string | null;
  later: string;
}

const SAMPLED_LINES = 10;
const COMPARED_LINES = 5;
const LINE_WEIGHT = 2;
/** Up to this score two captures count as the same. */
const SAME_SCORE = 10;

/**
 * Puts an idle capture into the cache of its target and says which kind of idle that makes. The cache is to be kept
 * whatever the agent does but work: only an active agent drops it.
 */
export function noteIdle(
  cache: IdleCache | undefined,
  capture: string,
): { cache: IdleCache; kind: IdleKind } {
  const lines = strip(capture).split('\n');
  const later = lines.length >= SAMPLED_LINES ? lines.slice(-SAMPLED_LINES).join('\n') : capture;
  const early = cache?.later ?? null;
  const kind =
    early === null ? 'unknown' : changeScore(early, later) <= SAME_SCORE ? 'continuously_idle' : 'newly_idle';
  return { cache: { early, later }, kind };
}

/** How much two ends of captures differ, as legacy counts it. */
export function changeScore(a: string, b: string): number {
  const [left, right] = [strip(a).split('\n'), strip(b).split('\n')];
  const [endOfLeft, endOfRight] = [left, right].map((lines) => lines.slice(-COMPARED_LINES).join('\n'));
  return (
    LINE_WEIGHT * Math.abs(left.length - right.length) +
    Math.abs(length(endOfLeft!) - length(endOfRight!)) +
    differences(endOfLeft!, endOfRight!)
  );
}
