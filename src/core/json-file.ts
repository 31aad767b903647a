import type { z } from 'zod';
import { messageOf } from './errors.ts';
import { lineOfOffset, lineOfPath } from './json-place.ts';
import type { AgentFileProblem } from './rules-state.ts';
import { oneLine } from './text.ts';

/** What a JSON text says by a schema, or all that is wrong with it, each with its line and field. */
export type JsonRead<T> = { ok: true; value: T } | { ok: false; problems: AgentFileProblem[] };

/**
 * Reads a JSON text by a schema. `path` is only used to say where something is wrong; `manual` says where the form is
 * described; `wordsOf` may say a problem of the schema better than it is said here.
 */
export function readJson<T>(
  text: string,
  path: string,
  schema: z.ZodType<T>,
  manual: string,
  wordsOf: (issue: z.core.$ZodIssue) => { message: string; mend: string } | null = () => null,
): JsonRead<T> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { ok: false, problems: [syntaxProblem(text, path, messageOf(error))] };
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  const problems = parsed.error.issues.map((issue) => {
    const said = saidOf(issue, value, manual);
    return problemAt(text, path, said.at, { ...said, ...wordsOf(issue) });
  });
  return { ok: false, problems };
}

/** A problem of the value at this place of a JSON text, which has to be valid JSON. */
export function problemAt(
  text: string,
  path: string,
  at: readonly PropertyKey[],
  said: { message: string; mend: string },
): AgentFileProblem {
  return {
    path,
    line: lineOfPath(text, at),
    field: at.length === 0 ? null : at.join('.'),
    message: oneLine(said.message),
    mend: said.mend,
  };
}

interface Said {
  at: readonly PropertyKey[];
  message: string;
  mend: string;
}

/** A problem of the schema in the words of an operator. `value`: what was read; `manual`: where the form is described. */
export function saidOf(issue: z.core.$ZodIssue, value: unknown, manual: string): Said {
  const at = issue.path;
  switch (issue.code) {
    case 'unrecognized_keys':
      return {
        at: [...at, issue.keys[0]!],
        message: 'is no field here',
        mend: `remove it or correct its name; ${manual}`,
      };
    case 'invalid_value':
      return {
        at,
        message: isMissing(value, at) ? 'is missing' : 'is not one of the known words',
        mend: `write one of ${issue.values.join(', ')}`,
      };
    case 'invalid_union':
      return { at, message: 'is no such thing', mend: manual };
    case 'invalid_type':
      return isMissing(value, at)
        ? { at, message: 'is missing', mend: `add it: ${article(issue.expected)}` }
        : { at, message: `is not ${article(issue.expected)}`, mend: `write ${article(issue.expected)}` };
    case 'custom':
      return { at, message: issue.message, mend: manual };
    default:
      return { at, message: lowerFirst(issue.message), mend: manual };
  }
}

function isMissing(value: unknown, path: readonly PropertyKey[]): boolean {
  let at: unknown = value;
  for (const step of path) at = (at as Record<PropertyKey, unknown> | null | undefined)?.[step];
  return at === undefined;
}

const article = (type: string): string => `${/^[aeiou]/u.test(type) ? 'an' : 'a'} ${type}`;
const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** A syntax error with the line that the parser names. */
function syntaxProblem(text: string, path: string, said: string): AgentFileProblem {
  if (text.startsWith('\ufeff'))
    return {
      path,
      line: 1,
      field: null,
      message: 'has a byte order mark before the text',
      mend: 'save it as UTF-8 without one',
    };
  const position = /at position (\d+)/u.exec(said);
  const cut = text.trim() === '' || said.includes('end of JSON input');
  const reason = said.replace(/ at position \d+.*$/su, '').replace(/, ?(?:\.\.\.)?".*$/su, '');
  return {
    path,
    line:
      position === null && !cut ? null : lineOfOffset(text, Number(position?.[1] ?? text.trimEnd().length)),
    field: null,
    message: text.trim() === '' ? 'is empty' : `is no JSON: ${oneLine(lowerFirst(reason))}`,
    mend: cut
      ? 'write the rest of it'
      : 'correct it there or right before; JSON takes no comments and no last commas',
  };
}
