import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** Says that an operator has been here. */
const MARK = 'welcomed';

/** Where cutover keeps what it remembers of an operator: `$XDG_STATE_HOME/cutover`, else `~/.local/state/cutover`. */
export function stateFolder(env: Record<string, string | undefined>, home: string): string {
  const base = env.XDG_STATE_HOME;
  return join(base !== undefined && isAbsolute(base) ? base : join(home, '.local', 'state'), 'cutover');
}

/**
 * What to call once an operator who has never been here has pressed a key; null: this one has. Where nothing can be
 * written nobody is bothered with that: they are welcomed again.
 */
export function firstStart(
  env: Record<string, string | undefined>,
  home: string = homedir(),
): (() => void) | null {
  const folder = stateFolder(env, home);
  const mark = join(folder, MARK);
  if (existsSync(mark)) return null;
  return () => {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeFileSync(mark, '', { mode: 0o600 });
    } catch {
      // Welcomed again next time.
    }
  };
}
