import { clip, clipLine, type Line, wrap } from '../cells.ts';
import { toAscii } from '../glyphs.ts';
import type { View } from '../views/scene.ts';

/** How text for a reader instead of a screen is made. */
export interface PlainOptions {
  /** Cells of a line. */
  width: number;
  /** In ASCII, for a locale that is not UTF-8. */
  ascii: boolean;
}

/** Before what stands below a title. */
export const INDENT = '  ';

/** The mark of the cursor: there is none here. */
const CURSOR = /▸/g;
/** Bars, columns and dots are for eyes: the numbers beside them say the same. */
const DRAWING = /(?:[▏▎▍▌▋▊▉█▕▁▂▃▄▅▆▇⬝■\u2800-\u28ff]+|·{3,})·* *[▏▕]?/g;

/** A line of a view as text: no colours, no cursor, no drawings. */
export function plainLine(line: Line, { width, ascii }: PlainOptions): string {
  const text = clipLine(line, width)
    .map((span) => (typeof span === 'string' ? span : span.text))
    .join('')
    .replace(CURSOR, ' ')
    .replace(DRAWING, '')
    .trimEnd();
  return ascii ? toAscii(text) : text;
}

/** The same of many lines, without empty ones at the end and never two of them in a row. */
export function plainLines(lines: readonly Line[], options: PlainOptions): string[] {
  const out: string[] = [];
  for (const line of lines) {
    const text = plainLine(line, options);
    if (text !== '' || (out.length > 0 && out.at(-1) !== '')) out.push(text);
  }
  while (out.at(-1) === '') out.pop();
  return out;
}

/** A view as a paragraph: its title, what stands at the right end of it, and its lines. */
export function plainView({ title, right, body }: View, options: PlainOptions): string[] {
  const beside = right === undefined ? '' : plainLine(right, options);
  const below = { ...options, width: options.width - INDENT.length };
  return [
    plainLine([beside === '' ? title : `${title}: ${beside}`], options),
    ...plainLines(body, below).map((line) => (line === '' ? '' : INDENT + line)),
  ];
}

/** Paragraphs with an empty line between them; those that say nothing are left out. */
export function paragraphs(...parts: readonly (readonly string[])[]): string[] {
  return parts.filter((part) => part.length > 0).flatMap((part, i) => (i === 0 ? part : ['', ...part]));
}

/** A sentence over as many lines as it takes; those after the first are indented. */
export function sentence(text: string, { width, ascii }: PlainOptions): string[] {
  return wrap(text, Math.max(20, width - 2)).map((line, i) => {
    const shown = i === 0 ? line : `  ${line}`;
    return ascii ? toAscii(shown) : shown;
  });
}

/** A text in one line, cut to the width. */
export function oneOf(text: string, { width, ascii }: PlainOptions): string {
  const cut = clip(text, width);
  return ascii ? toAscii(cut) : cut;
}
