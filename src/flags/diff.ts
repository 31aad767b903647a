import type { DiffLine } from '../core/flags.ts';
import { stripControls } from '../core/text.ts';
import type { Edit } from './edit.ts';
import { lineAt, type ScannedObject, scanObject } from './scan.ts';

const CONTEXT = 1;

/** A run of changed lines: one-based, `to` inclusive, before and after the edit. */
interface Hunk {
  before: { from: number; to: number };
  after: { from: number; to: number };
}

const linesOf = (text: string): string[] => text.split(/\r\n|\n|\r/);

function hunksOf(before: string, edit: Edit): Hunk[] {
  const hunks: Hunk[] = [];
  let shift = 0;
  for (const { offset, length, content } of edit.splices) {
    const start = offset + shift;
    const hunk: Hunk = {
      before: { from: lineAt(before, offset), to: lineAt(before, offset + length) },
      after: { from: lineAt(edit.text, start), to: lineAt(edit.text, start + content.length) },
    };
    shift += content.length - length;
    const last = hunks.at(-1);
    if (last !== undefined && last.before.to >= hunk.before.from) {
      last.before.to = hunk.before.to;
      last.after.to = hunk.after.to;
    } else hunks.push(hunk);
  }
  return hunks;
}

/** Without the indentation that all lines share, and safe for a screen. */
function tidy(lines: DiffLine[]): DiffLine[] {
  const plain = lines.map((line) => ({ ...line, text: stripControls(line.text.replaceAll('\t', '  ')) }));
  const indents = plain.filter((l) => l.text.trim() !== '').map((l) => /^ */.exec(l.text)![0].length);
  const shared = indents.length > 0 ? Math.min(...indents) : 0;
  return plain.map((line) => ({ ...line, text: line.text.slice(shared) }));
}

/** Members of which two share a line: that line is not worth showing. */
function sharesLines(text: string, { open, close, members }: ScannedObject): boolean {
  if (members.length > 0 && !/[\r\n]/.test(text.slice(open, close))) return true;
  return members.slice(1).some((m, i) => !/[\r\n]/.test(text.slice(members[i]!.valueEnd, m.keyStart)));
}

/** The changed members one by one. */
function memberDiff(before: string, object: ScannedObject, after: string): DiffLine[] {
  const scan = scanObject(after);
  if (!scan.ok) return [];
  const old = new Map(object.members.map((m) => [m.key, before.slice(m.keyStart, m.valueEnd)]));
  return scan.object.members.flatMap((m): DiffLine[] => {
    const was = old.get(m.key);
    const is = after.slice(m.keyStart, m.valueEnd);
    if (was === is) return [];
    return [
      ...(was === undefined ? [] : [{ kind: 'removed', text: was } as const]),
      { kind: 'added', text: is },
    ];
  });
}

/**
 * The lines that an edit changes, with one line around them, for the operator to see before it is written.
 * `object` is the top level of `before`; null when there was no file: then every line is new.
 */
export function diffOf(before: string, edit: Edit, object: ScannedObject | null): DiffLine[] {
  if (object === null)
    return linesOf(edit.text.trimEnd()).map(
      (text): DiffLine => ({ kind: 'added', text: stripControls(text) }),
    );
  if (sharesLines(before, object)) return tidy(memberDiff(before, object, edit.text));

  const old = linesOf(before);
  const fresh = linesOf(edit.text);
  const hunks = hunksOf(before, edit);
  const lines: DiffLine[] = [];
  let shownTo = 0;
  for (const [i, hunk] of hunks.entries()) {
    const context = (from: number, to: number): void => {
      for (let n = Math.max(from, shownTo + 1); n <= to; n++) lines.push({ kind: 'same', text: old[n - 1]! });
      shownTo = Math.max(shownTo, to);
    };
    context(hunk.before.from - CONTEXT, hunk.before.from - 1);
    for (let n = hunk.before.from; n <= hunk.before.to; n++)
      lines.push({ kind: 'removed', text: old[n - 1]! });
    for (let n = hunk.after.from; n <= hunk.after.to; n++) lines.push({ kind: 'added', text: fresh[n - 1]! });
    shownTo = hunk.before.to;
    const limit = Math.min(old.length, (hunks[i + 1]?.before.from ?? old.length + 1) - 1);
    context(hunk.before.to + 1, Math.min(hunk.before.to + CONTEXT, limit));
  }
  return tidy(lines).filter((line) => line.kind !== 'same' || line.text !== '');
}
