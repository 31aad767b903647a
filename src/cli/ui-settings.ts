import { join } from 'node:path';
import { CutoverError, EXIT } from '../core/errors.ts';
import { describeAgentProblem } from '../core/rules-state.ts';
import { THEME_NAMES, type ThemeName } from '../core/themes.ts';
import { readUiSettings, SETTINGS_FILE } from '../server/window.ts';
import type { Binding } from '../ui/binding.ts';
import { withKeys } from '../ui/key-overrides.ts';

/** How the cockpit looks and which keys it has. */
export interface Looks {
  bindings: readonly Binding[];
  theme: ThemeName;
  /** Left out: as the locale says. */
  ascii?: boolean;
  /** As lines of text instead of a screen. */
  screenReader: boolean;
}

function isTheme(name: string): name is ThemeName {
  return THEME_NAMES.some((one) => one === name);
}

/**
 * Looks and keys by the options, the environment and the settings, the first of them the strongest. Throws CutoverError
 * with file, line, field and mend when the settings are wrong. `configFolder` left out: no settings.
 */
export async function looksOf(
  options: { theme?: string; ascii?: boolean; screenReader?: boolean },
  env: Record<string, string | undefined>,
  configFolder?: string,
): Promise<Looks> {
  const named = env.CUTOVER_THEME ?? '';
  if (named !== '' && !isTheme(named))
    throw new CutoverError(
      'theme',
      `CUTOVER_THEME=${named} is no theme`,
      `write one of ${THEME_NAMES.join(', ')}, or unset it`,
      EXIT.usage,
    );
  const { keys, ui } = configFolder === undefined ? NO_SETTINGS : await settingsOf(configFolder);
  const ascii = options.ascii ?? ui.ascii;
  const theme = [options.theme, named, ui.theme].find((name) => name !== undefined && name !== '');
  return {
    bindings: withKeys(keys).bindings,
    theme: theme as ThemeName,
    ...(ascii !== undefined && { ascii }),
    screenReader:
      (options.screenReader ?? ui.screenReader) || env.INK_SCREEN_READER === 'true' || env.TERM === 'dumb',
  };
}

const NO_SETTINGS = { keys: {}, ui: { theme: 'auto' as const, ascii: undefined, screenReader: false } };

async function settingsOf(configFolder: string) {
  const read = await readUiSettings(join(configFolder, SETTINGS_FILE), (keys) => withKeys(keys).problems);
  if (read.ok) return read.value;
  const [first] = read.problems;
  throw new CutoverError('config', describeAgentProblem(first!), first!.mend);
}
