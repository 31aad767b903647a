import type { ControlJournal } from './control.ts';

/** Keeps nothing: for an engine that only shows, and for a replay. */
export const NO_JOURNAL: ControlJournal = {
  health() {},
  evidence: () => [],
  evidenceStart: () => null,
  mark() {},
  checks() {},
  record: () => ({ id: 0, hash: '' }),
  saveState() {},
  flush: () => true,
};
