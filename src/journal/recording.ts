import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CutoverError, messageOf } from '../core/errors.ts';
import type { Frame } from '../core/frame.ts';
import { syncFolder } from './sync.ts';

/**
 * Writes frames as a new recording, readable by its owner alone. Throws CutoverError when there is a file of that name
 * (it stays as it is) or when it cannot be written.
 */
export async function writeRecording(path: string, frames: readonly Frame[]): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(frames.map((frame) => `${JSON.stringify(frame)}\n`).join(''));
      await file.sync();
    } finally {
      await file.close();
    }
    await syncFolder(dirname(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      throw new CutoverError('file_exists', `${path} is there already`, 'name another file, or remove it');
    throw new CutoverError(
      'file_unwritable',
      `${path} cannot be written: ${messageOf(error)}`,
      'name a file in a folder that can be written',
    );
  }
}
