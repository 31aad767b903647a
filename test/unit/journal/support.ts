import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { CheckResult } from '../../../src/core/check.ts';
import type { Divergence } from '../../../src/core/divergence.ts';
import type { HealthInput } from '../../../src/health/input.ts';
import { type Journal, openJournal } from '../../../src/journal/journal.ts';
import type { StoredObservation } from '../../../src/journal/observations.ts';
import type { Retention } from '../../../src/journal/retention.ts';

export const START = Date.UTC(2026, 10, 24, 21, 0, 0);
export const DAY_MS = 86_400_000;

/** A folder that is gone after the test. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cutover-journal-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A journal in a folder of its own, closed after the test. */
export function tempJournal(retention: Partial<Retention> = {}): {
  journal: Journal;
  path: string;
  clock: { now: number };
} {
  const path = join(tempFolder(), 'cutover-journal.db');
  const clock = { now: START };
  return { journal: opened(path, retention, clock), path, clock };
}

/** Opens the journal at this path, and closes it after the test if it is open then. */
export function opened(path: string, retention: Partial<Retention> = {}, clock = { now: START }): Journal {
  const journal = openJournal(path, { now: () => clock.now, retention });
  let open = true;
  const close = (): void => {
    if (open) journal.close();
    open = false;
  };
  onTestFinished(close);
  return { ...journal, close };
}

export function cycle(
  at: number,
  changes: Partial<Extract<HealthInput, { kind: 'cycle' }>> = {},
): HealthInput {
  return {
    kind: 'cycle',
    monitor: 'modular',
    startedAt: at,
    durationMs: 142.25,
    waitedMs: 0,
    error: null,
    agents: 20,
    asked: 20,
    answered: 20,
    subprocesses: 1,
    tick: 7,
    ...changes,
  };
}

export function tick(at: number): HealthInput {
  return {
    kind: 'tick',
    at,
    scheduled: ['legacy', 'modular'],
    cpuPercent: 1.25,
    rssBytes: 9e7,
    subprocessesPerCycle: 1,
  };
}

export function observation(changes: Partial<StoredObservation> = {}): StoredObservation {
  return {
    at: START,
    monitor: 'modular',
    agentId: '%1:100',
    target: 'team:1.0',
    kind: 'claude',
    state: 'working',
    detail: null,
    rule: 'claude.working',
    ...changes,
  };
}

export function divergence(changes: Partial<Divergence> = {}): Divergence {
  const at = changes.at ?? START;
  return {
    agentId: '%1:100',
    target: 'team:1.0',
    kind: 'claude',
    class: 'state',
    cause: 'logic',
    legacy: { state: 'idle', detail: null, rule: 'legacy.idle', line: 3, text: 'x', at },
    modular: { state: 'waiting', detail: 'plan', rule: 'claude.waiting.plan', line: 9, text: 'y', at },
    signature: 'claude idle(legacy.idle) → waiting(claude.waiting.plan)',
    why: 'no change between the captures',
    crossed: null,
    gapMs: 12,
    at,
    ...changes,
  };
}

export function check(changes: Partial<CheckResult> = {}): CheckResult {
  return {
    id: 'error_rate',
    label: 'error rate',
    verdict: 'inconclusive',
    alert: false,
    reason: 'too few cycles',
    value: 0,
    interval: { low: 0, high: 0.35 },
    n: 864,
    bound: 0.1,
    shown: { value: '0.000 %', interval: '≤ 0.350 %', bound: '< 0.1 %' },
    missing: '2,131 clean cycles more',
    ...changes,
  };
}
