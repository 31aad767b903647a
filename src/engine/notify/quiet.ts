import type { QuietHours } from '../../core/notices.ts';

/** Whether these hours are quiet at a moment, ms since the epoch: by the clock of their zone, or of the machine's. */
export function isQuiet({ from, to, zone }: QuietHours, now: number): boolean {
  const minute = minuteOfDay(now, zone);
  return from < to ? from <= minute && minute < to : minute >= from || minute < to;
}

function minuteOfDay(now: number, zone: string | undefined): number {
  const parts = new Intl.DateTimeFormat('en', {
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
    ...(zone !== undefined && { timeZone: zone }),
  }).formatToParts(now);
  const read = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  return read('hour') * 60 + read('minute');
}
