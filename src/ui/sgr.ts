import { stripControls } from '../core/text.ts';
import type { Span } from './cells.ts';
import { steady, take, textWidth } from './cells.ts';

const SGR = /\u001b\[([0-9;:]*)m/g;
/** More than there are that hold at once. */
const MOST_HELD = 12;
const COLOUR_ARGUMENTS: Record<string, number> = { '5': 2, '2': 4 };

/** Parameters as what each of them says: a colour by number or by its parts is one. */
function saidBy(parameters: string): string[] {
  const parts = (parameters === '' ? '0' : parameters.replaceAll(':', ';')).split(';');
  const said: string[] = [];
  for (let i = 0; i < parts.length; i++) {
    const p = parts[i] === '' ? '0' : (parts[i] as string);
    const more = p === '38' || p === '48' ? (COLOUR_ARGUMENTS[parts[i + 1] ?? ''] ?? 0) : 0;
    said.push([p, ...parts.slice(i + 1, i + 1 + more)].join(';'));
    i += more;
  }
  return said;
}

/** What a later parameter takes the place of: of the colours of letters, and of those behind them, the last one holds. */
function kindOf(said: string): string {
  if (/^(3[0-9]|9[0-7])(;|$)/.test(said)) return 'letters';
  return /^(4[0-9]|10[0-7])(;|$)/.test(said) ? 'behind' : said;
}

/** Folds SGR parameters into those that still hold: a reset forgets what stood before it. */
function fold(before: string, parameters: string): string {
  let held = before === '' ? [] : saidBy(before);
  for (const one of saidBy(parameters)) {
    if (one === '0') held = [];
    else held = [...held.filter((earlier) => kindOf(earlier) !== kindOf(one)), one];
  }
  // A screen that never resets would grow without end.
  return held.slice(-MOST_HELD).join(';');
}

/** The lines of a captured screen as spans with their own colours; only SGR is let through. */
export function parseScreen(lines: readonly string[]): Span[][] {
  let style = '';
  return lines.map((line) => {
    const spans: Span[] = [];
    const push = (raw: string): void => {
      const text = steady(stripControls(raw.replaceAll('\t', ' ').replaceAll('\n', '')));
      if (text !== '') spans.push(style === '' ? { text } : { text, sgr: style });
    };
    let from = 0;
    for (const match of line.matchAll(SGR)) {
      push(line.slice(from, match.index));
      style = fold(style, match[1] as string);
      from = match.index + match[0].length;
    }
    push(line.slice(from));
    return spans;
  });
}

/** The plain text of parsed spans. */
export function plainOf(spans: readonly Span[]): string {
  return spans.map((span) => span.text).join('');
}

/** The spans from cell `from` on; a wide character that is cut in half leaves a space. */
export function dropCells(spans: readonly Span[], from: number): Span[] {
  let left = from;
  const out: Span[] = [];
  for (const span of spans) {
    const width = textWidth(span.text);
    if (left <= 0) out.push(span);
    else if (width > left) {
      const head = take(span.text, left);
      const half = textWidth(head) < left;
      const rest = span.text.slice(head.length);
      out.push({ ...span, text: half ? ` ${rest.slice([...rest][0]?.length ?? 0)}` : rest });
    }
    left -= width;
  }
  return out;
}
