import { formatCount } from '../core/format.ts';

const MINUTE = 60_000;

/** A span of time to wait, rounded up to minutes: `2 h 04 min`. */
export function span(ms: number): string {
  const minutes = Math.max(1, Math.ceil(ms / MINUTE));
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** `1 cycle`, `1,240 cycles`. */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${formatCount(n)} ${n === 1 ? one : many}`;
}

/**
 * A percentage with the digits it takes to show on which side of `bound` it lies, and that it is not 0: 99.96 below a
 * bound of 99.97 is not shown as 100.0.
 */
export function percentBeside(percent: number, bound: number, digits: number): string {
  const faithful = (text: string): boolean => {
    const shown = Number(text);
    return (
      shown < bound === percent < bound && (percent === 0 || shown !== 0) && (percent >= 100 || shown < 100)
    );
  };
  for (let d = digits; d < digits + 6; d++) {
    const text = percent.toFixed(d);
    if (faithful(text)) return `${text} %`;
  }
  return `${percent} %`;
}
