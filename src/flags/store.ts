import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { StagePreview } from '../core/client.ts';
import { CutoverError } from '../core/errors.ts';
import type { Flags, FlagsState, FlagsWritten } from '../core/flags.ts';
import type { Stage } from '../core/stage.ts';
import { diffOf } from './diff.ts';
import { type FileRead, readFlagsFile } from './disk.ts';
import type { Changes } from './edit.ts';
import { readEnvironment } from './environment.ts';
import { parseFlags } from './parse.ts';
import { type Plan, planRollback, planStage, planUpdate } from './plan.ts';
import { timestamp } from './stage-change.ts';
import { flagsState, type LastGood } from './state.ts';
import { watchFile } from './watch.ts';
import { type Written, writeFlags } from './write.ts';

/** A program that writes in place leaves half a file for a moment: a fault is believed when it is still there then. */
const SETTLE_MS = 100;
const MOST_LOOKS = 10;

/** What a stage change would write; the engine adds the warnings. */
export type StagePreviewParts = Omit<StagePreview, 'warnings'>;

/** The flags file of one rollout. All methods that write throw CutoverError and have then changed nothing. */
export interface FlagsStore {
  readonly path: string;
  /** The flags as last read; never waits. */
  state(): FlagsState;
  /** Reads the file now. */
  reload(): Promise<FlagsState>;
  /** What `setStage` would change, and from which revision. Throws CutoverError when the file is rejected. */
  preview(stage: Stage, now: number): Promise<StagePreviewParts>;
  /** Writes a stage, unless the file is no longer at `expectedRevision` (null: whatever it is at). */
  setStage(stage: Stage, expectedRevision: string | null, now: number): Promise<FlagsWritten>;
  /**
   * Writes `disabled`, 0 %, master switch off: also on a missing file, and on a rejected one, whose content is kept
   * beside it (said in `notes`). Does without the lock if it cannot be had.
   */
  rollBack(now: number): Promise<FlagsWritten>;
  /** Sets any top-level keys, computed from what the file holds under the lock; `flags_updated_at` follows. */
  update(changes: (values: ReadonlyMap<string, unknown>) => Changes): Promise<FlagsWritten>;
  /** Calls back at every change of the state, whoever made it, until the returned function is called. */
  watch(onChange: (state: FlagsState) => void): () => void;
  /** Ends the watching and waits for writes under way. */
  close(): Promise<void>;
}

/**
 * Opens the flags file at `path` (see locateFlags); it need not exist, and is not created by this. A file that cannot
 * be used does not throw: the state says so.
 */
export async function openFlags(options: {
  path: string;
  env: Record<string, string | undefined>;
  now(): number;
}): Promise<FlagsStore> {
  const { path } = options;
  const environment = readEnvironment(options.env);
  const listeners = new Set<(state: FlagsState) => void>();
  let lastGood: LastGood | null = null;
  let current: FlagsState;
  let watcher: { close(): void } | null = null;
  let writing: Promise<unknown> = Promise.resolve();
  let reads = 0;
  let applied = 0;

  /** Reads that overtake one another must not bring an older content back. */
  const apply = (order: number, read: FileRead): void => {
    if (order < applied) return;
    applied = order;
    const next = flagsState(path, read, environment, lastGood);
    lastGood = next.good;
    if (isDeepStrictEqual(next.state, current)) return;
    current = next.state;
    for (const listener of [...listeners]) listener(current);
  };

  const isUsable = (read: FileRead): boolean => read.kind === 'text' && parseFlags(read.text, path).ok;

  const reload = async (): Promise<FlagsState> => {
    const order = ++reads;
    apply(order, await readFlagsFile(path));
    return current;
  };

  const touched = async (): Promise<void> => {
    let order = ++reads;
    let read = await readFlagsFile(path);
    for (let looks = 0; looks < MOST_LOOKS && current.status === 'ok' && !isUsable(read); looks++) {
      await pause(SETTLE_MS, undefined, { ref: false });
      if (watcher === null) return;
      const { revision } = read;
      order = ++reads;
      read = await readFlagsFile(path);
      if (read.revision === revision) break;
    }
    apply(order, read);
  };

  const write = (plan: (read: FileRead) => Plan, now: number, rollback: boolean): Promise<FlagsWritten> => {
    const run = async (): Promise<FlagsWritten> => {
      const written: Written = await writeFlags(path, { plan, now, rollback });
      apply(++reads, written.readBack);
      return {
        writtenMs: written.writtenMs,
        readBackMs: written.readBackMs,
        revision: written.readBack.revision,
        before: written.plan.before,
        after: written.plan.after,
        ...(written.notes.length > 0 ? { notes: written.notes } : {}),
      };
    };
    const result = run();
    writing = Promise.allSettled([writing, result]);
    return result;
  };

  const share = (flags: Flags) => ({ stage: flags.rollout_stage, percentage: flags.rollout_percentage });

  const first = flagsState(path, await readFlagsFile(path), environment, null);
  current = first.state;
  lastGood = first.good;

  return {
    path,
    state: () => current,
    reload,
    async preview(stage, now) {
      const order = ++reads;
      const read = await readFlagsFile(path);
      apply(order, read);
      const plan = planStage(path, read, lastGood, stage, now);
      return {
        path,
        from: share(plan.before),
        to: share(plan.after),
        diff: diffOf(plan.base.text, plan.edit, read.kind === 'text' ? plan.base.object : null),
        revision: read.revision,
      };
    },
    setStage: (stage, expectedRevision, now) =>
      write(
        (read) => {
          if (expectedRevision !== null && expectedRevision !== read.revision)
            throw new CutoverError(
              'flags_moved_on',
              `${path} has changed since it was shown; nothing was written`,
              'look at what would be written now, and confirm again',
            );
          return planStage(path, read, lastGood, stage, now);
        },
        now,
        false,
      ),
    rollBack: (now) => write((read) => planRollback(path, read, lastGood, now), now, true),
    update: (changes) => {
      const now = options.now();
      const all = (values: ReadonlyMap<string, unknown>): Changes => [
        ...changes(values),
        ['flags_updated_at', timestamp(now)],
      ];
      return write((read) => planUpdate(path, read, lastGood, ({ values }) => all(values)), now, false);
    },
    watch(onChange) {
      const listener = (state: FlagsState): void => onChange(state);
      listeners.add(listener);
      watcher ??= watchFile(path, () => void touched());
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        watcher?.close();
        watcher = null;
      };
    },
    async close() {
      listeners.clear();
      watcher?.close();
      watcher = null;
      await writing;
    },
  };
}
