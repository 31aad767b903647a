import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultSettings } from '../config/settings.ts';
import { CutoverError } from '../core/errors.ts';
import { formatAge } from '../core/format.ts';
import type { Frame } from '../core/frame.ts';
import type { RuleBook } from '../detect/book.ts';
import { openFlags } from '../flags/store.ts';
import { labelsPath, openLabels } from '../journal/labels.ts';
import { createLegacyMonitor } from '../monitors/legacy/monitor.ts';
import { createModularMonitor } from '../monitors/modular/monitor.ts';
import { openRecorded } from '../tmux/recorded.ts';
import { Engine } from './engine.ts';
import { NO_SEAT } from './rollout/seat.ts';

/** What is played, and how. */
export interface ReplayOptions {
  frames: readonly Frame[];
  /** As shown in place of the tmux server: the file's name. */
  label: string;
  /** Recorded ms in one ms of the machine's. */
  speed: number;
  /** The rules of modular; default: the built-in ones. */
  book?: RuleBook;
  /** In recorded time. */
  intervalMs: number;
  comparison: 'always' | 'flag';
}

/** The longest time that a timer of Node's can be set to, in ms. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Opens an engine whose two monitors look at recorded panes, on a clock that starts at the first frame; `start()` sets
 * both going. Flags and labels are in a folder of its own that is removed with it: nothing of the user's is read or
 * written. Throws CutoverError when there is nothing to play.
 */
export async function openReplay(options: ReplayOptions): Promise<Engine> {
  const { frames, speed, book } = options;
  if (frames.length === 0) {
    throw new CutoverError('empty_recording', `${options.label} has no frames`, 'name another recording');
  }
  const started = performance.now();
  const now = () => recorded.startsAt + (performance.now() - started) * speed;
  const recorded = openRecorded(frames, now);
  const folder = await mkdtemp(join(tmpdir(), 'cutover-replay-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const path = join(folder, 'feature_flags.json');
    const flags = await openFlags({ path, env: {}, now });
    let ending: NodeJS.Timeout | null = null;
    const engine = new Engine({
      tmux: recorded.tmux,
      monitors: {
        legacy: createLegacyMonitor(recorded.command),
        modular: createModularMonitor(recorded.tmux, book && (() => book)),
      },
      flags,
      labels: await openLabels(labelsPath(path)),
      settings: defaultSettings(),
      seat: NO_SEAT,
      serverLabel: options.label,
      tmuxVersion: () => null,
      intervalMs: options.intervalMs,
      comparison: options.comparison,
      now,
      speed,
      async release() {
        if (ending !== null) clearTimeout(ending);
        await remove();
      },
    });
    const lengthMs = recorded.endsAt - recorded.startsAt;
    const pace = speed === 1 ? '' : `, ${speed} times as fast`;
    engine.tell('info', '▶', `${options.label}: ${formatAge(lengthMs)} of recorded screens${pace}`);
    ending = setTimeout(
      () => engine.tell('info', '■', 'the recording has ended: its last screens stay'),
      Math.min(lengthMs / speed, LONGEST_TIMER_MS),
    );
    return engine;
  } catch (error) {
    await remove();
    throw error;
  }
}
