import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CutoverError } from '../core/errors.ts';
import type { Frame } from '../core/frame.ts';
import { type Labels, labelsPath, openLabels } from '../journal/labels.ts';
import { openRecording } from '../recording/writer.ts';

export type { Labels, LabelsProblem } from '../journal/labels.ts';

/** The labels beside this flags file, for one command. */
export function openLabelsFile(flagsPath: string): Promise<Labels> {
  return openLabels(labelsPath(flagsPath));
}

/**
 * Writes frames as a new recording; its folder is made. Throws CutoverError when there is a file of that name, which
 * stays as it is, or when it cannot be written.
 */
export async function writeRecording(path: string, frames: readonly Frame[]): Promise<void> {
  await mkdir(dirname(path), { recursive: true }).catch(() => undefined);
  try {
    const writer = await openRecording(path, 'new');
    try {
      await writer.write(frames);
    } finally {
      await writer.close();
    }
  } catch (error) {
    if (!(error instanceof CutoverError) || error.code !== 'file_exists') throw error;
    throw new CutoverError('file_exists', error.message, 'name another file, or remove it');
  }
}
