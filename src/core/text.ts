/** SGR, cursor, OSC, DCS and single escape sequences as terminals send them. */
const ESCAPES =
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?|[ -/]*[0-~])|\u009b[0-?]*[ -/]*[@-~]/g;
/** C0 (but newline), DEL, C1, bidirectional controls, zero-width characters, line and paragraph separators, BOM. */
const CONTROLS =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Text of a pane without escape sequences and control characters; newlines stay. Safe for a screen and a log. */
export function stripControls(text: string): string {
  return text.replace(ESCAPES, '').replace(CONTROLS, '');
}

/** The same on one line: line breaks and tabs become spaces. */
export function oneLine(text: string): string {
  return stripControls(text.replace(/[\t\r\n\u0085\u2028\u2029]+/g, ' ')).trim();
}
