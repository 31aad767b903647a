import { isDeepStrictEqual } from 'node:util';
import type { Member, ScannedObject } from './scan.ts';

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

/** New values of top-level keys, in the order in which absent ones are appended. */
export type Changes = readonly (readonly [key: string, value: JsonValue])[];

/** Replaces `length` units at `offset` of the text before by `content`. */
export interface Splice {
  offset: number;
  length: number;
  content: string;
}

export interface Edit {
  text: string;
  /** What was replaced, in the order of the text, without overlaps. */
  splices: Splice[];
}

/** A value as JSON, in the number format that stood there before: `5.0` becomes `50.0`, as the original writes it. */
function render(value: JsonValue, before: string): string {
  const decimals = /^-?\d+\.(\d+)$/.exec(before)?.[1];
  if (typeof value === 'number' && Number.isInteger(value) && decimals !== undefined)
    return value.toFixed(Math.min(decimals.length, 20));
  return JSON.stringify(value);
}

/** White space with at most one line break: an empty line before the last key is not repeated before a new one. */
function oneBreak(space: string): string {
  const last = Math.max(space.lastIndexOf('\n'), space.lastIndexOf('\r'));
  if (last < 0) return space;
  return space.slice(space[last] === '\n' && space[last - 1] === '\r' ? last - 1 : last);
}

/** The splice that appends members behind the last one, separated and indented as that one is. */
function append(text: string, object: ScannedObject, added: Changes): Splice {
  const last = object.members.at(-1);
  const entry = (key: string, colon: string, value: JsonValue): string =>
    `${JSON.stringify(key)}${colon}${JSON.stringify(value)}`;

  if (last === undefined) {
    const inner = text.slice(object.open + 1, object.close);
    const eol = /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';
    const lines = added.map(([key, value]) => `${eol}  ${entry(key, ': ', value)}`).join(',');
    const multiline = /[\r\n]/.test(inner);
    return {
      offset: object.open + 1,
      length: multiline ? 0 : inner.length,
      content: lines + (multiline ? '' : eol),
    };
  }

  const previous: Member | undefined = object.members.at(-2);
  const between = text.slice(previous?.valueEnd ?? object.open, last.keyStart);
  const comma = previous === undefined ? 0 : between.indexOf(',');
  const separator = `${oneBreak(between.slice(0, comma))},${oneBreak(between.slice(comma + 1))}`;
  const colon = text.slice(last.keyEnd, last.valueStart);
  return {
    offset: last.valueEnd,
    length: 0,
    content: added.map(([key, value]) => separator + entry(key, colon, value)).join(''),
  };
}

/**
 * Sets top-level keys in the text of a JSON object and leaves every other byte as it is: unknown keys, order,
 * indentation, line ends, the end of the file. A key that already has an equal value is not touched; one that is absent
 * is appended in the manner of the last. `object` and `values` are what parseFlags found in `text`.
 */
export function editFlags(
  text: string,
  parsed: { object: ScannedObject; values: ReadonlyMap<string, unknown> },
  changes: Changes,
): Edit {
  const wanted = new Map(changes);
  const splices: Splice[] = [];
  for (const { key, valueStart, valueEnd } of parsed.object.members) {
    const value = wanted.get(key);
    wanted.delete(key);
    if (value === undefined || isDeepStrictEqual(value, parsed.values.get(key))) continue;
    const content = render(value, text.slice(valueStart, valueEnd));
    splices.push({ offset: valueStart, length: valueEnd - valueStart, content });
  }
  if (wanted.size > 0) splices.push(append(text, parsed.object, [...wanted]));
  return { text: applySplices(text, splices), splices };
}

function applySplices(text: string, splices: readonly Splice[]): string {
  let result = '';
  let from = 0;
  for (const { offset, length, content } of splices) {
    result += text.slice(from, offset) + content;
    from = offset + length;
  }
  return result + text.slice(from);
}
