import type { Act } from '../../core/client.ts';
import { controllerOf } from '../../journal/controller.ts';
import { journalPath, openMailbox } from '../../journal/journal.ts';
import { controllerLock } from './controller-lock.ts';
import type { Announced } from './requests.ts';

/** A write does not wait longer than this to say whose it is. */
const ANNOUNCED_WITHIN_MS = 100;

/**
 * Tells the engine that decides for this flags file, if one does, who is about to write it and why. The write itself does
 * not depend on it: the caller writes the file in any case, and what goes wrong here is nobody's concern.
 */
export function announce(flagsPath: string, kind: Announced, act: Act): void {
  try {
    if (controllerOf(controllerLock(flagsPath)) === null) return;
    const mailbox = openMailbox(journalPath(flagsPath), ANNOUNCED_WITHIN_MS);
    try {
      mailbox.post({ at: Date.now(), kind, args: null, ...act });
    } finally {
      mailbox.close();
    }
  } catch {
    // The engine sees the file, and says that somebody has changed it.
  }
}
