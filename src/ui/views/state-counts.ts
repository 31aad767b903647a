import { URGENCY } from '../agent-order.ts';
import { type Line, lineWidth, tone } from '../cells.ts';
import { STATE_SIGNS } from '../glyphs.ts';
import type { StateCounts } from '../teams.ts';

/** `◆ 2 waiting  ● 4 working` in at most `width` cells; the words go where they do not fit, then all of it. */
export function countsLine(counts: StateCounts, width: number): Line {
  const present = URGENCY.filter((state) => (counts[state] ?? 0) > 0);
  const line = (worded: boolean): Line =>
    present.flatMap((state, i): Line => {
      const { glyph, word, tone: colour } = STATE_SIGNS[state];
      return [i === 0 ? '' : '  ', tone(colour, `${glyph} ${counts[state]}${worded ? ` ${word}` : ''}`)];
    });
  return [line(true), line(false)].find((one) => lineWidth(one) <= width) ?? [];
}
