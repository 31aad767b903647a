import { defaultSettings } from '../../../../src/config/settings.ts';
import { openRolloutAlone, type RolloutAlone } from '../../../../src/engine/rollout/alone.ts';

/** A rollout on a real flags file and a real journal, without monitors; `told` is what it tells. */
export async function openRollout(flagsPath: string): Promise<RolloutAlone & { told: string[] }> {
  const told: string[] = [];
  const tell = (_at: number, _level: string, _glyph: string, text: string) => void told.push(text);
  return { ...(await openRolloutAlone(flagsPath, {}, defaultSettings(), tell)), told };
}
