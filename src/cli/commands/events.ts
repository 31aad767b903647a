import { setTimeout as pause } from 'node:timers/promises';
import { formatStamp } from '../../core/format.ts';
import type { EventItem } from '../../core/snapshot.ts';
import { findFlags, readEvents } from '../../server/direct.ts';
import { print, printJsonLines } from '../output.ts';

const LOOK_EVERY_MS = 500;

interface EventsOptions {
  flags?: string;
  limit: number;
  follow?: boolean;
  json?: boolean;
}

/** `cutover events`: what happened, newest last; with `--follow` also what happens, until Ctrl-C. */
export async function events(options: EventsOptions): Promise<void> {
  const path = findFlags(options.flags, process.env);
  let last = -1;
  const show = (items: EventItem[]): void => {
    if (options.json === true) printJsonLines(items.map((item) => ({ v: 1, ...item })));
    else if (items.length > 0) print(...items.map(words));
    last = items.at(-1)?.id ?? last;
  };
  show(readEvents(path, { limit: options.limit }));
  while (options.follow === true) {
    await pause(LOOK_EVERY_MS);
    show(readEvents(path, last < 0 ? {} : { after: last }));
  }
}

function words({ at, glyph, text }: EventItem): string {
  return `${formatStamp(at)} ${glyph} ${text}`;
}
