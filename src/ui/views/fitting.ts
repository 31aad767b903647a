import { textWidth } from '../cells.ts';

/** A word of a line that has not room for all of them: the higher, the longer it stays. */
export interface Ranked {
  text: string;
  rank: number;
}

/** The words joined by ` · ` in at most `width` cells; the least important are left out first, empty ones always. */
export function fitWords(words: readonly Ranked[], width: number): string {
  let kept = words.filter(({ text }) => text !== '');
  const joined = (): string => kept.map(({ text }) => text).join(' · ');
  while (kept.length > 0 && textWidth(joined()) > width) {
    const least = kept.reduce((a, b) => (b.rank < a.rank ? b : a));
    kept = kept.filter((one) => one !== least);
  }
  return joined();
}
