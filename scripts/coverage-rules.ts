/*
 * `npm run coverage:rules`: which rules of which agents have screens in fixtures/corpus on which they decide, and near
 * misses: screens that hold their words, on which they must not hold. A near miss is a case whose name begins with the
 * rule's id and `~`. Prints a line for each rule that lacks one of the two, and totals; --all prints every rule.
 */
import { globSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Frame } from '../src/core/frame.ts';
import { evaluateAll } from '../src/detect/classify.ts';
import type { CompiledAgent } from '../src/detect/compile.ts';
import { discover } from '../src/detect/discover.ts';
import { casesOf, parseRecording } from '../src/detect/recording.ts';
import { AGENTS } from '../src/detect/registry.ts';
import { Screen } from '../src/detect/screen.ts';

const FOLDER = new URL('../fixtures/corpus/', import.meta.url);

/** What is known of one rule. */
export interface RuleCoverage {
  rule: string;
  /** Cases in which it decides; for a note: holds. */
  positive: string[];
  /** Of those, the ones whose screen is a recorded one. */
  recorded: string[];
  /** Near misses on which it does not hold. */
  near: string[];
  /** Near misses on which it does: wrong. */
  hit: string[];
}

/** All recordings of fixtures/corpus, by case. */
export function allCases(): Map<string, Frame[]> {
  const cases = new Map<string, Frame[]>();
  for (const name of globSync('*.jsonl{,.gz}', { cwd: FOLDER }).sort()) {
    const bytes = readFileSync(new URL(name, FOLDER));
    const text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
    for (const [key, frames] of casesOf(parseRecording(text, name))) cases.set(key, frames);
  }
  return cases;
}

/** Ids of the rules that hold on a frame, the one that decides first. */
function holding(
  frame: Frame,
  agent: CompiledAgent,
): { decides: string | null; notes: string[]; all: string[] } {
  const hits = evaluateAll(agent, new Screen(frame, agent.layout)).filter((result) => result.matched);
  const rules = hits.map((hit) => hit.rule.rule);
  return {
    decides: rules.find((rule) => rule.kind !== 'note')?.id ?? null,
    notes: rules.filter((rule) => rule.kind === 'note').map((rule) => rule.id),
    all: rules.map((rule) => rule.id),
  };
}

/** The coverage of every rule by these cases. */
export function coverage(cases: Map<string, Frame[]>): RuleCoverage[] {
  const table = new Map<string, RuleCoverage>();
  for (const agent of AGENTS) {
    for (const { rule } of agent.rules)
      table.set(rule.id, { rule: rule.id, positive: [], recorded: [], near: [], hit: [] });
  }
  for (const [name, frames] of cases) {
    const missed = table.get(name.split('~')[0]!);
    for (const frame of frames) {
      const found = discover(frame);
      const agent = AGENTS.find(({ id }) => id === found?.agent);
      if (agent === undefined) continue;
      const { decides, notes, all } = holding(frame, agent);
      if (name.includes('~')) {
        const list = missed !== undefined && all.includes(missed.rule) ? missed.hit : missed?.near;
        if (list?.includes(name) === false) list.push(name);
        continue;
      }
      for (const id of decides === null ? notes : [decides, ...notes]) {
        const row = table.get(id)!;
        const made = frame.note?.startsWith('constructed') === true;
        if (!row.positive.includes(name)) row.positive.push(name);
        if (!made && !row.recorded.includes(name)) row.recorded.push(name);
      }
    }
  }
  return [...table.values()];
}

function report(rows: readonly RuleCoverage[], all: boolean): string {
  const lines: string[] = [];
  for (const { rule, positive, recorded, near, hit } of rows) {
    const lacks = [
      ...(positive.length === 0 ? ['no positive case'] : []),
      ...(near.length === 0 ? ['no near miss'] : []),
      ...(hit.length > 0 ? [`holds on ${hit.join(', ')}`] : []),
    ];
    if (lacks.length === 0 && !all) continue;
    const counts = `${String(positive.length).padStart(4)} (${recorded.length} recorded) ${String(near.length).padStart(4)}`;
    lines.push(`${rule.padEnd(36)}${counts}  ${lacks.join(', ')}`.trimEnd());
  }
  const count = (test: (row: RuleCoverage) => boolean): number => rows.filter(test).length;
  const header = `${'RULE'.padEnd(36)}POSITIVE        NEAR`;
  return [
    ...(lines.length === 0 ? [] : [header, ...lines, '']),
    `${rows.length} rules: ${count((r) => r.positive.length > 0)} with a positive case (${count((r) => r.recorded.length > 0)} with a recorded one), ${count((r) => r.near.length > 0)} with a near miss, ${count((r) => r.hit.length > 0)} that hold on one`,
    '',
  ].join('\n');
}

if (process.argv[1] === import.meta.filename) {
  process.stdout.write(report(coverage(allCases()), process.argv.includes('--all')));
}
