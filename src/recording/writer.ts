import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { CutoverError, messageOf } from '../core/errors.ts';
import { type Frame, frameSchema } from '../core/frame.ts';
import { jsonLine } from '../core/text.ts';

/** What to do with a file that is there: refuse, go on with it, or replace it. */
export type WriteMode = 'new' | 'append' | 'replace';

/** A recording that is being written. */
export interface RecordingWriter {
  /** Adds frames: all of their lines, or none when it throws CutoverError. */
  write(frames: readonly Frame[]): Promise<void>;
  /** Sees to it that all is on the disk, and closes the file. */
  close(): Promise<void>;
}

const FLAGS: Record<WriteMode, number> = {
  new: constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_APPEND,
  append: constants.O_RDWR | constants.O_CREAT | constants.O_APPEND,
  replace: constants.O_RDWR | constants.O_CREAT | constants.O_TRUNC | constants.O_APPEND,
};
/** Screens may show secrets: nobody but the owner reads them. */
const MODE = 0o600;
const CHUNK_BYTES = 64 * 1024;
/** A frame is a few ten thousand bytes; a first line longer than this is none. */
const LONGEST_LINE_BYTES = 4 * 1024 * 1024;
/** A frame as one line of a recording, with its line end; safe to be shown by `cat`. */
export function encodeFrame(frame: Frame): string {
  return jsonLine(frame);
}

/**
 * Opens a recording for writing. In `append` a last line that was cut off (the machine went down) is removed first.
 * Throws CutoverError when the file is there already (`new`), is no recording (`append`) or cannot be opened.
 */
export async function openRecording(path: string, mode: WriteMode): Promise<RecordingWriter> {
  const handle = await openFile(path, mode);
  try {
    if (mode === 'append') await mendEnd(handle, path);
    return {
      async write(frames) {
        if (frames.length === 0) return;
        const lines = Buffer.from(frames.map(encodeFrame).join(''));
        const { size } = await handle.stat();
        try {
          await handle.appendFile(lines);
        } catch (error) {
          // What did not fit is taken back: a recording has whole lines only.
          await handle.truncate(size).catch(() => undefined);
          throw new CutoverError(
            'not_written',
            `${path} cannot be written: ${messageOf(error)}`,
            'see whether the disk is full; what was recorded so far is whole',
          );
        }
      },
      async close() {
        await handle.datasync().catch(() => undefined);
        await handle.close();
      },
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function openFile(path: string, mode: WriteMode): Promise<FileHandle> {
  try {
    return await open(path, FLAGS[mode], MODE);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      throw new CutoverError(
        'file_exists',
        `${path} is there already`,
        'give --append to go on with it, or --force to replace it',
      );
    }
    throw new CutoverError(
      'not_written',
      `${path} cannot be written: ${messageOf(error)}`,
      'name a file in a folder that is there and yours',
    );
  }
}

/** Removes a last line that was cut off. Throws CutoverError when the file is no recording. */
async function mendEnd(handle: FileHandle, path: string): Promise<void> {
  const { size } = await handle.stat();
  if (size === 0) return;
  if (!(await beginsWithFrame(handle, size))) {
    throw new CutoverError(
      'no_recording',
      `${path} is no recording, nothing is added to it`,
      'name another file, or give --force to replace it',
    );
  }
  const whole = await afterLastLine(handle, size);
  if (whole < size) await handle.truncate(whole);
}

async function beginsWithFrame(handle: FileHandle, size: number): Promise<boolean> {
  const { buffer, bytesRead } = await handle.read(
    Buffer.alloc(Math.min(size, LONGEST_LINE_BYTES)),
    0,
    null,
    0,
  );
  const end = buffer.subarray(0, bytesRead).indexOf('\n');
  if (end === -1) return false;
  try {
    return frameSchema.safeParse(JSON.parse(buffer.toString('utf8', 0, end))).success;
  } catch {
    return false;
  }
}

/** Size of the file up to its last line end. */
async function afterLastLine(handle: FileHandle, size: number): Promise<number> {
  const chunk = Buffer.alloc(CHUNK_BYTES);
  for (let end = size; end > 0; end -= CHUNK_BYTES) {
    const start = Math.max(0, end - CHUNK_BYTES);
    const { bytesRead } = await handle.read(chunk, 0, end - start, start);
    const at = chunk.subarray(0, bytesRead).lastIndexOf('\n');
    if (at !== -1) return start + at + 1;
  }
  return 0;
}
