/** Where one `"key": value` of an object stands in its text: offsets in UTF-16 units, ends exclusive. */
export interface Member {
  key: string;
  keyStart: number;
  keyEnd: number;
  valueStart: number;
  valueEnd: number;
}

/** The top level of a JSON object in its text. `open` and `close` are the offsets of its braces. */
export interface ScannedObject {
  open: number;
  close: number;
  members: Member[];
}

/** Why a text is no JSON object: at which offset, in the value of which top-level key, and how to mend it. */
export interface ScanFault {
  offset: number;
  key: string | null;
  message: string;
  mend: string;
}

export type Scan = { ok: true; object: ScannedObject } | { ok: false; fault: ScanFault };

class Fault extends Error {
  readonly offset: number;
  readonly mend: string;
  constructor(offset: number, message: string, mend: string) {
    super(message);
    this.offset = offset;
    this.mend = mend;
  }
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;
const HEX4 = /[0-9a-fA-F]{4}/y;
const UNFINISHED = 'write the rest of it, or roll back: that keeps this text in a backup beside it';

/** Offset after white space (JSON's four kinds only). */
function skipSpace(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const c = text.charCodeAt(at);
    if (c !== 0x20 && c !== 0x0a && c !== 0x0d && c !== 0x09) break;
  }
  return at;
}

function matchAt(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : -1;
}

function unexpected(text: string, at: number, wanted: string): Fault {
  if (at >= text.length)
    return new Fault(text.length, `the text ends where ${wanted} should stand`, UNFINISHED);
  const found = text[at]!;
  if (found === '/' || found === '#') return new Fault(at, 'a comment', 'delete it: JSON has no comments');
  if (found === "'") return new Fault(at, 'single quotes', 'write double quotes');
  return new Fault(at, `${JSON.stringify(found)} where ${wanted} should stand`, `write ${wanted} there`);
}

/** Offset after the string that starts at `at`. */
function skipString(text: string, at: number): number {
  if (text[at] !== '"') throw unexpected(text, at, 'a string in double quotes');
  for (let i = at + 1; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 0x22) return i + 1;
    if (c < 0x20)
      throw new Fault(i, 'a line break or control character in a string', 'close the string with "');
    if (c !== 0x5c) continue;
    i++;
    if (text[i] === 'u' && matchAt(HEX4, text, i + 1) >= 0) i += 4;
    else if (i < text.length && !'"\\/bfnrt'.includes(text[i]!))
      throw new Fault(i - 1, 'a \\ with a character that it cannot escape', 'write \\\\ for one \\');
  }
  throw new Fault(text.length, 'the text ends within a string', UNFINISHED);
}

/** Offset after a string, number, true, false or null. */
function skipScalar(text: string, at: number): number {
  if (text[at] === '"') return skipString(text, at);
  const word = matchAt(WORD, text, at);
  const end = word >= 0 ? word : matchAt(NUMBER, text, at);
  if (end < 0) throw unexpected(text, at, 'a value');
  return end;
}

/** After an opening bracket or a comma: no `}` or `]` may follow the comma. */
function refuseTrailingComma(text: string, at: number, comma: number): void {
  if (text[at] === '}' || text[at] === ']')
    throw new Fault(comma, `a comma before the closing ${text[at]}`, 'delete the comma');
}

/** Offset of a member's value, behind its key and colon. */
function skipKey(text: string, at: number): number {
  if (text[at] !== '"') throw unexpected(text, at, 'a key in double quotes');
  const colon = skipSpace(text, skipString(text, at));
  if (text[colon] !== ':') throw unexpected(text, colon, 'a colon');
  return skipSpace(text, colon + 1);
}

/** Offset after the value at `at`. Brackets are counted on a list, so that no depth can overflow the stack. */
function skipValue(text: string, start: number): number {
  const closers: string[] = [];
  let at = start;
  for (;;) {
    const c = text[at];
    if (c === '{' || c === '[') {
      closers.push(c === '{' ? '}' : ']');
      at = skipSpace(text, at + 1);
      if (text[at] !== closers.at(-1)) {
        if (c === '{') at = skipKey(text, at);
        continue;
      }
      closers.pop();
      at++;
    } else at = skipScalar(text, at);
    for (;;) {
      const closer = closers.at(-1);
      if (closer === undefined) return at;
      at = skipSpace(text, at);
      if (text[at] === closer) {
        closers.pop();
        at++;
        continue;
      }
      if (text[at] !== ',') throw unexpected(text, at, `a comma or ${closer}`);
      const comma = at;
      at = skipSpace(text, at + 1);
      refuseTrailingComma(text, at, comma);
      if (closer === '}') at = skipKey(text, at);
      break;
    }
  }
}

/**
 * Finds the members of the JSON object that `text` is: strict JSON (RFC 8259), nothing more lenient. Never throws; the
 * fault names the first place that is wrong. Positions are all it gives: the values come from JSON.parse.
 */
export function scanObject(text: string): Scan {
  let key: string | null = null;
  try {
    const open = skipSpace(text, 0);
    if (open === text.length) throw new Fault(0, 'the file is empty', UNFINISHED);
    if (text[open] === '\ufeff')
      throw new Fault(open, 'a byte order mark before the text', 'save the file as UTF-8 without one');
    if (text[open] !== '{') {
      const end = skipSpace(text, skipValue(text, open));
      if (end < text.length) throw unexpected(text, end, 'the end of the file');
      throw new Fault(open, 'it is no object', 'write the flags between { and }');
    }
    const members: Member[] = [];
    let at = skipSpace(text, open + 1);
    let more = text[at] !== '}';
    while (more) {
      key = null;
      const keyStart = at;
      const valueStart = skipKey(text, at);
      const keyEnd = skipString(text, at);
      key = JSON.parse(text.slice(keyStart, keyEnd)) as string;
      const valueEnd = skipValue(text, valueStart);
      members.push({ key, keyStart, keyEnd, valueStart, valueEnd });
      at = skipSpace(text, valueEnd);
      more = text[at] !== '}';
      if (!more) break;
      if (text[at] !== ',') throw unexpected(text, at, 'a comma or }');
      const comma = at;
      at = skipSpace(text, at + 1);
      refuseTrailingComma(text, at, comma);
    }
    key = null;
    const end = skipSpace(text, at + 1);
    if (end < text.length) throw unexpected(text, end, 'the end of the file');
    return { ok: true, object: { open, close: at, members } };
  } catch (thrown) {
    if (!(thrown instanceof Fault)) throw thrown;
    return { ok: false, fault: { offset: thrown.offset, key, message: thrown.message, mend: thrown.mend } };
  }
}

/** One-based line of an offset; `\n`, `\r\n` and a lone `\r` end a line. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let i = 0; i < offset && i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 0x0a || (c === 0x0d && text.charCodeAt(i + 1) !== 0x0a)) line++;
  }
  return line;
}
