import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The folder of what belongs to this user's running cutovers: in `$XDG_RUNTIME_DIR`, else beside tmux's own. */
export function runtimeFolder(env: Record<string, string | undefined>): string {
  const { XDG_RUNTIME_DIR: runtime } = env;
  const uid = process.getuid?.() ?? 0;
  return runtime !== undefined && runtime !== ''
    ? join(runtime, 'cutover')
    : join(tmpdir(), `cutover-${uid}`);
}
