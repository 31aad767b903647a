import { DatabaseSync } from 'node:sqlite';
import { afterEach, expect, it } from 'vitest';
import type { Program } from '../support/program.ts';
import { CANARY, dialogOf, openSite, type RolloutSite, type StatusJson } from '../support/rollout-site.ts';
import { until } from '../support/tmux-server.ts';

let site: RolloutSite;
afterEach(() => site.close());

async function inCanary(agents?: number): Promise<Program> {
  site = await openSite({ ...(agents !== undefined && { agents }) });
  const cockpit = site.cockpit();
  await cockpit.shows(/CANARY 5%/);
  await cockpit.shows(/✓ error rate /, 30_000);
  return cockpit;
}

/** The bake in ms, and the clean cycles of modular in the stage. */
async function evidence(): Promise<{ bakeMs: number; clean: number }> {
  const [status, checks] = [await site.status(), await site.checks()];
  return {
    bakeMs: status.rollout?.bake.ms ?? Number.NaN,
    clean: checks.find(({ id }) => id === 'error_rate')?.n ?? Number.NaN,
  };
}

/** The status once the drill is over. */
function afterDrill(): Promise<StatusJson> {
  return until('the end of the drill', async () => {
    const status = await site.status();
    return status.rollout?.drill === null && status.rollout.drilled !== null && status;
  });
}

it('cutover drill sets disabled, waits for legacy, and restores the very same stage with its evidence', async () => {
  const cockpit = await inCanary();
  const before = await evidence();
  expect(before.bakeMs).toBeGreaterThan(0);
  const { code, stdout, stderr } = await site.run('drill', '--why', 'the quarterly one');
  expect(stderr).toBe('');
  expect(stdout).toMatch(/✓ disabled, read back +after [\d.]+ m?s\n/);
  expect(stdout).toMatch(/✓ legacy served +after [\d.]+ m?s\n/);
  expect(stdout).toMatch(/✓ canary restored +after [\d.]+ m?s\n/);
  expect(code).toBe(0);

  const { flags_updated_at: _, ...fields } = await site.flags();
  expect(fields).toEqual(CANARY);
  await cockpit.shows(/CANARY 5%/);
  await cockpit.shows(/drill passed: canary is restored/);
  const after = await evidence();
  expect(after.bakeMs).toBeGreaterThanOrEqual(before.bakeMs);
  expect(after.clean).toBeGreaterThanOrEqual(before.clean);
  const { rollout } = await afterDrill();
  expect(rollout?.sub).toEqual({ kind: 'running' });
  const drilled = rollout?.drilled;
  expect(drilled).toMatchObject({ stage: 'canary', passed: true, why: 'the quarterly one', problem: '' });
  expect(drilled?.disabledMs).toBeLessThanOrEqual(drilled?.servedMs ?? Number.NaN);
  expect(drilled?.servedMs).toBeLessThanOrEqual(drilled?.restoredMs ?? Number.NaN);
  await until('bake and evidence that go on', async () => {
    const now = await evidence();
    return now.bakeMs > after.bakeMs && now.clean > after.clean;
  });
  expect((await site.run('decisions', 'verify')).code).toBe(0);
});

it('is begun by its key, and shows each step', async () => {
  const cockpit = await inCanary();
  cockpit.press('D');
  await cockpit.shows(/Rollback drill/);
  expect(dialogOf(cockpit, 'Rollback drill')).toMatch(/canary 5 % → disabled 0 % → canary 5 %/);
  expect(await site.flags()).toEqual(CANARY);
  cockpit.press('y');
  await cockpit.shows(/drill: waiting for legacy/);
  expect(await site.flags()).toMatchObject({ rollout_stage: 'disabled', use_modular_monitor: false });
  await cockpit.shows(/drill passed: canary is restored after/);
  await cockpit.shows(/CANARY 5%/);
  expect(await site.flags()).toMatchObject(CANARY);
  await cockpit.expectSoundScreen();
  expect((await afterDrill()).rollout?.drilled).toMatchObject({ passed: true, why: 'drill key' });
});

it('leaves disabled when it is killed in the middle, tells so after the restart, and T begins again', async () => {
  const cockpit = await inCanary(3);
  const command = site.run('drill');
  await cockpit.shows(/drill: waiting for legacy/);
  cockpit.kill('SIGKILL');
  await cockpit.ended();
  expect(await command).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/has ended; start it: it leaves the stage disabled, and says so/),
  });
  expect(await site.flags()).toMatchObject({ rollout_stage: 'disabled', rollout_percentage: 0 });

  const again = site.cockpit();
  await again.shows(/rolled back from canary .*: a drill was interrupted .*T retry/);
  await again.shows(/DISABLED 0%/);
  const { rollout } = await until('the rollback in the journal', async () => {
    const status = await site.status();
    return status.rollout?.sub.kind === 'rolled_back' && status;
  });
  expect(rollout).toMatchObject({
    sub: { from: 'canary', why: 'a drill was interrupted' },
    drill: null,
  });
  expect(await site.flags()).toMatchObject({ rollout_stage: 'disabled', rollout_percentage: 0 });

  // Until the rollback is on the disk, nothing begins again.
  await again.shows(/disabled is written and read back/);
  again.press('T');
  await again.shows(/What has been mended\? Type the reason:/);
  again.press('the power is back');
  // What is to be written is read meanwhile.
  await again.shows(/\+ +"rollout_stage": "canary"[\s\S]*the power is back/);
  again.press('\r');
  again.press('\r');
  await again.shows(/CANARY 5%/);
  const { site: kept, ...fields } = await site.flags();
  expect(kept).toBe(CANARY.site);
  expect(fields).toMatchObject({ rollout_stage: 'canary', rollout_percentage: 5, use_modular_monitor: true });
  expect((await site.decision('retry')).event).toMatchObject({ why: 'the power is back' });
});

it('tells how it went even if it was over before the command looked', async () => {
  site = await openSite({ agents: 0 });
  await site.cockpit().shows(/CANARY 5%/);
  const command = site.program(['drill']);
  const journal = new DatabaseSync(site.journalPath, { readOnly: true });
  try {
    const asked = journal.prepare("SELECT 1 FROM request WHERE kind = 'drill'");
    await until('the request', () => asked.get() !== undefined);
  } finally {
    journal.close();
  }
  command.kill('SIGSTOP');
  await afterDrill();
  command.kill('SIGCONT');
  await command.shows(/✓ canary restored/);
  expect((await command.ended()).exitCode).toBe(0);
});
