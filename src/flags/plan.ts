import { CutoverError } from '../core/errors.ts';
import type { Flags } from '../core/flags.ts';
import { describeProblem } from '../core/flags-problem.ts';
import type { Stage } from '../core/stage.ts';
import type { FileRead } from './disk.ts';
import { type Changes, type Edit, editFlags } from './edit.ts';
import { type ParsedFlags, parseFlags } from './parse.ts';
import { type ScannedObject, scanObject } from './scan.ts';
import { stageChanges } from './stage-change.ts';
import { DEFAULT_FLAGS, type LastGood } from './state.ts';

/** A write that is decided but not done. */
export interface Plan {
  /** What the edit starts from: the file's content, or what stands in for it. */
  base: { text: string; object: ScannedObject };
  edit: Edit;
  before: Flags;
  after: Flags;
  /** The content on the disk is rejected and is to be kept beside the new one. */
  keepsRejected: boolean;
}

const EMPTY = '{}\n';

function usable(text: string, path: string): LastGood {
  const result = parseFlags(text, path);
  if (!result.ok)
    throw new CutoverError('flags_rejected', describeProblem(result.problem), result.problem.mend);
  return { text, parsed: result.parsed };
}

/** What a change starts from. A file that is absent is written anew from the last good content, if there was one. */
function baseOf(path: string, read: FileRead, lastGood: LastGood | null): LastGood {
  if (read.kind === 'text') return usable(read.text, path);
  if (read.kind === 'missing') return lastGood ?? usable(EMPTY, path);
  throw new CutoverError('flags_rejected', describeProblem(read.problem), read.problem.mend);
}

function planFrom(path: string, { text, parsed }: LastGood, changes: Changes): Plan {
  const edit = editFlags(text, parsed, changes);
  const after = usable(edit.text, path).parsed.flags;
  return { base: { text, object: parsed.object }, edit, before: parsed.flags, after, keepsRejected: false };
}

/** Sets the keys in an object whose rejected fields are among them; null when that does not make it usable. */
function mendObject(path: string, text: string, changes: Changes): Omit<Plan, 'before'> | null {
  const scan = scanObject(text);
  if (!scan.ok) return null;
  const edit = editFlags(text, { object: scan.object, values: new Map() }, changes);
  const result = parseFlags(edit.text, path);
  if (!result.ok) return null;
  return { base: { text, object: scan.object }, edit, after: result.parsed.flags, keepsRejected: true };
}

/**
 * Sets top-level keys of the file as it was read.
 * @throws CutoverError `flags_rejected` when the file is, or when the changed one would be.
 */
export function planUpdate(
  path: string,
  read: FileRead,
  lastGood: LastGood | null,
  changes: (parsed: ParsedFlags) => Changes,
): Plan {
  const base = baseOf(path, read, lastGood);
  return planFrom(path, base, changes(base.parsed));
}

/** Sets the stage (see stageChanges). @throws CutoverError `flags_rejected`. */
export function planStage(
  path: string,
  read: FileRead,
  lastGood: LastGood | null,
  stage: Stage,
  now: number,
): Plan {
  return planUpdate(path, read, lastGood, ({ flags }) => stageChanges(flags, stage, now));
}

/**
 * Sets `disabled`, 0 % and the master switch off, whatever lies there: nothing gates a rollback. A rejected file is
 * mended if the change itself does that (unknown keys stay); else it is replaced by the last good content.
 */
export function planRollback(path: string, read: FileRead, lastGood: LastGood | null, now: number): Plan {
  const parse = read.kind === 'text' ? parseFlags(read.text, path) : null;
  if (read.kind === 'missing' || parse?.ok) return planStage(path, read, lastGood, 'disabled', now);
  const before = lastGood?.parsed.flags ?? DEFAULT_FLAGS;
  const changes = stageChanges(before, 'disabled', now);
  const mended = read.kind === 'text' ? mendObject(path, read.text, changes) : null;
  const plan = mended ?? planFrom(path, lastGood ?? usable(EMPTY, path), changes);
  return { ...plan, before, keepsRejected: true };
}
