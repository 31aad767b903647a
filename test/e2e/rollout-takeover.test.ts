import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Program } from '../support/program.ts';
import { openSite, type RolloutSite } from '../support/rollout-site.ts';
import { until } from '../support/tmux-server.ts';

let site: RolloutSite;
beforeEach(async () => {
  site = await openSite();
});
afterEach(() => site.close());

async function deciding(): Promise<Program> {
  const cockpit = site.cockpit();
  await cockpit.shows(/CANARY 5%/);
  await cockpit.shows(/✓ error rate /, 30_000);
  return cockpit;
}

/** Clean cycles of modular in the stage, as the health area says. */
function cleanShown(cockpit: Program): number {
  const lines = cockpit.lines();
  const gauge = lines[lines.findIndex((line) => /[✓…] error rate /.test(line)) + 1] ?? '';
  return Number(/ n ([\d,]+)/.exec(gauge)?.[1]?.replaceAll(',', '') ?? Number.NaN);
}

const bakeMs = async () => (await site.status()).rollout?.bake.ms ?? Number.NaN;

it('of two cockpits one decides and the other says so; when it is killed the other takes over', async () => {
  const first = await deciding();
  const second = site.cockpit();
  await second.shows(`another cutover (pid ${first.pid}) decides; this one shows`);
  await second.shows(/CANARY 5%/);
  expect((await site.status()).engine).toEqual({ pid: first.pid });

  // Acts reach the one that decides; those by a key of the other are refused with its pid.
  second.press('P');
  await second.shows('Pause the rollout');
  second.press('mine\r');
  await second.shows(new RegExp(`another cutover \\(pid ${first.pid}\\) decides for this flags file`));
  second.press('\u001b');
  expect((await site.run('pause', '--why', 'lunch')).code).toBe(0);
  await first.shows(/paused by .*: lunch/);
  await second.shows(/paused by .*: lunch/);

  first.kill('SIGKILL');
  await first.ended();
  await until('the second to decide', async () => (await site.status()).engine?.pid === second.pid);
  await until('the remark to go', () => !second.text().includes('another cutover'));
  await second.shows(/paused by .*: lunch/);
  expect((await site.run('resume', '--why', 'back')).code).toBe(0);
  await second.shows(/resumed by .*: back/);
  await second.shows(/CANARY 5%/);
  expect((await site.run('decisions', 'verify')).code).toBe(0);
});

it('a rollback by R in a cockpit that only shows is seen in the one that decides', async () => {
  const first = await deciding();
  const second = site.cockpit();
  await second.shows(/another cutover \(pid \d+\) decides/);
  second.press('R');
  await second.shows(/canary 5 % {2}→ {2}disabled 0 %/);
  second.press('y');
  await first.shows(/DISABLED 0%/);
  await first.shows(/ROLLED BACK/);
  await first.shows(/rolled back from canary .*: rollback key/);
  await second.shows(/legacy served cycle [\d,]+ after [\d.]+ s, 1 of 1 agents/);
  expect(await site.flags()).toMatchObject({ rollout_stage: 'disabled', use_modular_monitor: false });
  const { rollout } = await until('the rollback in the journal', async () => {
    const status = await site.status();
    return status.rollout?.sub.kind === 'rolled_back' && status;
  });
  expect(rollout?.sub).toMatchObject({ from: 'canary', why: 'rollback key' });
});

it('after kill -9 in canary the bake, the evidence and the events go on where they were', async () => {
  const killed = await deciding();
  expect((await site.run('freeze', '1h', '--why', 'the audit')).code).toBe(0);
  await killed.shows(/frozen until .*: the audit/);
  await until('some bake', async () => (await bakeMs()) > 1000);
  killed.kill('SIGKILL');
  await killed.ended();
  const before = { bake: await bakeMs(), checks: await site.checks() };
  const clean = before.checks.find(({ id }) => id === 'error_rate')?.n ?? Number.NaN;
  expect(clean).toBeGreaterThan(5);
  const events = (await site.run('events', '--json')).stdout;
  expect((await site.status()).engine).toBeNull();

  const again = site.cockpit();
  await again.shows(/CANARY 5%/);
  await again.shows(/frozen until .*: the audit/);
  // What was proven is proven still: with the first look, not after as many cycles again.
  await again.shows(/✓ error rate /);
  const firstSeen = cleanShown(again);
  expect(firstSeen).toBeGreaterThanOrEqual(clean);
  await until('more clean cycles', () => cleanShown(again) > firstSeen);
  await until('bake that goes on', async () => (await bakeMs()) > before.bake);
  expect((await site.run('events', '--json')).stdout.startsWith(events)).toBe(true);
  await again.shows(/no promotion for .*: frozen by/);
  expect((await site.run('decisions', 'verify')).code).toBe(0);
});
