import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import type { ActionRecord } from '../../src/core/actions.ts';
import { CutoverError } from '../../src/core/errors.ts';
import { openJournalReadOnly } from '../../src/journal/journal.ts';
import { seeded } from '../../src/statistics/random.ts';
import { playing } from '../support/agents.ts';
import { openSite, type RolloutSite } from '../support/rollout-site.ts';

import { until } from '../support/tmux-server.ts';

/** Engines that are killed side by side, and how often each. */
const SITES = 4;
const KILLS = 5;
/** A recovery takes less than this here, in ms: three cycles, the start, and two looks at its prompt. */
const RECOVERY_MS = 2500;

const sites: RolloutSite[] = [];
afterEach(async () => {
  for (const site of sites.splice(0)) await site.close();
});

/** A place in which modular has the authority and may bring the PM back, which is there. */
async function openPlace(): Promise<{
  site: RolloutSite;
  start(): ChildProcess;
  tmux(...args: string[]): Promise<string>;
  /** What the engines wrote to standard error, and how each ended. */
  said: string[];
}> {
  const site = await openSite();
  sites.push(site);
  const script = join(site.path, 'pm.sh');
  const pm = await playing(site.path, 'claude.idle');
  await writeFile(script, `sleep 0.4\n${pm}\n`);
  const recoverPm = { mode: 'act', start: ['bash', script], cooldown: '100ms', grace: '100ms', tries: 1000 };
  await site.write('cutover/config.json', JSON.stringify({ actions: { recoverPm } }));
  const production = { use_modular_monitor: true, rollout_stage: 'production', rollout_percentage: 100 };
  await writeFile(site.flagsPath, JSON.stringify(production));
  const tmux = async (...args: string[]) => {
    const child = spawn('tmux', ['-L', site.tmux, ...args]);
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString('utf8');
    });
    await once(child, 'close');
    return out;
  };
  await tmux('new-window', '-d', '-t', 'main:', '-n', 'Claude-pm', pm);
  const said: string[] = [];
  const start = () => {
    const child = site.spawn(
      'server',
      '--foreground',
      '-L',
      site.tmux,
      '--interval',
      '0.3',
      '--compare',
      'flag',
    );
    child.stderr!.on('data', (chunk: Buffer) => said.push(`${child.pid}: ${chunk.toString('utf8')}`));
    child.on('exit', (code, signal) => said.push(`${child.pid} ended: ${code ?? signal}`));
    return child;
  };
  return { site, start, tmux, said };
}

function recordsOf(site: RolloutSite): ActionRecord[] {
  const journal = openJournalReadOnly(site.journalPath);
  try {
    return journal.records({ kinds: ['action_intent', 'action'] }).map(({ body }) => body as ActionRecord);
  } finally {
    journal.close();
  }
}

/** The engine has remembered the PM of the session; false too while its journal is being made. */
function knowsPm(site: RolloutSite): boolean {
  try {
    const journal = openJournalReadOnly(site.journalPath);
    const known = JSON.stringify(journal.recall('modular') ?? null).includes('"main"');
    journal.close();
    return known;
  } catch (error) {
    if (error instanceof CutoverError) return false;
    throw error;
  }
}

it(`an engine that is killed at ${SITES * KILLS} random points of a recovery leaves one PM after its restart, and its journal says what happened`, async () => {
  const random = seeded(Number(process.env.SEED ?? 7));
  const waits = Array.from({ length: SITES }, () =>
    Array.from({ length: KILLS }, () => random() * RECOVERY_MS),
  );
  const cut = await Promise.all(
    waits.map(async (points) => {
      const { site, start, tmux, said } = await openPlace();
      const pms = async () =>
        (await tmux('list-panes', '-a', '-F', '#{window_name} #{pane_pid}'))
          .split('\n')
          .filter((line) => line.startsWith('Claude-pm '))
          .map((line) => Number(line.split(' ')[1]));
      let most = 0;
      const back = () =>
        until(
          'one PM',
          async () => {
            // The engines need the machine more than this test does.
            await after(100);
            const now = await pms();
            most = Math.max(most, now.length);
            const records = recordsOf(site);
            const begun = records.filter(({ phase }) => phase === 'begun').length;
            const ended = records.filter(({ phase }) => phase === 'ended').length;
            return now.length === 1 && begun > 0 && begun === ended;
          },
          60_000,
        ).catch(async (error: Error) => {
          const told = recordsOf(site)
            .slice(-12)
            .map((record) => JSON.stringify(record));
          const events = openJournalReadOnly(site.journalPath)
            .events({ limit: 8 })
            .map(({ text }) => text);
          throw new Error([error.message, ...(await pms()), ...told, ...events, ...said].join('\n'));
        });
      let engine = start();
      await until('the engine to know the PM', () => knowsPm(site));
      for (const point of points) {
        for (const pid of await pms()) process.kill(pid, 'SIGKILL');
        await after(point);
        engine.kill('SIGKILL');
        await once(engine, 'exit');
        engine = start();
        await back();
      }
      engine.kill('SIGTERM');
      await once(engine, 'exit');
      expect(most).toBe(1);
      const journal = openJournalReadOnly(site.journalPath);
      expect(journal.verifyChain()).toMatchObject({ ok: true });
      journal.close();
      return recordsOf(site);
    }),
  );
  // Some were cut in a step, and each of those has an end that says so.
  const ends = cut.flat().filter((record) => record.phase === 'ended');
  expect(ends.filter(({ text }) => text.includes('cutover ended in it')).length).toBeGreaterThan(2);
  expect(ends.filter(({ result }) => result === 'done').length).toBeGreaterThan(SITES);
}, 180_000);
