import { oneLine } from '../core/text.ts';

const TEXT_MAX = 120;

/** Text of a pane as evidence: one line, without control characters, at most 120 characters. */
export function shownText(text: string): string {
  const line = oneLine(text);
  return line.length > TEXT_MAX ? `${line.slice(0, TEXT_MAX - 1)}…` : line;
}
