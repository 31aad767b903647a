import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Program, Run } from '../support/program.ts';
import { LENIENT_HEALTH, openSite, type RolloutSite } from '../support/rollout-site.ts';
import { until } from '../support/tmux-server.ts';

const WHO = userInfo().username;
let site: RolloutSite;

/** Exit code 1, and one line that says what is wrong and how to mend it. */
function expectRefused({ code, stderr }: Run, said: RegExp): void {
  expect(stderr).toMatch(said);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(code).toBe(1);
}

/** An act that is taken, with what it prints. */
async function acts(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await site.run(...args);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return stdout.trim();
}

describe('acts on a rollout', () => {
  beforeEach(async () => {
    site = await openSite({ settings: { rollout: { approvals: ['beta'] }, health: LENIENT_HEALTH } });
  });
  afterEach(() => site.close());

  it('reach the cockpit that decides, with who and why, and are refused with the mend', async () => {
    const cockpit = site.cockpit();
    await cockpit.shows(/✓ error rate /, 30_000);

    expect(await acts('pause', '--why', 'lunch')).toBe('paused');
    await cockpit.shows(`paused by ${WHO}: lunch`);
    expect((await site.decision('pause')).event).toMatchObject({ who: WHO, why: 'lunch' });
    expectRefused(await site.run('pause'), /it is paused already, by .*: lunch; cutover resume ends that/);
    expect((await site.decision('pause')).refusal).toMatchObject({ mend: 'cutover resume ends that' });

    const resumed = JSON.parse(await acts('resume', '--why', 'back', '--json'));
    expect(resumed).toEqual({ v: 1, act: 'resume', engine: cockpit.pid });
    await cockpit.shows(`resumed by ${WHO}: back`);
    expect((await site.decision('resume')).event).toMatchObject({ who: WHO, why: 'back' });
    expectRefused(await site.run('resume'), /it is not paused; there is nothing to resume/);

    expect(await acts('freeze', '2h', '--why', 'audit')).toMatch(/^frozen until \w+ \w+ \d+ \d+ \d\d:\d\d$/);
    await cockpit.shows(new RegExp(`frozen until \\d\\d:\\d\\d by ${WHO}: audit`));
    expect((await site.decision('freeze')).event).toMatchObject({ who: WHO, why: 'audit' });
    expect(await site.run('freeze', 'soon')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching('12h, 90min or 2d'),
    });
    expect(await acts('unfreeze', '--why', 'done')).toBe('not frozen any more');
    await cockpit.shows(`the freeze is lifted by ${WHO}: done`);
    expect((await site.decision('unfreeze')).event).toMatchObject({ who: WHO, why: 'done' });
    expectRefused(await site.run('unfreeze'), /nothing is frozen; there is nothing to lift/);

    expect(await acts('approve', '--why', 'looks good')).toMatch(/^approved/);
    await cockpit.shows(`beta is approved by ${WHO}: looks good`);
    const approval = await site.decision('approve');
    expect(approval.event).toMatchObject({ who: WHO, why: 'looks good', evidenceHash: expect.any(String) });

    expectRefused(await site.run('retry'), /it is not rolled back; cutover stage set changes the stage/);
    await acts('rollback', '--why', 'wrong verdicts');
    await cockpit.shows(new RegExp(`rolled back from canary .* by ${WHO}: wrong verdicts`));
    expectRefused(await site.run('pause'), /it is rolled back: nothing moves; cutover retry begins again/);
    expect(await acts('retry', '--why', 'mended')).toBe('begun again at canary');
    await cockpit.shows(/CANARY 5%/);
    expect((await site.decision('retry')).event).toMatchObject({ who: WHO, why: 'mended', stage: 'canary' });
    expect(await site.flags()).toMatchObject({ rollout_stage: 'canary', rollout_percentage: 5 });
    await acts('decisions', 'verify');
  });

  it('hold for the next cockpit where none runs; those that need one say so', async () => {
    expect(await acts('status')).toMatch(/^canary 5 % {3}no cutover is running\n/);
    expect(await acts('pause', '--why', 'lunch')).toBe(
      'paused; no cutover is running, it holds when one starts',
    );
    expectRefused(await site.run('pause'), /it is paused already/);
    expectRefused(await site.run('approve'), /no cutover is running for .*; start cutover, then try again/);
    expectRefused(await site.run('drill'), /nothing would serve the drill; start cutover, then try again/);
    const cockpit = site.cockpit();
    await cockpit.shows(`paused by ${WHO}: lunch`);
    cockpit.press('q');
    await cockpit.ended();

    await acts('rollback');
    expect(await site.flags()).toMatchObject({ rollout_stage: 'disabled' });
    expect(await acts('retry', '--why', 'mended')).toMatch(/^begun again at canary; no cutover is running/);
    expect(await site.flags()).toMatchObject({ rollout_stage: 'canary', use_modular_monitor: true });
    expect((await site.decision('retry')).event).toMatchObject({ who: WHO, why: 'mended' });
    await acts('decisions', 'verify');
  });
});

