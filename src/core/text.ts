/** SGR, cursor, OSC, DCS and single escape sequences as terminals send them. One that never ends ends with its line. */
const ESCAPES =
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\u0007\n\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?|[ -/]*[0-~])|\u009b[0-?]*[ -/]*[@-~]/g;
/**
 * C0 (but newline), DEL, C1, bidirectional controls, zero-width characters, line and paragraph separators, BOM, marks of
 * annotations, tags. The two joiners stay: words and emoji are spelt with them.
 */
const CONTROLS =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** Text of a pane without escape sequences and control characters; newlines stay. Safe for a screen and a log. */
export function stripControls(text: string): string {
  return text.replace(ESCAPES, '').replace(CONTROLS, '');
}

/** The same on one line: line breaks and tabs become spaces. */
export function oneLine(text: string): string {
  return stripControls(text.replace(/[\t\r\n\u0085\u2028\u2029]+/g, ' ')).trim();
}

/** What `capture-pane -e` adds to a screen: SGR, hyperlinks (OSC 8), shifts to the line-drawing set and back. */
export const CAPTURE_CODES =
  /\u001b\[[0-9;:]*m|\u001b\]8;[^\u0007\u001b]*(?:\u0007|\u001b\\)|[\u000e\u000f]/g;

/** The plain text of a screen captured with colours: as `capture-pane` without `-e` prints it, no trailing spaces. */
export function plainText(ansi: string): string {
  const text = ansi.replace(CAPTURE_CODES, '');
  if (!text.includes(' \n') && !text.endsWith(' ')) return text;
  const lines = text.split('\n');
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!;
    let end = line.length;
    while (end > 0 && line.charCodeAt(end - 1) === 0x20) end--;
    if (end < line.length) lines[i] = line.slice(0, end);
  }
  return lines.join('\n');
}

/** A line of a screen with its colours and nothing else that a terminal would obey. */
export function sgrOnly(line: string): string {
  return line
    .split(/(\u001b\[[0-9;:]*m)/)
    .map((part, i) => (i % 2 === 1 ? part : stripControls(part)))
    .join('');
}

/** What JSON leaves as it is and a terminal or an editor may obey, or nobody sees: those above that JSON does not escape. */
const UNSAFE_IN_JSON =
  /[\u007f-\u009f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** A value as JSON that is safe to be shown by `cat`: it says the same, in characters that are seen. */
export function safeJson(value: unknown, indent?: number): string {
  const asEscape = (char: string) =>
    char.replace(/./gs, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return JSON.stringify(value, null, indent).replace(UNSAFE_IN_JSON, asEscape);
}

/** A value as one line of JSON Lines, with its line end; safe to be shown by `cat`. */
export function jsonLine(value: unknown): string {
  return `${safeJson(value)}\n`;
}

/**
 * The same text in memory of its own. A part of a long string keeps the whole of it alive in V8: a screen cut out of the
 * read of a thousand of them would keep them all, for as long as it is kept.
 */
export function detached(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}
