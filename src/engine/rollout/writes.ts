import { CutoverError, messageOf } from '../../core/errors.ts';
import type { FlagsWritten } from '../../core/flags.ts';
import type { PendingWrite } from '../../core/rollout.ts';
import type { Journal } from '../../journal/journal.ts';

/** What became of a write that was decided. */
export type WriteResult =
  | { ok: true; written: FlagsWritten }
  | { ok: false; movedOn: boolean; error: unknown };

/** Body of an `intent`: what is about to be written to the flags file. */
export interface IntentBody {
  write: PendingWrite;
}

/**
 * Does a decided write of the flags file: its intent is in the journal before, its commit after (ROLLOUT.md §3). Without
 * the journal nothing is promoted; a rollback is gated by nothing, not even by a full disk.
 */
export async function performWrite(
  write: PendingWrite,
  journal: Pick<Journal, 'record'>,
  act: (write: PendingWrite) => Promise<FlagsWritten>,
  now: () => number,
): Promise<WriteResult> {
  const intent = journal.record('intent', now(), { write } satisfies IntentBody)?.id;
  if (intent === undefined && write.kind !== 'rollback')
    return { ok: false, movedOn: false, error: unkept() };
  const close = (kind: 'commit' | 'dropped', body: object): void => {
    if (intent !== undefined) journal.record(kind, now(), { intent, ...body });
  };
  try {
    const written = await act(write);
    const { writtenMs, readBackMs, revision } = written;
    close('commit', { writtenMs, readBackMs, revision });
    return { ok: true, written };
  } catch (error) {
    close('dropped', { why: messageOf(error) });
    return { ok: false, movedOn: error instanceof CutoverError && error.code === 'flags_moved_on', error };
  }
}

function unkept(): CutoverError {
  return new CutoverError(
    'journal',
    'the journal cannot be written, and nothing is advanced without it',
    'see what it says of itself, then try again',
  );
}
