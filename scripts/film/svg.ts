import type { CellColour, Look, Run, Screen } from './cells.ts';

const FONT_SIZE = 14;
/** Wide enough for the widest of the fonts; each run is held to it. */
const CELL_WIDTH = 8.4;
/** No higher than the glyphs of frames are in any of the fonts: a frame has no gaps. */
const CELL_HEIGHT = 16;
const MARGIN = 12;
/** From the top of a row to the line its letters stand on. */
const BASELINE = 12.5;

const FONTS = 'ui-monospace, SF Mono, Menlo, Consolas, DejaVu Sans Mono, Liberation Mono, monospace';
const BACKGROUND = '#14161c';
const FOREGROUND = '#d4d7dd';
/** The sixteen named colours, on a dark background. */
const NAMED = (
  '#3b4048 #e06c75 #98c379 #d7a65f #61afef #c678dd #56b6c2 #c8ccd4 ' +
  '#7f848e #ff7b86 #b5e08d #f0c674 #82c4ff #df9bf2 #76d6e2 #ffffff'
).split(' ');
const CUBE = [0, 95, 135, 175, 215, 255];

const hex = (rgb: number): string => `#${rgb.toString(16).padStart(6, '0')}`;

function paletteColour(index: number): string {
  if (index < 16) return NAMED[index] as string;
  if (index >= 232) return hex((8 + (index - 232) * 10) * 0x010101);
  const at = index - 16;
  const [r, g, b] = [Math.floor(at / 36), Math.floor(at / 6) % 6, at % 6].map((step) => CUBE[step] as number);
  return hex(((r as number) << 16) | ((g as number) << 8) | (b as number));
}

function colour(of: CellColour, byDefault: string): string {
  if (of === 'default') return byDefault;
  return 'rgb' in of ? hex(of.rgb) : paletteColour(of.palette);
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as XML takes it: no markup, no control characters. */
export function escaped(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]/g, '')
    .replace(/[&<>"]/g, (char) => ENTITIES[char] as string);
}

const number = (value: number): string => String(Math.round(value * 100) / 100);
const left = (cell: number): string => number(MARGIN + cell * CELL_WIDTH);

function styleOf({ foreground, bold, dim, italic, underline }: Look): string {
  return [
    foreground === 'default' ? '' : ` fill="${colour(foreground, FOREGROUND)}"`,
    bold ? ' font-weight="bold"' : '',
    dim ? ' fill-opacity="0.62"' : '',
    italic ? ' font-style="italic"' : '',
    underline ? ' text-decoration="underline"' : '',
  ].join('');
}

function backgroundOf({ x, cells, look }: Run, y: number): string {
  if (look.background === 'default') return '';
  const size = `width="${number(cells * CELL_WIDTH)}" height="${CELL_HEIGHT}"`;
  return `<rect x="${left(x)}" y="${y}" ${size} fill="${colour(look.background, BACKGROUND)}"/>`;
}

function spanOf({ x, cells, text, look }: Run): string {
  // A single sign keeps its shape; longer runs end where the next one begins, whatever the font.
  const held = [...text].length === 1 ? '' : ` textLength="${number(cells * CELL_WIDTH)}"`;
  const adjust = held === '' ? '' : ' lengthAdjust="spacingAndGlyphs"';
  return `<tspan x="${left(x)}"${held}${adjust}${styleOf(look)}>${escaped(text)}</tspan>`;
}

/** Spaces at the end of a row that show nothing are left out. */
function visible(runs: readonly Run[]): Run[] {
  const kept = runs.map((run) => ({ ...run }));
  for (;;) {
    const last = kept.at(-1);
    if (last === undefined) return kept;
    const text = last.text.trimEnd();
    if (text === last.text) return kept;
    last.cells -= last.text.length - text.length;
    last.text = text;
    if (text !== '') return kept;
    kept.pop();
  }
}

/**
 * A screen as an SVG picture in the fonts and colours of a dark terminal: one `text` element a row, so that it can be
 * selected and searched. `title`: what it shows, for those who do not see it.
 */
export function svgOf(screen: Screen, title: string): string {
  const width = number(2 * MARGIN + screen.columns * CELL_WIDTH);
  const height = 2 * MARGIN + screen.rows.length * CELL_HEIGHT;
  const rows = screen.rows.map((runs, i) => {
    const y = MARGIN + i * CELL_HEIGHT;
    const behind = runs.map((run) => backgroundOf(run, y)).join('');
    const text = visible(runs).map(spanOf).join('');
    return `${behind}<text y="${number(y + BASELINE)}">${text}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="100%" height="100%" rx="8" fill="${BACKGROUND}"/>`,
    `<g font-family="${FONTS}" font-size="${FONT_SIZE}" fill="${FOREGROUND}" xml:space="preserve" style="white-space: pre">`,
    ...rows,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}
