/*
 * The original is written in Python, and its judgement hangs on how Python takes strings: code points where JavaScript
 * has UTF-16 units, and a white space of its own. These helpers have Python's meaning.
 */

/** `str.isspace()`: with \x1c–\x1f and \x85, without U+FEFF; JavaScript's `trim` and `\s` have it the other way round. */
const SPACE = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const isSpace = new RegExp(`[${SPACE}]`);

/** Source of a character class for Python's `\s` in a pattern on text. */
export const SPACE_CLASS = `[${SPACE}]`;

/** Python's `str.strip()`. */
export function strip(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace.test(text[start]!)) start++;
  while (end > start && isSpace.test(text[end - 1]!)) end--;
  return text.slice(start, end);
}

/** The lines of a stripped text, as `text.strip().split("\n")` has them, and the line of the whole text they start at. */
export function strippedLines(text: string): { lines: string[]; first: number } {
  const stripped = strip(text);
  const before = text.slice(0, text.indexOf(stripped[0] ?? ''));
  return { lines: stripped.split('\n'), first: before.split('\n').length - 1 };
}

/** Code points of a text; cheap where UTF-16 units are the same. */
function codePoints(text: string): ArrayLike<string> {
  return /[\ud800-\udfff]/.test(text) ? Array.from(text) : text;
}

/** Python's `len`. */
export function length(text: string): number {
  return codePoints(text).length;
}

/** Number of positions of the common length at which the code points differ; no more than `limit` are counted. */
export function differences(a: string, b: string, limit = Number.POSITIVE_INFINITY): number {
  const [left, right] = [codePoints(a), codePoints(b)];
  const common = Math.min(left.length, right.length);
  let count = 0;
  for (let i = 0; i < common && count < limit; i++) if (left[i] !== right[i]) count++;
  return count;
}

/** Python's `int()` of decimal digits of any script. */
export function toInteger(digits: string): number {
  let value = 0;
  for (const digit of digits) value = value * 10 + digitValue(digit);
  return value;
}

/** Unicode keeps the ten digits of a script together and in order, whole sets of ten side by side. */
function digitValue(digit: string): number {
  const code = digit.codePointAt(0)!;
  let start = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(start - 1))) start--;
  return (code - start) % 10;
}