describe('reports on a rollout', () => {
  let cockpit: Program;
  beforeAll(async () => {
    site = await openSite();
    cockpit = site.cockpit();
    await cockpit.shows(/✓ error rate /, 30_000);
  });
  afterAll(() => site.close());

  it('status names the gates with what is missing, and the forecast', async () => {
    const said = await acts('status');
    expect(said).toMatch(`canary 5 %   cutover runs (pid ${cockpit.pid})`);
    expect(said).toMatch(/\n {2}… bake +\d\S* of 24h +\S+ more of healthy time\n/);
    expect(said).toMatch(/\n {2}✓ error rate +0\.000 % {2}≤ [\d.]+ % {2}<40 %/);
    const { flags, engine, rollout } = await site.status();
    expect(flags.effective).toEqual({ stage: 'canary', percentage: 5 });
    expect(engine).toEqual({ pid: cockpit.pid });
    expect(rollout?.gates).toContainEqual(
      expect.objectContaining({ id: 'error_rate', verdict: 'pass', missing: '' }),
    );
    expect(rollout?.forecast).toMatchObject({
      stage: 'canary',
      decidable: true,
      needed: expect.any(Number),
      oneMoreError: { cycles: expect.any(Number), ms: expect.any(Number) },
    });
    expect(said).toMatch(
      /\nthe 24h of canary hold [\d,]+ cycles of modular, and [\d,]+ clean ones decide it/,
    );
  });

  it('events lists them, and follows what happens', async () => {
    const listed = (await acts('events', '--json')).split('\n').map((line) => JSON.parse(line));
    expect(listed.length).toBeGreaterThan(0);
    expect(listed.map(({ id }) => id)).toEqual(listed.map(({ id }) => id).sort((a, b) => a - b));

    let told = '';
    const child = site.spawn('events', '--follow', '--json');
    child.stdout?.on('data', (data) => {
      told += data;
    });
    await until('the events until now', () => told.split('\n').length > listed.length);
    expect(told).not.toMatch('while we look');
    await acts('freeze', '--why', 'while we look');
    await until('the new event', () => told.includes('while we look'));
    for (const line of told.trim().split('\n')) expect(JSON.parse(line)).toMatchObject({ v: 1 });
    await acts('unfreeze');
    child.kill('SIGINT');
    await once(child, 'close');
    expect(await acts('events', '--limit', '2')).toMatch(/^[^\n]+\n[\d-]+ [\d:]+ · the freeze is lifted by/);
  });

  it('decisions verify makes each again, and finds the one whose input was altered', async () => {
    expect(await acts('decisions', 'verify')).toMatch(/^[\d,]+ decisions come out the same; [\d,]+ records/);
    const copy = join(site.path, 'altered.db');
    const journal = new DatabaseSync(site.journalPath, { readOnly: true });
    journal.exec(`VACUUM INTO '${copy}'`);
    journal.close();
    expect((await site.run('decisions', 'verify', '--journal', copy)).code).toBe(0);

    const altered = new DatabaseSync(copy);
    const { id } = altered
      .prepare("SELECT max(id) AS id FROM record WHERE json_extract(body, '$.event.type') = 'tick'")
      .get() as { id: number };
    altered
      .prepare("UPDATE record SET body = json_set(body, '$.evidence.errors.failed', 3) WHERE id = ?")
      .run(id);
    altered.close();
    const { code, stdout } = await site.run('decisions', 'verify', '--journal', copy, '--json');
    expect(code).toBe(1);
    const found = JSON.parse(stdout);
    expect(found).toMatchObject({ ok: false });
    // Both by the chain and by the decision itself.
    expect(found.faults.map((fault: { id: number }) => fault.id)).toEqual([id, id]);
    const inWords = await site.run('decisions', 'verify', '--journal', copy);
    expect(inWords.stdout).toMatch(new RegExp(`record ${id}: the check error rate says something else`));
    expect(inWords.code).toBe(1);
  });

  it('simulate --what-if judges the real evidence by another bound', async () => {
    const said = await acts('simulate', '--what-if', 'bound=0.2');
    expect(said).toMatch(
      /^the evidence of the stage \(\d+\S*, [\d,]+ ticks\), with errorBoundPercent=0\.2\n/,
    );
    expect(said).toMatch(/\nCHECK +AS IT IS +WHAT IF\n/);
    expect(said).toMatch(/\nerror rate +✓ .*\(<40 %\) +… .*\(<0\.2 %\)/);
    const { checks } = JSON.parse(await acts('simulate', '--what-if', 'bound=0.2', '--json'));
    const errors = checks.find(
      (one: { held: { check: { id: string } } }) => one.held.check.id === 'error_rate',
    );
    expect(errors).toMatchObject({
      held: { check: { verdict: 'pass', bound: 40 }, failedAt: null },
      whatIf: { check: { verdict: 'inconclusive', bound: 0.2 }, failedAt: null },
    });
    expectRefused(await site.run('simulate', '--what-if', 'bond=0.2'), /bond/);
  });
});

