import { DEFAULT_HEALTH_CONFIG } from '../../src/health/config.ts';
import { median } from '../../src/statistics/median.ts';
import { type Random, seeded } from '../../src/statistics/random.ts';
import { type Failures, inBursts, independent, onlyAt, runStage, type StageEnd } from './stage.ts';

/** 24 h at 10 s. */
export const CYCLES_PER_LOOK = 8640;
/** The end of the bake and two extensions. */
const LOOKS = 3;

/** What a table's row says of many runs of one kind. */
export interface Figure {
  what: string;
  outcome: 'promoted' | 'rolled back';
  seeds: number;
  /** Share of 1 of the runs with that outcome. */
  share: number;
  /** The cycle of the rollback in half of the runs that were rolled back; null without any. */
  medianCycle: number | null;
  /** What is asked of the share. */
  asked: { least?: number; most?: number };
  /** Computed by other means than this code. */
  independently: string;
}

type Kind = Pick<Figure, 'what' | 'outcome' | 'asked' | 'independently'> & {
  failures: (random: Random) => Failures;
};

const percent = (share: number): string => `${Number((100 * share).toFixed(2))} %`;

const ABOUT_TWO_THIRDS = { least: 0.6, most: 0.72 };

const promotion = (rate: number, asked: Figure['asked'], independently: string): Kind => ({
  what: `true error rate ${percent(rate)}, within two extensions`,
  outcome: 'promoted',
  asked,
  independently,
  failures: (random) => independent(rate, random),
});

const rollback = (rate: number, asked: Figure['asked'], independently: string): Kind => ({
  what: `true error rate ${percent(rate)}, within 24 h`,
  outcome: 'rolled back',
  asked,
  independently,
  failures: (random) => independent(rate, random),
});

/**
 * A cycle at which something may begin and still be in the first look. Not the very first one: when that fails, the
 * evidence of 1 in 1 is 105 and rolls back.
 */
const somewhere = (random: Random): number => 1 + Math.floor(random() * (CYCLES_PER_LOOK - 10));

const KINDS: readonly Kind[] = [
  // Computed by the binomial distribution of the failures at each look, without a simulation.
  promotion(0.0003, { least: 0.95 }, '0.978'),
  promotion(0.0005, ABOUT_TWO_THIRDS, '0.66'),
  promotion(0.001, { most: 0.03 }, '0.017'),
  rollback(0.005, { most: 0.02 }, '< 0.01'),
  rollback(0.01, { least: 0.85 }, '0.91, median 3,950'),
  rollback(0.02, { least: 0.99 }, 'median 560'),
  rollback(0.05, { least: 1 }, 'median 86'),
  {
    what: 'bursts of 3, mean error rate 0.15 %, within two extensions',
    outcome: 'promoted',
    asked: { most: 0.01 },
    independently: '0.013 see no burst in 24 h',
    failures: (random) => inBursts(0.0015, 3, random),
  },
  {
    what: 'bursts of 3 beginning at 0.15 % of the cycles, within two extensions',
    outcome: 'promoted',
    asked: { most: 0.01 },
    independently: '< 0.001',
    failures: (random) => inBursts(0.0045, 3, random),
  },
  {
    what: 'a first burst of 3 in a healthy run, within 24 h',
    outcome: 'rolled back',
    asked: { most: 0 },
    independently: '0',
    failures: (random) => onlyAt(somewhere(random), 3),
  },
  {
    what: '5 failures in a row in a healthy run, within 24 h',
    outcome: 'rolled back',
    asked: { least: 1 },
    independently: '1',
    failures: (random) => onlyAt(somewhere(random), 5),
  },
];

/** Runs every kind with this many seeds, and counts. */
export function figures(seeds: number): Figure[] {
  return KINDS.map(({ failures, ...kind }, row) => {
    const looks = kind.outcome === 'promoted' ? LOOKS : 1;
    const options = { cyclesPerLook: CYCLES_PER_LOOK, looks, config: DEFAULT_HEALTH_CONFIG };
    const ends: StageEnd[] = Array.from({ length: seeds }, (_, seed) =>
      runStage(failures(seeded(1_000_003 * (row + 1) + seed)), options),
    );
    const rolledBack = ends.flatMap(({ rolledBackAt }) => (rolledBackAt === null ? [] : [rolledBackAt]));
    const promoted = ends.filter(({ promotedAt }) => promotedAt !== null).length;
    const share = (kind.outcome === 'promoted' ? promoted : rolledBack.length) / seeds;
    return { ...kind, seeds, share, medianCycle: median(rolledBack) };
  });
}
