import path from 'node:path';

/** Folder in the config folder that holds the files of custom agents. */
export const AGENTS_FOLDER = 'agents';

/**
 * Where the config folder is: `--config DIR`, else `$XDG_CONFIG_HOME/cutover` (which has to be absolute, as the XDG
 * specification says), else `~/.config/cutover`. Absolute. It need not exist.
 */
export function locateConfig(options: {
  flag?: string;
  env: Record<string, string | undefined>;
  home: string;
  cwd: string;
}): string {
  const { flag, env, home, cwd } = options;
  if (flag !== undefined) return path.resolve(cwd, flag);
  const base = env.XDG_CONFIG_HOME;
  if (base !== undefined && path.isAbsolute(base)) return path.join(base, 'cutover');
  return path.join(home, '.config', 'cutover');
}
