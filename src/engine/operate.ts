import type { FlagsState, FlagsWritten } from '../core/flags.ts';
import type { Stage } from '../core/stage.ts';
import { openFlags } from '../flags/store.ts';

/** The flags file for one command: read once, written at once, no engine needed. */
export interface FlagsAccess {
  readonly state: FlagsState;
  preview(stage: Stage): ReturnType<Awaited<ReturnType<typeof openFlags>>['preview']>;
  /** Throws CutoverError when the file is rejected or has changed since it was read. */
  setStage(stage: Stage): Promise<FlagsWritten>;
  /** Works on a rejected file too. Throws CutoverError when it cannot be written. */
  rollBack(): Promise<FlagsWritten>;
}

/** Opens the flags file at this path for the length of one command. */
export async function openFlagsFile(
  path: string,
  env: Record<string, string | undefined>,
): Promise<FlagsAccess> {
  const now = () => Date.now();
  const store = await openFlags({ path, env, now });
  const state = store.state();
  return {
    state,
    preview: (stage) => store.preview(stage, now()),
    setStage: (stage) => store.setStage(stage, state.revision, now()),
    rollBack: () => store.rollBack(now()),
  };
}
