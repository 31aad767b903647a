import type { PmFinding } from '../../detect/legacy/findings.ts';
import { isLegacyPmWindow } from '../../detect/legacy/names.ts';
import { isPmHealthy, pmCrashWord } from '../../detect/legacy/pm.ts';
import { claudeInterface } from '../../detect/legacy/screen.ts';
import type { CycleTmux } from './cycle-tmux.ts';
import type { LegacyWindow } from './discovery.ts';

const CRASH_CHECK_LINES = 20;
const HEALTH_LINES = 30;
const HEALTH_TRIES = 2;
const HEALTH_RETRY_MS = 1000;

/** Looks after the PM of a session as legacy does: words of a crash, the interface, two tries at its health. */
export async function lookAtPm(
  tmux: CycleTmux,
  session: string,
  windows: readonly LegacyWindow[],
  due: boolean,
): Promise<PmFinding> {
  const pm = windows.find((window) => window.session === session && isLegacyPmWindow(window.windowName));
  const finding = (look: PmFinding['look'], word = ''): PmFinding => ({
    session,
    target: pm?.target ?? null,
    look,
    word,
  });
  if (!due) return finding('not_due');
  if (pm === undefined) return finding('missing');

  const { text } = await tmux.capture(pm.address, CRASH_CHECK_LINES);
  const word = pmCrashWord(text);
  if (word !== null) return finding('crash_word', word);
  if (claudeInterface(text) === null) return finding('no_interface');
  for (let tries = 0; tries < HEALTH_TRIES; tries++) {
    if (tries > 0) await tmux.sleep(HEALTH_RETRY_MS);
    if (isPmHealthy((await tmux.capture(pm.address, HEALTH_LINES)).text)) return finding('healthy');
  }
  return finding('unhealthy');
}
