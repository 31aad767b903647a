import type { RolloutSite } from './rollout-site.ts';
import { until } from './tmux-server.ts';

/** Generous: a busy machine takes its time, and it costs nothing where it passes. */
const WITHIN_MS = 90_000;

/** A cycle as `cutover watch` tells it, as far as it is asked for here. */
export interface Cycle {
  tick: number;
  stage: string;
  percentage: number;
  sub: string;
  agents: number;
  tmux: string;
  error: string | null;
}

/** The cycles of a server, as they are told to whoever watches. */
export interface Cycles {
  readonly all: readonly Cycle[];
  /** Waits until there are three more than now, and gives these. */
  goOn(): Promise<Cycle[]>;
}

/** Watches the server of a place, which has to run. */
export function watchCycles(site: RolloutSite): Cycles {
  const all: Cycle[] = [];
  let rest = '';
  site.spawn('watch', '-L', site.tmux, '--json').stdout?.on('data', (data) => {
    const lines = `${rest}${data}`.split('\n');
    rest = lines.pop()!;
    all.push(...lines.map((line) => JSON.parse(line)));
  });
  return {
    all,
    async goOn() {
      const before = all.length;
      await until('three cycles more', () => all.length > before + 2, WITHIN_MS);
      return all.slice(before);
    },
  };
}
