import { CutoverError } from '../../core/errors.ts';
import type { Flags, FlagsWritten } from '../../core/flags.ts';
import type { PendingWrite } from '../../core/rollout.ts';
import type { FlagsStore } from '../../flags/store.ts';

function movedOn(path: string): CutoverError {
  return new CutoverError(
    'flags_moved_on',
    `${path} was changed by somebody else meanwhile`,
    'their content stands; it is decided again',
  );
}

/**
 * Writes decided stages to the flags file: a promotion only onto the content that it was decided on, a rollback onto
 * anything. A drill remembers what it took away, and its end puts exactly that back, unless somebody changed the file.
 */
export function flagsWriter(flags: FlagsStore, now: () => number) {
  let beforeDrill: Flags | null = null;

  async function restore(): Promise<FlagsWritten> {
    const before = beforeDrill;
    if (before === null) throw movedOn(flags.path);
    const written = await flags.update((values) => {
      if (values.get('rollout_stage') !== 'disabled') throw movedOn(flags.path);
      return [
        ['use_modular_monitor', before.use_modular_monitor],
        ['rollout_stage', before.rollout_stage],
        ['rollout_percentage', before.rollout_percentage],
        ['rollout_started_at', before.rollout_started_at],
      ];
    });
    beforeDrill = null;
    return written;
  }

  return async (write: PendingWrite): Promise<FlagsWritten> => {
    if (write.kind === 'restore') return restore();
    if (write.kind === 'promotion') {
      const { effective, revision } = flags.state();
      if (effective.rollout_stage !== write.from) throw movedOn(flags.path);
      return flags.setStage(write.to, revision, now());
    }
    const written = await flags.rollBack(now());
    beforeDrill = write.kind === 'drill' ? written.before : null;
    return written;
  };
}