describe('without a rollout', () => {
  beforeEach(async () => {
    site = await openSite({ agents: 0 });
  });
  afterEach(() => site.close());

  it('simulate plays a scenario on a virtual clock, and its journal can be verified', async () => {
    const scenario = {
      name: 'a day and a fall',
      agents: 2,
      interval: '1min',
      length: '30h',
      settings: { health: { errorBoundPercent: 5, ratioLeastPairs: 59 } },
      steps: [
        { at: 0, stage: 'canary' },
        { at: '26h', failures: 5 },
      ],
    };
    await site.write('scenario.json', JSON.stringify(scenario));
    const said = await acts('simulate', 'scenario.json');
    expect(said).toMatch(/^a day and a fall: 1,8\d\d ticks\n/);
    expect(said).toMatch(
      /\nstages\n.* canary, by operator\n +1d00h {2}beta, by cutover\n +1d02h {2}disabled, by .*\n/,
    );
    expect(said).toMatch(/5 failed cycles in a row/);

    const file = join(site.path, 'simulated.db');
    const told = JSON.parse(await acts('simulate', 'scenario.json', '--json', '--journal', file));
    expect(told.stages.map(({ stage }: { stage: string }) => stage)).toEqual(['canary', 'beta', 'disabled']);
    expect(told.stages[1].after).toBe(24 * 3_600_000);
    expect(told.view.sub).toMatchObject({ kind: 'rolled_back', from: 'beta' });
    expect(await acts('decisions', 'verify', '--journal', file)).toMatch(/decisions come out the same/);

    await site.write('scenario.json', '{\n  "agents": 2,\n  "interval": "soon"\n}');
    expectRefused(await site.run('simulate', 'scenario.json'), /scenario\.json:3.*interval/);
  });

  it('config schema is a JSON schema, and config check names line and field of what is wrong', async () => {
    const schema = JSON.parse(await acts('config', 'schema'));
    expect(schema).toMatchObject({ $schema: expect.any(String), type: 'object' });
    expect(schema.properties.health.properties.errorBoundPercent).toMatchObject({
      type: 'number',
      default: 0.1,
      description: expect.any(String),
    });

    const settings = join(site.path, 'cutover', 'config.json');
    expect(await acts('config', 'check')).toBe(`${settings}: ok`);
    await site.write('cutover/config.json', '{\n  "health": {\n    "errorBoundPercent": 250\n  }\n}\n');
    const { code, stdout } = await site.run('config', 'check');
    expect(stdout).toMatch(/config\.json:3.*health\.errorBoundPercent.*100 at most/);
    expect(code).toBe(1);
    const json = await site.run('config', 'check', '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({
      ok: false,
      problems: [{ line: 3, field: 'health.errorBoundPercent' }],
    });
    expect(json.code).toBe(1);
    // Bounds that are not what was meant decide nothing.
    const cockpit = site.cockpit();
    await cockpit.shows(/config\.json:3.*errorBoundPercent/);
    expect((await cockpit.ended()).exitCode).toBe(1);
    expect(await readFile(settings, 'utf8')).toMatch('250');
  });
});
