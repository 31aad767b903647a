import type { Settings } from '../../config/settings.ts';
import { type FlagsStore, openFlags } from '../../flags/store.ts';
import { openSeat } from './open-seat.ts';
import { EngineRollout, type RolloutParts } from './rollout.ts';

/** A rollout on its flags file and journal, without an engine around it. */
export interface RolloutAlone {
  rollout: EngineRollout;
  flags: FlagsStore;
  close(): Promise<void>;
}

/** Opens the rollout of a flags file without monitors: for one act, when no engine runs. It measures nothing. */
export async function openRolloutAlone(
  flagsPath: string,
  env: Record<string, string | undefined>,
  settings: Settings,
  tell: RolloutParts['tell'] = () => {},
): Promise<RolloutAlone> {
  const now = () => Date.now();
  const flags = await openFlags({ path: flagsPath, env, now });
  const rollout = new EngineRollout({
    flags,
    settings,
    seat: openSeat(flagsPath, now),
    intervalMs: 0,
    now,
    tell,
    compare: () => [],
    authorityChanges: () => () => {},
    rollbackBegins() {},
    rolledBack() {},
    rolledBackElsewhere() {},
    takenOver() {},
    evidenceReset() {},
    onChange() {},
    world: () => ({ agents: 0, realised: { ticks: 0, modular: 0 }, monitor: '', bothRun: false }),
  });
  const unwatch = flags.watch((state) => rollout.onFlags(state));
  await rollout.start();
  return {
    rollout,
    flags,
    async close() {
      unwatch();
      await rollout.close();
      await flags.close();
    },
  };
}
