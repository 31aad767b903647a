/** CSI, OSC and other string sequences, or a single escape: all that `capture-pane -e` can print. */
const SEQUENCE =
  /\u001b(?:\[([0-?]*)[ -/]*([@-~])|[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[ -/]*[0-~])/uy;

interface Style {
  dim: boolean;
  reverse: boolean;
  /** Foreground: `red` for any reddish one, `other` for the rest and the default. */
  ink: Ink;
}

/** What colour a text has, as far as a rule may want to know: errors are drawn in red by every theme. */
export type Ink = 'red' | 'other';

/** The 16 named colours: red and bright red; of the 256: the reds of the cube. */
const RED_NAMES = new Set(['31', '91']);
const RED_INDEXES = new Set([
  '1',
  '9',
  '124',
  '125',
  '160',
  '161',
  '167',
  '168',
  '196',
  '197',
  '203',
  '204',
  '210',
]);

const isRed = (r: number, g: number, b: number): boolean => r >= 120 && r > 1.4 * g && r > 1.3 * b;

/** Reads the colour that follows a 38, 48 or 58 at `i`; says how many parameters it takes. */
function readColour(codes: readonly string[], i: number): { ink: Ink; length: number } {
  if (codes[i + 1] === '2') {
    const [r, g, b] = [codes[i + 2], codes[i + 3], codes[i + 4]].map(Number);
    return { ink: isRed(r ?? 0, g ?? 0, b ?? 0) ? 'red' : 'other', length: 4 };
  }
  if (codes[i + 1] === '5') return { ink: RED_INDEXES.has(codes[i + 2] ?? '') ? 'red' : 'other', length: 2 };
  return { ink: 'other', length: 0 };
}

/** Applies the parameters of one SGR sequence. */
function applySgr(parameters: string, style: Style): void {
  const codes = parameters === '' ? ['0'] : parameters.replaceAll(':', ';').split(';');
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    if (code === '38' || code === '48' || code === '58') {
      const colour = readColour(codes, i);
      if (code === '38') style.ink = colour.ink;
      i += colour.length;
    } else if (code === '' || code === '0') {
      style.dim = false;
      style.reverse = false;
      style.ink = 'other';
    } else if (code === '2') style.dim = true;
    else if (code === '22') style.dim = false;
    else if (code === '7') style.reverse = true;
    else if (code === '27') style.reverse = false;
    else if (/^(?:3[0-79]|9[0-7])$/.test(code)) style.ink = RED_NAMES.has(code) ? 'red' : 'other';
  }
}

/**
 * Visits every printed character of a captured screen with its line and style. SGR state carries over line ends in
 * tmux's output, so a screen is read from its start; `visit` returns false to stop.
 */
function walk(ansi: string, visit: (char: string, line: number, style: Readonly<Style>) => boolean): void {
  const style: Style = { dim: false, reverse: false, ink: 'other' };
  let line = 0;
  for (let i = 0; i < ansi.length; i++) {
    const char = ansi[i]!;
    if (char === '\u001b') {
      SEQUENCE.lastIndex = i;
      const match = SEQUENCE.exec(ansi);
      if (match === null) continue;
      if (match[2] === 'm') applySgr(match[1] ?? '', style);
      i = SEQUENCE.lastIndex - 1;
    } else {
      if (!visit(char, line, style)) return;
      if (char === '\n') line++;
    }
  }
}

/**
 * The lines `from` to `to` (exclusive) of a captured screen with everything dim or reversed (a cursor) replaced by
 * spaces: what is left in a prompt box is text that somebody typed.
 */
export function brightLines(ansi: string, from: number, to: number): string[] {
  const lines: string[] = [];
  walk(ansi, (char, line, style) => {
    if (line >= to) return false;
    if (line >= from) {
      lines[line - from] ??= '';
      if (char !== '\n') lines[line - from] += style.dim || style.reverse ? ' ' : char;
    }
    return true;
  });
  return lines;
}

/** The colour of the first character of a line that is no space; null when there is none. */
export function inkOfLine(ansi: string, index: number): Ink | null {
  let ink: Ink | null = null;
  walk(ansi, (char, line, style) => {
    if (line > index) return false;
    if (line === index && char !== ' ' && char !== '\n') {
      ink = style.ink;
      return false;
    }
    return true;
  });
  return ink;
}
