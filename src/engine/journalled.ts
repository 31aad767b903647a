import type { Labels } from '../journal/labels.ts';
import type { SeatJournal } from './rollout/seat.ts';

/** The same labels; what is written to them is recorded in the journal too, without the screens. */
export function journalled(labels: Labels, journal: () => SeatJournal | null, now: () => number): Labels {
  return {
    path: labels.path,
    problems: labels.problems,
    standing: () => labels.standing(),
    async append(line) {
      const written = await labels.append(line);
      const { frame: _, ...said } = { frame: null, ...written };
      journal()?.record('judgement', now(), said);
      return written;
    },
  };
}
