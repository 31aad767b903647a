import { basename } from 'node:path';
import { oneLine } from '../../core/text.ts';
import { parseRecording } from '../../detect/recording.ts';
import { findConfig } from '../../server/direct.ts';
import { startReplay } from '../../server/local.ts';
import { rulesOf } from '../rules.ts';
import { looksOf } from '../ui-settings.ts';
import { drawCockpit, requireTerminal } from './cockpit.ts';
import { readText } from './explain.ts';

/** Options of `cutover replay --cockpit`. */
export interface ReplayCockpitOptions {
  /** Recorded time in the time that passes. */
  speed?: number;
  config?: string;
  /** Seconds of recorded time. */
  interval?: number;
  compare: 'always' | 'flag';
  readOnly?: boolean;
  color: boolean;
  theme?: string;
  ascii?: boolean;
}

const DEFAULT_INTERVAL_S = 5;

/** `cutover replay FILE --cockpit`: the cockpit with both monitors on recorded panes, at the pace of the recording. */
export async function replayCockpit(file: string, options: ReplayCockpitOptions): Promise<void> {
  requireTerminal();
  const frames = parseRecording(await readText(file), file);
  const book = await rulesOf(options);
  const looks = await looksOf(options, process.env, findConfig(options.config, process.env));
  const start = () =>
    startReplay({
      frames,
      book,
      label: oneLine(basename(file)),
      speed: options.speed ?? 1,
      intervalMs: (options.interval ?? DEFAULT_INTERVAL_S) * 1000,
      comparison: options.compare,
    });
  await drawCockpit(options, start, { looks });
}
