import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyJournal } from '../../../src/engine/rollout/verify.ts';
import { scenarioSchema } from '../../../src/engine/simulate/scenario.ts';
import { simulate } from '../../../src/engine/simulate/simulate.ts';
import { temporaryFolder } from '../../support/program.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let path: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  path = join(folder.path, 'journal.db');
  const scenario = scenarioSchema.parse({
    agents: 2,
    length: '45min',
    settings: {
      rollout: { dwell: { canary: '20min' }, extension: '20min', drillFor: [] },
      health: {
        errorBoundPercent: 20,
        ratioLeastPairs: 20,
        ratioDroppedPairs: 1,
        windowMs: '1h',
        growthLeastMs: '1min',
      },
    },
    steps: [
      { at: 0, stage: 'canary' },
      { at: '10min', pause: true },
      { at: '12min', resume: true },
      { at: '15min', drill: true },
      { at: '40min', crash: true },
    ],
  });
  const { stages } = await simulate(scenario, path);
  expect(stages.map(({ stage }) => stage)).toEqual(['canary', 'disabled', 'canary', 'beta', 'disabled']);
});
afterEach(() => folder.remove());

/** Alters what is stored, as by hand; with `rehash` the chain is made to fit again. */
function alter(change: (body: string) => string): void {
  const db = new DatabaseSync(path);
  const row = db
    .prepare("SELECT id, body FROM record WHERE kind = 'decision' AND body LIKE '%\"tick\"%' LIMIT 1")
    .get()!;
  const altered = change(String(row.body));
  expect(altered).not.toBe(row.body);
  db.prepare('UPDATE record SET body = ? WHERE id = ?').run(altered, row.id!);
  db.close();
}

describe('the decisions of a simulated rollout', () => {
  it('come out the same when they are made again', () => {
    const { records, decisions, faults } = verifyJournal(path);
    expect(faults).toEqual([]);
    expect(decisions).toBeGreaterThan(10);
    expect(records).toBeGreaterThan(decisions);
  });

  it('do not when one stored input was altered', () => {
    alter((body) => body.replace(/"clean":\d+/, '"clean":999999'));
    const { faults } = verifyJournal(path);
    expect(faults.map(({ why }) => why).join('\n')).toMatch(/the chain is broken/);
    expect(faults.map(({ why }) => why).join('\n')).toMatch(/says something else of the stored evidence/);
  });

  it('do not when an answer was altered', () => {
    alter((body) => body.replace('"action":"hold"', '"action":"advance"'));
    expect(verifyJournal(path).faults.map(({ why }) => why)).toContain('outcome is another one');
  });
});
