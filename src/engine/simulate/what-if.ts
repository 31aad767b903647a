import { loadSettings, parseSettings, type Settings } from '../../config/settings.ts';
import type { CheckResult, Verdict } from '../../core/check.ts';
import { CutoverError } from '../../core/errors.ts';
import type { RolloutState } from '../../core/rollout.ts';
import { describeAgentProblem } from '../../core/rules-state.ts';
import { Health } from '../../health/health.ts';
import type { HealthInput } from '../../health/input.ts';
import { journalPath, openJournalReadOnly } from '../../journal/journal.ts';
import { alphaOf } from '../../rollout/looks.ts';
import type { SavedControl } from '../rollout/control.ts';

/** The bound that people mean when they say "the bound". */
const ALIASES: Record<string, string> = { bound: 'errorBoundPercent' };

/** One check over the evidence of a stage, by one set of numbers. */
export interface Judged {
  check: CheckResult;
  /** When it first failed: that would have rolled back; ms since the epoch. Null: never. */
  failedAt: number | null;
}

/** The evidence of the stage by the numbers that hold, and by others. */
export interface WhatIf {
  /** Changes as they were understood. */
  changes: Record<string, string>;
  from: number | null;
  to: number | null;
  ticks: number;
  verdict: { held: Verdict; whatIf: Verdict };
  checks: { held: Judged; whatIf: Judged }[];
}

/**
 * The settings with some numbers of health changed, as `errorBoundPercent=0.2` or `bound=0.2`. Throws CutoverError when
 * one is unknown or makes no sense.
 */
export function changedSettings(
  settings: Settings,
  changes: readonly string[],
): { settings: Settings; named: Record<string, string> } {
  const named: Record<string, string> = {};
  for (const change of changes) {
    const [name = '', value = ''] = change.split('=', 2);
    named[ALIASES[name] ?? name] = value;
  }
  const values = Object.entries(named).map(([name, value]) => [
    name,
    Number.isNaN(Number(value)) ? value : Number(value),
  ]);
  const health = { ...settings.health, ...Object.fromEntries(values) };
  const read = parseSettings(JSON.stringify({ rollout: settings.rollout, health }), '--what-if');
  if (read.ok) return { settings: read.value, named };
  const first = read.problems[0]!;
  throw new CutoverError('what_if', describeAgentProblem({ ...first, line: null }), first.mend);
}

/** Judges the evidence of a stage again, tick by tick, by the numbers that hold and by others. */
export function whatIf(
  evidence: Iterable<HealthInput>,
  state: Pick<RolloutState, 'looks'>,
  held: Settings,
  other: { settings: Settings; named: Record<string, string> },
): WhatIf {
  const sides = [held, other.settings].map(({ health }) => ({
    health: new Health(health),
    alpha: alphaOf(state, health.errorAlpha),
    failedAt: new Map<string, number>(),
  }));
  let from: number | null = null;
  let to: number | null = null;
  let ticks = 0;
  for (const input of evidence) {
    for (const { health } of sides) health.take(input);
    if (input.kind !== 'tick') continue;
    from ??= input.at;
    to = input.at;
    ticks++;
    for (const { health, alpha, failedAt } of sides)
      for (const { id, verdict } of health.evaluate(input.at, alpha).checks)
        if (verdict === 'fail' && !failedAt.has(id)) failedAt.set(id, input.at);
  }
  const [a, b] = sides.map(({ health, alpha, failedAt }) => {
    const report = health.evaluate(to ?? 0, alpha);
    const checks = report.checks.map((check) => ({ check, failedAt: failedAt.get(check.id) ?? null }));
    return { verdict: report.verdict, checks };
  });
  return {
    changes: other.named,
    from,
    to,
    ticks,
    verdict: { held: a!.verdict, whatIf: b!.verdict },
    checks: a!.checks.map((one, i) => ({ held: one, whatIf: b!.checks[i]! })),
  };
}

/** The same for the journal beside a flags file. Throws CutoverError when there is none, or a change makes no sense. */
export async function whatIfOf(
  flagsPath: string,
  configFolder: string,
  changes: readonly string[],
): Promise<WhatIf> {
  const held = await loadSettings(configFolder);
  const other = changedSettings(held, changes);
  const journal = openJournalReadOnly(journalPath(flagsPath));
  try {
    const saved = journal.state()?.state as SavedControl | undefined;
    return whatIf(journal.evidence(), { looks: saved?.state.looks ?? [] }, held, other);
  } finally {
    journal.close();
  }
}
