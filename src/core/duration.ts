import { z } from 'zod';

const UNITS = { ms: 1, s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const FORM = /^(\d+(?:\.\d+)?) ?(ms|s|min|h|d)$/;

/** Milliseconds of `24h`, `90 min`, `30s`, `1.5 d`; null when it is no such span. */
export function durationMs(text: string): number | null {
  const [, amount, unit] = FORM.exec(text.trim()) ?? [];
  return amount === undefined ? null : Number(amount) * UNITS[unit as keyof typeof UNITS];
}

/** A span of time in a config file, above 0: milliseconds as a number, or `24h`, `90 min`, `30s`. Read as ms. */
export const durationSchema = z
  .union([z.number(), z.string().regex(FORM, 'write a span of time, as 24h, 90 min or 30s')])
  .transform((value) => (typeof value === 'number' ? value : durationMs(value)!))
  .pipe(z.number().positive('write a span above 0'));
