import { defaultSettings, type Settings } from '../../../../src/config/settings.ts';
import { openSeat } from '../../../../src/engine/rollout/open-seat.ts';
import { EngineRollout } from '../../../../src/engine/rollout/rollout.ts';
import { type FlagsStore, openFlags } from '../../../../src/flags/store.ts';

/** A rollout on a real flags file and a real journal, without monitors. */
export interface TestRollout {
  rollout: EngineRollout;
  flags: FlagsStore;
  told: string[];
  close(): Promise<void>;
}

/** Opens it as an engine does. */
export async function openRollout(
  flagsPath: string,
  settings: Settings = defaultSettings(),
): Promise<TestRollout> {
  const now = () => Date.now();
  const flags = await openFlags({ path: flagsPath, env: {}, now });
  const told: string[] = [];
  const rollout: EngineRollout = new EngineRollout({
    flags,
    settings,
    seat: openSeat(flagsPath, now),
    intervalMs: 1000,
    now,
    tell: (_at, _level, _glyph, text) => told.push(text),
    compare: (_id, legacy, modular) =>
      legacy?.state === modular?.state
        ? []
        : [{ class: modular === null ? 'missing_in_modular' : 'state' } as never],
    rollbackBegins() {},
    rolledBack() {},
    rolledBackElsewhere() {},
    takenOver() {},
    evidenceReset() {},
    onChange() {},
    world: () => ({ agents: 1, realised: { ticks: 0, modular: 0 }, monitor: 'test', bothRun: true }),
  });
  const unwatch = flags.watch((state) => rollout.onFlags(state));
  await rollout.start();
  return {
    rollout,
    flags,
    told,
    async close() {
      unwatch();
      await rollout.close();
      await flags.close();
    },
  };
}
