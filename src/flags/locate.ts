import path from 'node:path';

const FOLDER = '.tmux_orchestrator';
const FILE = 'feature_flags.json';

/**
 * Where the flags file is (MONITORS.md D): `--flags FILE`, else in `$TMUX_ORCHESTRATOR_BASE_DIR`, else in the nearest
 * `.tmux_orchestrator/` from the current folder upwards, else in `./.tmux_orchestrator/`, which the first write creates.
 * Absolute. An empty `--flags ''` (an unset shell variable) is not taken for "no option": it names the current folder,
 * which is then refused as no file, instead of silently meaning another file.
 */
export function locateFlags(options: {
  flag?: string;
  env: Record<string, string | undefined>;
  cwd: string;
  exists(path: string): boolean;
}): string {
  const { flag, env, cwd, exists } = options;
  if (flag !== undefined) return path.resolve(cwd, flag);
  const base = env.TMUX_ORCHESTRATOR_BASE_DIR;
  if (base !== undefined && base !== '') return path.resolve(cwd, base, FILE);
  const start = path.resolve(cwd);
  for (let folder = start; ; folder = path.dirname(folder)) {
    if (exists(path.join(folder, FOLDER))) return path.join(folder, FOLDER, FILE);
    if (path.dirname(folder) === folder) return path.join(start, FOLDER, FILE);
  }
}
