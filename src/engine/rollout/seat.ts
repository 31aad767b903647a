import type { Journal } from '../../journal/journal.ts';

/** What the engine that decides keeps in the journal. */
export type SeatJournal = Pick<
  Journal,
  | 'health'
  | 'evidence'
  | 'evidenceStart'
  | 'mark'
  | 'checks'
  | 'observation'
  | 'divergence'
  | 'divergences'
  | 'event'
  | 'events'
  | 'record'
  | 'openIntents'
  | 'saveState'
  | 'state'
  | 'remember'
  | 'recall'
  | 'records'
  | 'past'
  | 'flush'
  | 'openRequests'
  | 'answer'
>;

/** Whether this engine decides for the flags file: one does, the others show (ROLLOUT.md §6: one writer, a lock). */
export interface Seat {
  /** Takes the seat if it is free, and gives the journal to write; null: another engine has it. */
  claim(): SeatJournal | null;
  /** Nobody has it at this moment. */
  isFree(): boolean;
  /** Who has it. */
  owner(): { pid: number } | null;
  /** What the engine that has it last saved; null: nothing, or this one has it. */
  saved(): unknown;
  /** What stands in the way of the journal; empty: nothing. */
  problem(): string;
  close(): void;
}

/** A seat that nobody takes: nothing is decided and nothing kept, as in a replay. */
export const NO_SEAT: Seat = {
  claim: () => null,
  isFree: () => false,
  owner: () => null,
  saved: () => null,
  problem: () => '',
  close() {},
};
