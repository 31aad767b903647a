import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Frame } from '../../../src/core/frame.ts';
import { casesOf, parseRecording } from '../../../src/detect/recording.ts';

/**
 * The cases of a recording in fixtures/corpus: `dev` (labelled by what was caused), `screens` (recorded for cutover),
 * `constructed` (after reports, where no real screen is at hand), `near-misses` (real screens with small edits).
 */
export function corpus(name: 'dev' | 'screens' | 'constructed' | 'near-misses'): Map<string, Frame[]> {
  const file = new URL(`../../../fixtures/corpus/${name}.jsonl.gz`, import.meta.url);
  return casesOf(parseRecording(gunzipSync(readFileSync(file)).toString('utf8'), `${name}.jsonl`));
}

/** A frame as a live monitor would make it, with what matters to a test set. */
export function frame(fields: Partial<Frame> = {}): Frame {
  return {
    v: 1,
    t: 0,
    paneId: '%1',
    target: 'work:1.0',
    title: '',
    command: 'claude',
    cols: 80,
    rows: 24,
    cursor: [79, 23],
    text: '',
    ...fields,
  };
}

const RULE = '─'.repeat(80);

/** A Claude screen: what stands above the prompt, what is in it, what stands below. */
export function claudeScreen(above: string, typed = '', footer = '  ? for shortcuts · ← for agents'): string {
  return `${above}\n\n${RULE}\n❯\u00a0${typed}\n${RULE}\n${footer}`;
}
