import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { loadSettings } from '../../../src/config/settings.ts';
import type { Snapshot } from '../../../src/core/snapshot.ts';
import { Engine } from '../../../src/engine/engine.ts';
import { openSeat } from '../../../src/engine/rollout/open-seat.ts';
import { verifyJournal } from '../../../src/engine/rollout/verify.ts';
import { openFlags } from '../../../src/flags/store.ts';
import { journalPath } from '../../../src/journal/journal.ts';
import { labelsPath, openLabels } from '../../../src/journal/labels.ts';
import { createLegacyMonitor } from '../../../src/monitors/legacy/monitor.ts';
import { createModularMonitor } from '../../../src/monitors/modular/monitor.ts';
import { createTmuxCommand } from '../../../src/tmux/command.ts';
import { createTmux } from '../../../src/tmux/reader.ts';
import { openAgent } from '../../support/agents.ts';
import { type ChangingPane, openChangingPane } from '../../support/changing-pane.ts';
import { watchFlags } from '../../support/faults.ts';
import { temporaryFolder } from '../../support/program.ts';
import { CANARY, LENIENT_HEALTH } from '../../support/rollout-site.ts';
import { startTmuxServer, type TestServer, until } from '../../support/tmux-server.ts';

const DAY_MS = 86_400_000;
const INTERVAL_MS = 300;
const WITHIN_MS = 60_000;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: TestServer;
let engine: Engine | null = null;
/** How far the system's clock is off, in ms. */
let off = 0;
const now = () => Date.now() + off;

afterEach(async () => {
  await engine?.close();
  engine = null;
  await server.kill();
  await folder.remove();
});

/** An engine of real parts, on a clock that a test sets. */
async function start(): Promise<Engine> {
  const path = join(folder.path, 'feature_flags.json');
  const tmux = createTmux(server.server);
  engine = new Engine({
    tmux,
    monitors: {
      legacy: createLegacyMonitor(createTmuxCommand(server.server)),
      modular: createModularMonitor(tmux),
    },
    flags: await openFlags({ path, env: {}, now }),
    labels: await openLabels(labelsPath(path)),
    settings: await loadSettings(folder.path),
    seat: openSeat(path, now),
    serverLabel: server.name,
    tmuxVersion: () => null,
    intervalMs: INTERVAL_MS,
    comparison: 'always',
    now,
  });
  engine.start();
  return engine;
}

async function site(): Promise<ChangingPane> {
  off = 0;
  folder = await temporaryFolder();
  server = await startTmuxServer();
  await writeFile(
    join(folder.path, 'feature_flags.json'),
    JSON.stringify({ ...CANARY, rollout_percentage: 50, rollout_stage: 'beta' }),
  );
  await writeFile(join(folder.path, 'config.json'), JSON.stringify({ health: LENIENT_HEALTH }));
  await openAgent(server, folder.path, 'claude-still', 'claude.idle');
  return openChangingPane(server, folder.path, 'claude-a');
}

const when = (what: string, seen: (snapshot: Snapshot) => boolean) =>
  until(what, () => seen(engine!.snapshot()) && engine!.snapshot(), WITHIN_MS);
const stateOf = ({ rows }: Snapshot) =>
  rows.find(({ windowName }) => windowName === 'claude-a')?.modular?.state;

/** Both monitors serve ticks that began from now on. */
async function bothServe(): Promise<void> {
  const { ticks, modularTicks } = engine!.snapshot().authority;
  await when(
    'both monitors to serve',
    ({ authority }) => authority.modularTicks > modularTicks + 2 && authority.ticks > ticks + 5,
  );
}

/** The clock jumps by so much while the agent works and both monitors are in their cycles; then all goes on as it should. */
async function jump(pane: ChangingPane, byMs: number): Promise<void> {
  await pane.show('claude.working');
  await when('the work', (snapshot) => stateOf(snapshot) === 'working');
  const before = engine!.snapshot().rollout.bake.ms;
  const began = performance.now();
  await pane.show('claude.idle');
  off += byMs;
  await when('the end of the work', (snapshot) => stateOf(snapshot) === 'idle');
  await bothServe();
  await pane.show('claude.permission');
  await when('the question', (snapshot) => stateOf(snapshot) === 'waiting');
  await when('the bake to go on', ({ rollout }) => rollout.bake.ms > before);
  const { rollout, flags, health, rows, monitors } = engine!.snapshot();
  // Time that was not watched is not counted: a day is no bake, and none is taken away.
  expect(rollout.bake.ms - before).toBeLessThanOrEqual(performance.now() - began + INTERVAL_MS);
  expect(rollout.sub.kind).toBe('running');
  expect(flags.desired).toMatchObject({ rollout_stage: 'beta', rollout_percentage: 50 });
  expect(health.checks.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
  // No cycle took a day, or less than nothing.
  for (const monitor of [monitors.legacy, monitors.modular]) {
    expect(monitor.durationMs).toBeGreaterThan(0);
    expect(monitor.durationMs).toBeLessThan(WITHIN_MS);
  }
  for (const { p50, p99 } of Object.values(health.percentiles)) {
    expect(p50 ?? 1).toBeGreaterThan(0);
    expect(p99 ?? 1).toBeLessThan(WITHIN_MS);
  }
  expect(rows).toHaveLength(2);
}

describe('a system clock that jumps', () => {
  it('a day ahead, back, and a day back: states, authority, bake and journal go on', async () => {
    const pane = await site();
    await start();
    const flags = watchFlags(join(folder.path, 'feature_flags.json'));
    await when('both monitors', ({ monitors }) => monitors.legacy.cycles > 1 && monitors.modular.cycles > 1);
    for (const days of [1, -1, -1]) await jump(pane, days * DAY_MS);
    const { bake } = engine!.snapshot().rollout;
    // An engine that starts on a clock that was set back meanwhile takes up what there is.
    await engine!.close();
    off -= DAY_MS;
    await start();
    await bothServe();
    const after = engine!.snapshot().rollout;
    expect(after.bake.ms).toBeGreaterThanOrEqual(bake.ms);
    expect(after.bake.ms).toBeLessThan(bake.ms + WITHIN_MS);
    expect(after.sub.kind).toBe('running');
    await engine!.close();
    engine = null;
    expect(flags.stop()).toMatchObject({ broken: [], stages: ['beta'] });
    const verified = verifyJournal(journalPath(join(folder.path, 'feature_flags.json')));
    expect(verified.faults).toEqual([]);
    expect(verified.decisions).toBeGreaterThan(3);
  });
});
