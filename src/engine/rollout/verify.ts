import { openJournalReadOnly } from '../../journal/journal.ts';
import { type Decision, verifyDecision } from './decision.ts';

/** What a check of the journal found. */
export interface Verified {
  records: number;
  decisions: number;
  /** The first records that do not hold; empty: all do. */
  faults: { id: number; at: number | null; why: string }[];
}

const MOST_FAULTS = 20;
const CHUNK = 200;

/**
 * Goes over the chain of records, and makes every stored decision again from its stored inputs. Throws CutoverError when
 * there is no journal to read.
 */
export function verifyJournal(path: string): Verified {
  const journal = openJournalReadOnly(path);
  try {
    const chain = journal.verifyChain();
    const verified: Verified = { records: chain.ok ? chain.records : 0, decisions: 0, faults: [] };
    if (!chain.ok) verified.faults.push({ id: chain.id, at: null, why: `the chain is broken: ${chain.why}` });
    for (let afterId = 0; ; ) {
      const some = journal.records({ kinds: ['decision'], afterId, limit: CHUNK });
      const last = some.at(-1);
      if (last === undefined) return verified;
      afterId = last.id;
      for (const { id, at, body } of some) {
        verified.decisions++;
        const why = verifyDecision(body as Decision);
        if (why !== null && verified.faults.length < MOST_FAULTS) verified.faults.push({ id, at, why });
      }
    }
  } finally {
    journal.close();
  }
}
