import { CutoverError } from '../core/errors.ts';
import { type Frame, frameSchema } from '../core/frame.ts';

const bad = (file: string, line: number, what: string, mend: string): CutoverError =>
  new CutoverError('bad_recording', `${file}:${line}: ${what}`, mend);

/**
 * Frames of a recording: JSON Lines, a frame a line; blank lines are skipped. Throws CutoverError that names file,
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
