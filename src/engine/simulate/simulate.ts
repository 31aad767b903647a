import { readFile } from 'node:fs/promises';
import { CutoverError, messageOf } from '../../core/errors.ts';
import { readJson } from '../../core/json-file.ts';
import { describeAgentProblem } from '../../core/rules-state.ts';
import { openJournal } from '../../journal/journal.ts';
import { MemoryJournal } from './memory-journal.ts';
import { type Scenario, scenarioSchema } from './scenario.ts';
import { Simulation, type SimulationResult } from './simulation.ts';

const MANUAL = 'docs/rollout.md says what a scenario may hold';

/** Reads a scenario. Throws CutoverError with file, line, field and mend when it is wrong. */
export async function readScenario(file: string): Promise<Scenario> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new CutoverError('scenario', `${file} cannot be read: ${messageOf(error)}`, 'name another file');
  }
  const read = readJson(text, file, scenarioSchema, MANUAL);
  if (read.ok) return read.value;
  const first = read.problems[0]!;
  throw new CutoverError('scenario', describeAgentProblem(first), first.mend);
}

/** Runs a scenario; with `journalPath` on a journal of its own, which is kept. */
export async function simulate(scenario: Scenario, journalPath?: string): Promise<SimulationResult> {
  if (journalPath === undefined) return new Simulation(scenario, new MemoryJournal()).run();
  let now = Date.parse(scenario.start);
  const journal = openJournal(journalPath, { now: () => now });
  try {
    return await new Simulation(scenario, journal, (at) => {
      now = at;
    }).run();
  } finally {
    journal.close();
  }
}
