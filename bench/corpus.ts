import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Frame } from '../src/core/frame.ts';
import { parseRecording } from '../src/detect/recording.ts';

const FILE = new URL('../fixtures/corpus/dev.jsonl.gz', import.meta.url);

/** Recorded screens of real agents, with their colours. */
export const labelled = parseRecording(
  gunzipSync(readFileSync(FILE)).toString('utf8'),
  'dev.jsonl.gz',
).filter((frame) => frame.ansi !== undefined);

/** Those of Claude Code under its own name: what the panes of a bench show. */
export const claude: Frame[] = labelled.filter(
  (frame) => frame.expect?.agent === 'claude' && frame.command === 'claude',
);
