import { CutoverError, messageOf } from '../core/errors.ts';
import { oneLine } from '../core/text.ts';

/** What stands in the way of the journal. */
export interface JournalProblem {
  code: 'journal_damaged' | 'journal_full' | 'journal_busy' | 'journal_unwritable' | 'journal_failed';
  message: string;
  mend: string;
}

/** SQLite's primary result codes. */
const BUSY = 5;
const LOCKED = 6;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const NOTADB = 26;
/** Those that blame what was written, not the place where it was to be. */
const TOO_BIG = 18;
const CONSTRAINT = 19;
const MISMATCH = 20;
const RANGE = 25;

function resultCode(error: unknown): number | null {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : null;
}

/** What an error of SQLite or of the file system means for the journal at this path, in one line, with the mend. */
export function problemOf(error: unknown, path: string): JournalProblem {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const result = resultCode(error);
  if (result === CORRUPT || result === NOTADB)
    return {
      code: 'journal_damaged',
      message: `${path} is damaged: ${oneLine(messageOf(error))}`,
      mend: 'start cutover again: it keeps the file aside and begins a new one',
    };
  if (result === FULL || code === 'ENOSPC' || code === 'EDQUOT')
    return {
      code: 'journal_full',
      message: `${path} cannot be written: no space is left on the disk`,
      mend: 'free some space where it is',
    };
  if (result === BUSY || result === LOCKED)
    return {
      code: 'journal_busy',
      message: `${path} is locked by another process`,
      mend: `see which process holds it (fuser ${path}); what is missing is written when it is free`,
    };
  if (result === READONLY || ['EACCES', 'EPERM', 'EROFS'].includes(code))
    return {
      code: 'journal_unwritable',
      message: `${path} cannot be written: permission denied, or a read-only file system`,
      mend: 'give this user the right to write it and its folder',
    };
  if (result === CANTOPEN || ['ENOTDIR', 'EISDIR', 'EEXIST', 'ENOENT', 'ELOOP'].includes(code))
    return {
      code: 'journal_unwritable',
      message: `${path} cannot be opened as a file`,
      mend: 'see that its folder is a folder that this user may write, and that nothing else has its name',
    };
  const where = result === IOERR ? 'the disk answers with an error' : oneLine(messageOf(error));
  return {
    code: 'journal_failed',
    message: `${path} cannot be used: ${where}`,
    mend: 'see what the system says of this disk',
  };
}

/** The same as an error for an operator. */
export function journalError(error: unknown, path: string): CutoverError {
  if (error instanceof CutoverError) return error;
  const { code, message, mend } = problemOf(error, path);
  return new CutoverError(code, message, mend);
}

/** Whether the storage itself failed, so that the next write will too; false: only this one was not possible. */
export function isStorageFailure(error: unknown): boolean {
  const result = resultCode(error);
  return result !== null && ![CONSTRAINT, MISMATCH, TOO_BIG, RANGE].includes(result);
}
