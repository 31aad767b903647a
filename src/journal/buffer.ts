import { isStorageFailure } from './problems.ts';

/** Entries that wait for a flush; of more the oldest are given up. */
const MOST_WAITING = 50_000;

/** Writes one entry; `next` gives it its place in the sequence. */
export type Entry = (next: () => number) => void;

/** What waits to be written. Bounded: a disk that stays full must not fill the memory. */
export class WriteBuffer {
  #entries: Entry[] = [];
  #lost = 0;

  add(entry: Entry): void {
    this.#entries.push(entry);
    // In blocks, since the rest is moved each time.
    if (this.#entries.length < MOST_WAITING * 1.1) return;
    this.#lost += this.#entries.length - MOST_WAITING;
    this.#entries = this.#entries.slice(-MOST_WAITING);
  }

  get size(): number {
    return this.#entries.length;
  }

  /** Entries given up since the last time that all was written. */
  get lost(): number {
    return this.#lost;
  }

  /**
   * Writes all of it, in order. An entry that the database does not take (a number that is none) is left out and
   * returned as words; throws when the storage itself fails.
   */
  writeAll(next: () => number): string[] {
    const refused: string[] = [];
    for (const entry of this.#entries) {
      try {
        entry(next);
      } catch (error) {
        if (isStorageFailure(error)) throw error;
        refused.push(error instanceof Error ? error.message : String(error));
      }
    }
    return refused;
  }

  /** What was written is no longer needed. */
  clear(): void {
    this.#entries = [];
    this.#lost = 0;
  }
}
