import { once } from 'node:events';
import { setTimeout as after } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { CutoverError } from '../../src/core/errors.ts';
import { openJournalReadOnly } from '../../src/journal/journal.ts';
import { seeded } from '../../src/statistics/random.ts';
import { processesOf, watchFlags } from '../support/faults.ts';
import { openSite, type RolloutSite } from '../support/rollout-site.ts';
import { until } from '../support/tmux-server.ts';

/** The engine is killed so often; more in `npm run soak`. */
const KILLS = Number(process.env.CUTOVER_KILLS ?? 20);
/** It has started, seen the agents and decided something when it is this old, in ms: the kill falls anywhere before. */
const OLDEST_MS = 2500;
const WITHIN_MS = 90_000;

let site: RolloutSite | null = null;
afterEach(() => site?.close());

/** The chain of records is whole; true too while there is no journal yet. */
function isChainWhole({ journalPath }: RolloutSite): boolean {
  try {
    const journal = openJournalReadOnly(journalPath);
    try {
      return journal.verifyChain().ok;
    } finally {
      journal.close();
    }
  } catch (error) {
    if (error instanceof CutoverError && error.code === 'journal_missing') return true;
    throw error;
  }
}

it(`an engine that is killed ${KILLS} times at random, in starts, cycles and writes, loses nothing and leaves nothing`, {
  timeout: 240_000 + KILLS * 30_000,
}, async () => {
  site = await openSite({ agents: 2 });
  const { tmux, flagsPath } = site;
  const sessions = async () => (await site!.server.run('list-sessions', '-F', '#{session_name}')).trim();
  const panes = await site.server.run('list-panes', '-a', '-F', '#{pane_id} #{pane_pid}');
  const flags = watchFlags(flagsPath);
  const random = seeded(Number(process.env.SEED ?? 11));
  for (let kill = 0; kill < KILLS; kill++) {
    const engine = site.spawn('server', '--foreground', '-L', tmux, '--interval', '0.2');
    const ended = once(engine, 'exit');
    const age = random() * OLDEST_MS;
    await after(age);
    // Every third falls into a change of the stage that a command makes beside the engine.
    const change =
      kill % 3 === 0
        ? site.run('stage', 'set', kill % 2 === 0 ? 'beta' : 'canary', '--yes', '--why', `kill ${kill}`)
        : null;
    if (change !== null) await after(random() * 400);
    engine.kill('SIGKILL');
    await ended;
    expect((await change)?.code ?? 0).toBe(0);
    expect(isChainWhole(site)).toBe(true);
  }
  const { count, broken, stages } = flags.stop();
  expect(broken).toEqual([]);
  expect(count).toBeGreaterThan(KILLS * 20);
  expect(stages).toEqual(['canary', 'beta']);

  // The next one takes up what they have left: the flags, the journal, the socket and the locks.
  const next = site.spawn('server', '--foreground', '-L', tmux, '--interval', '0.2');
  const seen = await until('a cycle', async () => (await site!.status()).rollout ?? undefined, WITHIN_MS);
  await until(
    'its bake',
    async () => ((await site!.status()).rollout?.bake.ms ?? 0) > seen.bake.ms,
    WITHIN_MS,
  );
  expect((await site.status()).engine).toEqual({ pid: next.pid });
  expect(await site.flags()).toMatchObject({ site: 'berlin' });
  expect((await site.run('decisions', 'verify')).code).toBe(0);
  // Nothing of the killed is left: no client of tmux, no session, and every pane runs what it ran.
  expect(await sessions()).toBe('main');
  expect(await site.server.run('list-panes', '-a', '-F', '#{pane_id} #{pane_pid}')).toBe(panes);
  next.kill('SIGTERM');
  await once(next, 'exit');
  await until('the end of all but the tmux server', () => {
    const others = processesOf(tmux).filter((line) => !/new-session/.test(line));
    return others.length === 0;
  });
});
