import type { EventItem, EventLevel } from '../core/snapshot.ts';

/** Which events are shown, in the order in which the key goes through them. */
export const EVENT_SHOWN = ['all', 'warn', 'bad'] as const;
export type EventsShown = (typeof EVENT_SHOWN)[number];

const LEVELS: Record<EventsShown, readonly EventLevel[]> = {
  all: ['info', 'good', 'warn', 'bad'],
  warn: ['warn', 'bad'],
  bad: ['bad'],
};

/** What a choice of levels is called on the screen; empty: nothing is left out. */
export const LEVEL_WORDS: Record<EventsShown, string> = { all: '', warn: 'warn and bad', bad: 'bad only' };

/** The events newest first, of the levels that are shown; every word of the filter has to be found, `-word` must not. */
export function shownEvents(events: readonly EventItem[], shown: EventsShown, filter: string): EventItem[] {
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .map((word) => ({ not: word.startsWith('-'), text: word.replace(/^-/, '') }))
    .filter(({ text }) => text !== '');
  return events
    .filter(({ level, text }) => {
      if (!LEVELS[shown].includes(level)) return false;
      const lower = text.toLowerCase();
      return words.every((word) => lower.includes(word.text) !== word.not);
    })
    .reverse();
}
