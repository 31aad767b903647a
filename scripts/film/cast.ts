import type { Written } from './player.ts';

/** A stretch of time of a recording that is played in another time. All in ms since the start. */
export interface Stretch {
  from: number;
  to: number;
  /** How long it is to take. */
  lasts: number;
}

/** A chapter of a recording. */
export interface Marker {
  at: number;
  label: string;
}

/** Maps a moment of the recording to the moment at which it is played. */
export function playedAt(stretches: readonly Stretch[], at: number): number {
  let earlier = 0;
  for (const { from, to, lasts } of stretches) {
    if (at <= from) break;
    const inside = Math.min(at, to) - from;
    earlier += inside - (to === from ? 0 : (inside / (to - from)) * lasts);
  }
  return at - earlier;
}

/**
 * A recording as an asciicast v2: what was written and when, byte for byte as it was written; only time is another where
 * the stretches say so.
 */
export function castOf(
  written: readonly Written[],
  options: {
    columns: number;
    rows: number;
    title: string;
    stretches: readonly Stretch[];
    markers: readonly Marker[];
    endsAt: number;
  },
): string {
  const { columns: width, rows: height, title, stretches, markers, endsAt } = options;
  const header = { version: 2, width, height, title, env: { TERM: 'xterm-256color' } };
  const seconds = (at: number): number => Math.round(playedAt(stretches, at)) / 1000;
  const events = [
    ...written.map(({ at, data }) => ({ at, event: [seconds(at), 'o', data] })),
    ...markers.map(({ at, label }) => ({ at, event: [seconds(at), 'm', label] })),
    // A player stops at the last event: this one lets the end be seen.
    { at: endsAt, event: [seconds(endsAt), 'o', ''] },
  ].sort((a, b) => a.at - b.at);
  return `${[header, ...events.map(({ event }) => event)].map((line) => JSON.stringify(line)).join('\n')}\n`;
}
