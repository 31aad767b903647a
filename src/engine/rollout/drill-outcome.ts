import { setTimeout as pause } from 'node:timers/promises';
import { CutoverError } from '../../core/errors.ts';
import type { DrillResult } from '../../core/rollout.ts';
import { readStatus } from '../status.ts';

const LOOK_EVERY_MS = 200;

/**
 * Waits until a drill that was asked for at `since` (ms since the epoch) has ended. Throws CutoverError when its engine
 * ends, or when the drill is given up without a result.
 */
export async function drillOutcome(
  flagsPath: string,
  env: Record<string, string | undefined>,
  since: number,
): Promise<DrillResult> {
  for (;;) {
    const { rollout, engine } = await readStatus(flagsPath, env);
    if (rollout !== null && rollout.drill === null) {
      const { drilled, sub } = rollout;
      if (drilled !== null && drilled.at >= since) return drilled;
      if (sub.kind === 'rolled_back')
        throw new CutoverError(
          'drill_failed',
          `the drill ended in a rollback: ${sub.why}`,
          'see `cutover events`',
        );
    }
    if (engine === null)
      throw new CutoverError(
        'no_engine',
        'the cutover that ran the drill has ended',
        'start it: it leaves the stage disabled, and says so',
      );
    await pause(LOOK_EVERY_MS);
  }
}
