import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import type { ActionRecord } from '../../src/core/actions.ts';
import { CutoverError } from '../../src/core/errors.ts';
import { openJournalReadOnly } from '../../src/journal/journal.ts';
import { seeded } from '../../src/statistics/random.ts';
import { createTmuxCommand } from '../../src/tmux/command.ts';
import { playing } from '../support/agents.ts';
import { openSite, type RolloutSite } from '../support/rollout-site.ts';
import { until } from '../support/tmux-server.ts';

/** The engine is killed so often, each time while the PMs of so many sessions are being recovered. */
const KILLS = 4;
const SESSIONS = ['alpha', 'beta', 'gamma', 'delta', 'omega'];
/** A recovery takes about this here, in ms: three cycles, the start, and two looks at its prompt. */
const RECOVERY_MS = 2500;

let site: RolloutSite | null = null;
afterEach(() => site?.close());

function recordsOf({ journalPath }: RolloutSite): ActionRecord[] {
  const journal = openJournalReadOnly(journalPath);
  try {
    return journal.records({ kinds: ['action_intent', 'action'] }).map(({ body }) => body as ActionRecord);
  } finally {
    journal.close();
  }
}

/** The engine has remembered the PM of every session; false too while its journal is being made. */
function knowsThem({ journalPath }: RolloutSite): boolean {
  try {
    const journal = openJournalReadOnly(journalPath);
    const known = JSON.stringify(journal.recall('modular') ?? null);
    journal.close();
    return SESSIONS.every((session) => known.includes(`"target":"${session}:`));
  } catch (error) {
    if (error instanceof CutoverError) return false;
    throw error;
  }
}

it(`an engine that is killed at ${KILLS * SESSIONS.length} random points of recoveries leaves one PM in each session after its restart, and its journal says what happened`, async () => {
  site = await openSite({ agents: 0 });
  const { path, flagsPath, tmux: socketName } = site;
  const command = createTmuxCommand({ socketName });
  const tmux = async (...args: string[]) => (await command(args, { timeoutMs: 10_000 })).stdout;
  const pm = await playing(path, 'claude.idle');
  await writeFile(join(path, 'pm.sh'), `sleep 0.4\n${pm}\n`);
  const start = ['bash', join(path, 'pm.sh')];
  const recoverPm = { mode: 'act', start, cooldown: '100ms', grace: '100ms', tries: 1000 };
  await site.write('cutover/config.json', JSON.stringify({ actions: { recoverPm } }));
  const production = { use_modular_monitor: true, rollout_stage: 'production', rollout_percentage: 100 };
  await writeFile(flagsPath, JSON.stringify(production));
  for (const session of SESSIONS) {
    await tmux('new-session', '-d', '-s', session, '-x', '120', '-y', '40', '-n', 'claude-dev', pm);
    await tmux('new-window', '-d', '-t', `${session}:`, '-n', 'Claude-pm', pm);
  }
  /** Pids of the PMs, by session. */
  const pms = async (): Promise<Map<string, number[]>> => {
    const found = new Map<string, number[]>(SESSIONS.map((session) => [session, []]));
    const form = '#{window_name} #{pane_pid} #{session_name}';
    for (const line of (await tmux('list-panes', '-a', '-F', form)).split('\n')) {
      const [window, pid, session] = line.split(' ');
      if (window === 'Claude-pm') found.get(session!)?.push(Number(pid));
    }
    return found;
  };
  const engine = () =>
    site!.spawn('server', '--foreground', '-L', socketName, '--interval', '0.3', '--compare', 'flag');

  const random = seeded(Number(process.env.SEED ?? 7));
  let most = 0;
  let running = engine();
  await until('the engine to know the PMs', () => knowsThem(site!));
  for (let round = 0; round < KILLS; round++) {
    // Each recovery is at another point when the engine is killed.
    const ages = SESSIONS.map(() => random() * RECOVERY_MS);
    const before = await pms();
    await Promise.all(
      SESSIONS.map(async (session, i) => {
        await after(RECOVERY_MS - ages[i]!);
        for (const pid of before.get(session)!) process.kill(pid, 'SIGKILL');
      }),
    );
    await after(Math.min(...ages));
    running.kill('SIGKILL');
    await once(running, 'exit');
    running = engine();
    await until(
      'one PM in each session, and an end of every action',
      async () => {
        // The engine needs the machine more than this test does.
        await after(100);
        const now = [...(await pms()).values()].map((pids) => pids.length);
        most = Math.max(most, ...now);
        const records = recordsOf(site!);
        const count = (phase: string) => records.filter((record) => record.phase === phase).length;
        return now.every((pids) => pids === 1) && count('begun') > 0 && count('begun') === count('ended');
      },
      90_000,
    );
  }
  running.kill('SIGTERM');
  await once(running, 'exit');
  expect(most).toBe(1);
  const journal = openJournalReadOnly(site.journalPath);
  expect(journal.verifyChain()).toMatchObject({ ok: true });
  journal.close();
  // Some were cut in a step, and each of those has an end that says so.
  const ends = recordsOf(site).filter((record) => record.phase === 'ended');
  expect(ends.filter(({ text }) => text.includes('cutover ended in it')).length).toBeGreaterThan(1);
  expect(ends.filter(({ result }) => result === 'done').length).toBeGreaterThan(SESSIONS.length);
});
