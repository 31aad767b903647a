/** CSI, OSC and other string sequences, or a single escape: all that `capture-pane -e` can print. */
const SEQUENCE =
  /\u001b(?:\[([0-?]*)[ -/]*([@-~])|[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[ -/]*[0-~])/uy;

interface Style {
  dim: boolean;
  reverse: boolean;
}

/** Applies the parameters of one SGR sequence; colours are skipped with their arguments. */
function applySgr(parameters: string, style: Style): void {
  const codes = parameters === '' ? ['0'] : parameters.split(';');
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    if (code === '38' || code === '48' || code === '58') {
      i += codes[i + 1] === '2' ? 4 : codes[i + 1] === '5' ? 2 : 0;
    } else if (code === '' || code === '0') {
      style.dim = false;
      style.reverse = false;
    } else if (code === '2') style.dim = true;
    else if (code === '22') style.dim = false;
    else if (code === '7') style.reverse = true;
    else if (code === '27') style.reverse = false;
  }
}

/**
 * The lines `from` to `to` (exclusive) of a captured screen with everything dim or reversed (a cursor) replaced by
 * spaces: what is left is text that somebody typed. SGR state carries over line ends in tmux's output, so the screen
 * is read from its start.
 */
export function brightLines(ansi: string, from: number, to: number): string[] {
  const style: Style = { dim: false, reverse: false };
  const lines: string[] = [];
  let line = 0;
  let text = '';
  for (let i = 0; i < ansi.length && line < to; i++) {
    const char = ansi[i]!;
    if (char === '\u001b') {
      SEQUENCE.lastIndex = i;
      const match = SEQUENCE.exec(ansi);
      if (match === null) continue;
      if (match[2] === 'm') applySgr(match[1] ?? '', style);
      i = SEQUENCE.lastIndex - 1;
    } else if (char === '\n') {
      if (line >= from) lines.push(text);
      text = '';
      line++;
    } else if (line >= from) {
      text += style.dim || style.reverse ? ' ' : char;
    }
  }
  if (line >= from && line < to) lines.push(text);
  return lines;
}
