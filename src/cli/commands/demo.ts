import { buildSetting } from '../demo/setting.ts';
import { looksOf } from '../ui-settings.ts';
import { type CockpitOptions, openCockpit, requireTerminal } from './cockpit.ts';

/** `cutover demo`: the cockpit over a tmux server of its own with recorded agents; leaves nothing behind. */
export async function demo(options: CockpitOptions): Promise<void> {
  requireTerminal();
  const looks = await looksOf(options, process.env);
  const setting = await buildSetting();
  try {
    await openCockpit({ socketName: setting.socketName }, setting.flagsPath, options, { looks });
  } finally {
    await setting.remove();
  }
}
