import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { temporaryFolder } from '../support/program.ts';
import { buildFaultyCockpit, dialogOf, openSite, type RolloutSite } from '../support/rollout-site.ts';

let built: Awaited<ReturnType<typeof temporaryFolder>>;
let entry: string;
let site: RolloutSite;

beforeAll(async () => {
  built = await temporaryFolder();
  entry = await buildFaultyCockpit(built.path);
});
afterAll(() => built.remove());
beforeEach(async () => {
  site = await openSite();
});
afterEach(() => site.close());

/** What the check said over time, as the journal keeps it. */
function verdictsOf(check: string): string[] {
  const journal = new DatabaseSync(site.journalPath, { readOnly: true });
  try {
    const rows = journal.prepare('SELECT verdict FROM check_result WHERE name = ? ORDER BY id').all(check);
    return rows.map(({ verdict }) => String(verdict));
  } finally {
    journal.close();
  }
}

it.each([
  {
    fault: 'throws',
    check: 'error_rate',
    label: 'error rate',
    said: /error rate \d[\d.]* % \(≤ [\d.]+ %\), bound <40 %, n \d+: 5 failed cycles in a row: exception/,
  },
  {
    fault: 'crashes',
    check: 'error_rate',
    label: 'error rate',
    said: /error rate \d[\d.]* % \(≤ [\d.]+ %\), bound <40 %, n \d+: 1 crash of modular in the stage/,
  },
  {
    fault: 'slow',
    check: 'p95_ratio',
    label: 'P95 ratio',
    said: /P95 ratio \d[\d.]* \([\d.]+–[\d.]+\), bound < 2\.00, n \d+: slower than legacy beyond doubt/,
  },
])('a modular that $fault fails its check, and legacy serves the next cycle', async (the) => {
  const cockpit = site.cockpit(entry);
  await cockpit.shows(/CANARY 5%/);
  await cockpit.shows(new RegExp(`✓ ${the.label} `), 30_000);
  expect(cockpit.text()).not.toMatch('ROLLED BACK');
  await site.write(the.fault);

  await cockpit.shows(new RegExp(`✗ ${the.label} `), 40_000);
  await cockpit.shows(/legacy served cycle [\d,]+ after [\d.]+ s, 1 of 1 agents/, 20_000);
  const told = dialogOf(cockpit, 'ROLLED BACK');
  expect(told).toMatch(/✓ flags written \d/);
  expect(told).toMatch(/✓ read back \d.* rollout_stage disabled/);
  expect(told).toMatch(the.said);
  await cockpit.shows(/DISABLED 0%/);

  expect(await site.flags()).toMatchObject({
    site: 'berlin',
    use_modular_monitor: false,
    rollout_stage: 'disabled',
    rollout_percentage: 0,
  });
  const { rollout } = await site.status();
  expect(rollout?.sub).toMatchObject({ kind: 'rolled_back', from: 'canary', who: 'cutover' });
  expect(rollout?.sub).toMatchObject({ evidence: [expect.stringMatching(the.said)] });
  const verdicts = verdictsOf(the.check);
  expect(verdicts).toContain('pass');
  expect(verdicts.indexOf('fail')).toBeGreaterThan(verdicts.indexOf('pass'));

  // It sticks: only an operator leads out.
  cockpit.press('\u001b');
  await cockpit.shows(/\? help/);
  await cockpit.shows(new RegExp(`rolled back from canary .*: ${the.label}: .*T retry`));
  await cockpit.expectSoundScreen();
  expect((await site.run('decisions', 'verify')).stdout).toMatch(/decisions come out the same/);
});
