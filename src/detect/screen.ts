import type { Frame } from '../core/frame.ts';
import { brightLines, inkOfLine } from './ansi.ts';
import type { CompiledLayout } from './compile.ts';
import type { Region } from './rule.ts';

/** Longer lines are cut before a pattern is tried on them: no agent's marker starts that far right. */
const LINE_MAX = 600;
/** How far up the box of a prompt, and the status lines above it, may reach. */
const BOX_MAX = 40;
const ABOVE_MAX = 40;

/** A line of a region; `index` is null for the title and the command, which are no lines of the screen. */
export interface Line {
  index: number | null;
  text: string;
}

/** The agent's prompt box, in lines of the screen. */
export interface PromptBox {
  /** First line that belongs to it, with borders and head. */
  start: number;
  /** Text lines inside, from and to (exclusive). */
  from: number;
  to: number;
  /** First line below it. */
  end: number;
  /** What stands in it, without the prompt sign, trimmed. */
  text: string;
  /** Width of the prompt sign on the first line, in characters. */
  sign: number;
}

const RULE = /^ {0,2}─{8}(?:.*─)?$/u;
const BOX_TOP = /^ {0,2}[╭┌].*─.*[╮┐]$/u;

/** Spaces that do not break, and borders in another weight: a terminal, a theme or a release changes them, no meaning. */
const VARIANT = /[\u00a0\u2007\u202f━═┄┅┈┉╌╍║┏╔┓╗┗╚┛╝]/u;
const VARIANTS: readonly (readonly [RegExp, string])[] = [
  [/[\u00a0\u2007\u202f]/gu, ' '],
  [/[━═┄┅┈┉╌╍]/gu, '─'],
  [/║/gu, '│'],
  [/[┏╔]/gu, '╭'],
  [/[┓╗]/gu, '╮'],
  [/[┗╚]/gu, '╰'],
  [/[┛╝]/gu, '╯'],
];

/** The status line of a tmux within the pane (over ssh): below the agent's screen, no part of it. */
const INNER_STATUS = /^\[[\w.-]{1,40}\] ?\d+:\S/u;

/** The same line as patterns are written for: one kind of space, one weight of border. */
function plain(line: string): string {
  if (!VARIANT.test(line)) return line;
  return VARIANTS.reduce((text, [pattern, to]) => text.replace(pattern, to), line);
}

/**
 * A pane that was made narrower shows each full-width rule in two lines until the agent draws anew: the rest, below,
 * then stands for the whole, so that what is above and below a rule stays so.
 */
function joinRules(lines: string[], columns: number): void {
  for (let i = 0; i + 1 < lines.length; i++) {
    const rule = lines[i]!;
    const rest = lines[i + 1]!;
    if (rule.length !== columns || rest.length >= columns || !/^([─▀▄])\1{7}/u.test(rule)) continue;
    if (!/^([─▀▄])\1*$/u.test(rest) || rest[0] !== rule[0] || rule.at(-1) !== rest[0]) continue;
    lines[i] = '';
    lines[i + 1] = rule;
  }
}

/** One frame, parsed once, seen with the eyes of one agent's layout. Everything is computed when first asked for. */
export class Screen {
  readonly frame: Frame;
  readonly layout: CompiledLayout;
  readonly lines: readonly string[];
  /** Index of the last line that is not blank; -1 when all are. */
  readonly last: number;
  #prompt: PromptBox | null | undefined;
  #typed: boolean | undefined;
  #regions = new Map<string, readonly Line[]>();

  constructor(frame: Frame, layout: CompiledLayout) {
    this.frame = frame;
    this.layout = layout;
    const lines = frame.text.split('\n').map((line) => {
      const cut = plain(line.length > LINE_MAX ? line.slice(0, LINE_MAX) : line).trimEnd();
      return layout.trim === null ? cut : cut.replace(layout.trim, '').trimEnd();
    });
    joinRules(lines, frame.cols);
    this.lines = lines;
    let last = lines.length - 1;
    while (last >= 0 && lines[last] === '') last--;
    if (last > 0 && INNER_STATUS.test(lines[last]!)) {
      last--;
      while (last >= 0 && lines[last] === '') last--;
    }
    this.last = last;
  }

  /** The prompt box, if the agent shows one. */
  get prompt(): PromptBox | null {
    this.#prompt ??= this.#findPrompt();
    return this.#prompt;
  }

  /** Whether the prompt box holds text that somebody typed, rather than nothing or a placeholder hint. */
  get typed(): boolean {
    this.#typed ??= this.#isTyped();
    return this.#typed;
  }

  /** Whether a line begins in red; false where the frame has no colours. */
  isRed(index: number | null): boolean {
    return index !== null && this.frame.ansi !== undefined && inkOfLine(this.frame.ansi, index) === 'red';
  }

  /** The non-blank lines of a region, from top to bottom. */
  region(region: Region, count: number): readonly Line[] {
    const key = region === 'last_n' ? `${region}${count}` : region;
    let lines = this.#regions.get(key);
    if (lines === undefined) {
      lines = this.#cut(region, count);
      this.#regions.set(key, lines);
    }
    return lines;
  }

