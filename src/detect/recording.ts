import { z } from 'zod';
import { CutoverError } from '../core/errors.ts';
import { type Frame, frameSchema } from '../core/frame.ts';

const bad = (file: string, line: number, what: string, mend: string): CutoverError =>
  new CutoverError('bad_recording', `${file}:${line}: ${what}`, mend);

/** A case as its captures alone, as the edge cases of legacy's judgement are written down. */
const capturesSchema = z.object({ case: z.string(), frames: z.array(z.string()).min(1) });
/** Legacy takes its captures this far apart, in ms. */
const CAPTURE_GAP_MS = 300;

function framesOfCaptures(name: string, captures: readonly string[]): Frame[] {
  return captures.map((text, i) => ({
    v: 1,
    case: name,
    t: i * CAPTURE_GAP_MS,
    paneId: '%0',
    target: '',
    title: '',
    command: '',
    cols: Math.max(1, ...text.split('\n').map((line) => line.length)),
    rows: text.split('\n').length,
    cursor: [0, 0],
    text,
  }));
}

/**
 * Frames of a recording: JSON Lines, a frame a line (or a case with its captures as texts); blank lines are skipped. Throws CutoverError that names file,
 * line and field. `file` is only used to say so.
 */
export function parseRecording(text: string, file: string): Frame[] {
  const frames: Frame[] = [];
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch (error) {
      const cut = index === lines.length - 1;
      throw bad(
        file,
        index + 1,
        `is no JSON: ${(error as Error).message}`,
        cut ? 'The last line is incomplete: remove it.' : 'Every line has to be one JSON object: a frame.',
      );
    }
    const version = (value as { v?: unknown } | null)?.v;
    if (typeof version === 'number' && version > 1) {
      throw bad(
        file,
        index + 1,
        `has version ${version}`,
        'This recording was made by a newer cutover: update this one.',
      );
    }
    const bare = capturesSchema.safeParse(value);
    if (bare.success) {
      frames.push(...framesOfCaptures(bare.data.case, bare.data.frames));
      continue;
    }
    const frame = frameSchema.safeParse(value);
    if (!frame.success) {
      const issue = frame.error.issues[0];
      const field = issue?.path.join('.') || 'frame';
      throw bad(
        file,
        index + 1,
        `${field}: ${issue?.message ?? 'is wrong'}`,
        `Correct ${field} in line ${index + 1}.`,
      );
    }
    frames.push(frame.data);
  }
  return frames;
}

/** Frames by case, each case's frames in the order of the recording. Frames without a case go by their pane. */
export function casesOf(frames: Frame[]): Map<string, Frame[]> {
  const cases = new Map<string, Frame[]>();
  for (const frame of frames) {
    const name = frame.case ?? frame.paneId;
    const known = cases.get(name);
    if (known === undefined) cases.set(name, [frame]);
    else known.push(frame);
  }
  return cases;
}