  #cut(region: Region, count: number): Line[] {
    switch (region) {
      case 'title':
        return [{ index: null, text: this.frame.title.trim().slice(0, LINE_MAX) }];
      case 'command':
        return [{ index: null, text: this.frame.command }];
      case 'screen':
        return this.#range(0, this.last + 1);
      case 'last_line':
        return this.#range(this.last, this.last + 1);
      case 'last_n':
        return this.#range(0, this.last + 1).slice(-count);
      case 'prompt_box':
        return this.prompt === null ? [] : this.#range(this.prompt.from, this.prompt.to);
      case 'footer':
        return this.prompt === null ? [] : this.#range(this.prompt.end, this.last + 1);
      case 'above_prompt':
        return this.prompt === null ? [] : this.#above(this.prompt.start);
      case 'below_last_divider':
        return this.#range(this.#lastDivider() + 1, this.last + 1);
    }
  }

  #range(from: number, to: number): Line[] {
    const lines: Line[] = [];
    for (let i = Math.max(0, from); i < to; i++) {
      const text = this.lines[i];
      if (text !== undefined && text !== '') lines.push({ index: i, text });
    }
    return lines;
  }

  #lastDivider(): number {
    for (let i = this.last; i >= 0; i--) {
      if (RULE.test(this.lines[i]!) || BOX_TOP.test(this.lines[i]!)) return i;
    }
    return -1;
  }

  /** Upwards to the head of the last block; paragraphs that say nothing of the turn are passed over. */
  #above(start: number): Line[] {
    const { until, past, skip } = this.layout;
    const found: Line[] = [];
    let passing = false;
    for (let i = start - 1; i >= 0 && start - i <= ABOVE_MAX; i--) {
      const text = this.lines[i]!;
      if (text === '') {
        passing = false;
        continue;
      }
      if (skip?.test(text)) continue;
      found.push({ index: i, text });
      passing ||= past.some((pattern) => pattern.test(text));
      if (!passing && until.test(text)) break;
    }
    return found.reverse();
  }

  #findPrompt(): PromptBox | null {
    const { bottom, footer, stale } = this.layout;
    let below = 0;
    for (let i = this.last; i >= 0 && below <= footer; i--) {
      const text = this.lines[i]!;
      if (text === '') continue;
      // A border below the prompt box is that of a dialog: a box above it is an old one.
      if (bottom?.test(text)) return this.#closedBox(i);
      const box = bottom === null ? this.#bareBox(i) : this.#openBox(i);
      if (box !== null) return box;
      if (stale?.test(text)) return null;
      below++;
    }
    return null;
  }

  /** A box that ends with the border at `bottom`. */
  #closedBox(bottom: number): PromptBox | null {
    const { prompt, top, labels } = this.layout;
    const stop = Math.max(0, bottom - BOX_MAX);
    let first = bottom - 1;
    if (top === null) {
      while (first >= stop && prompt.test(this.lines[first]!)) first--;
      first++;
      if (first >= bottom - labels) return null;
      return this.#box(first, first, bottom - labels, bottom + 1, true);
    }
    while (first >= stop && !top.test(this.lines[first]!)) first--;
    if (first < stop || !prompt.test(this.lines[first + 1]!) || first + 1 >= bottom) return null;
    return this.#box(this.#withHead(first), first + 1, bottom - labels, bottom + 1, false);
  }

  /** A box without borders: from its prompt sign at `first` to the next blank line. */
  #bareBox(first: number): PromptBox | null {
    if (!this.layout.prompt.test(this.lines[first]!)) return null;
    let end = first + 1;
    while (end <= this.last && this.lines[end] !== '') end++;
    return this.#box(first, first, end, end, false);
  }

  /** A box whose borders the terminal leaves out: known by what stands above its prompt sign at `first`. */
  #openBox(first: number): PromptBox | null {
    const { open } = this.layout;
    if (open === null || !this.layout.prompt.test(this.lines[first]!)) return null;
    let start = first;
    for (const pattern of open) {
      do start--;
      while (this.lines[start] === '');
      if (!pattern.test(this.lines[start] ?? '')) return null;
    }
    const box = this.#bareBox(first);
    return box === null ? null : { ...box, start };
  }

  /** Where the box begins when the lines above its top are what belongs to it; a blank one may stand between. */
  #withHead(top: number): number {
    let at = top;
    for (const pattern of this.layout.head) {
      at--;
      if (this.lines[at] === '') at--;
      if (!pattern.test(this.lines[at] ?? '')) return top;
    }
    return at;
  }

  #box(start: number, from: number, to: number, end: number, everyLine: boolean): PromptBox {
    const sign = this.layout.prompt.exec(this.lines[from]!)?.[0].length ?? 0;
    const { aside } = this.layout;
    const text = this.lines
      .slice(from, to)
      .map((line) => (aside === null ? line : line.replace(aside, '')))
      .map((line, i) =>
        i === 0 ? line.slice(sign) : everyLine ? line.replace(this.layout.prompt, '') : line,
      )
      .join('\n')
      .trim();
    return { start, from, to, end, text, sign };
  }

  #isTyped(): boolean {
    const box = this.prompt;
    if (box === null || box.text === '') return false;
    if (this.layout.hints.some((hint) => hint.test(box.text))) return false;
    if (this.frame.ansi !== undefined && this.layout.dimHints) {
      const bright = brightLines(this.frame.ansi, box.from, box.to);
      return bright.some((line, i) => (i === 0 ? line.slice(box.sign) : line).trim() !== '');
    }
    // A cursor that still stands at the start: nobody has typed what stands behind it.
    const [column, row] = this.frame.cursor;
    return !(row === box.from && column <= box.sign + 1);
  }
}
