/*
 * The journal of 72 h at 5 s with 200 agents, on a virtual clock: what it takes on the disk, to be opened, to be written
 * and to be read. Prints; takes a few minutes. `node bench/journal.ts 7.2` does a tenth.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openJournal } from '../src/journal/journal.ts';
import { quantile, writeVolume } from './journal-volume.ts';

const HOUR_MS = 3_600_000;
const hours = Number(process.argv[2] ?? 72);
const folder = mkdtempSync(join(tmpdir(), 'cutover-bench-journal-'));
const path = join(folder, 'cutover-journal.db');

function timed<T>(work: () => T): { ms: number; value: T } {
  const began = performance.now();
  const value = work();
  return { ms: performance.now() - began, value };
}

const ms = (value: number): string => `${value.toFixed(1)} ms`;

try {
  const written = timed(() => writeVolume(path, { hours, intervalMs: 5000, agents: 200 }));
  const { startedAt, endedAt, flushMs } = written.value;
  written.value.journal.close();
  const opened = timed(() => openJournal(path, { now: () => endedAt }));
  const journal = opened.value;
  const spans = Array.from({ length: 20 }, (_, i) => startedAt + (i * (endedAt - startedAt - HOUR_MS)) / 20);
  const percentiles = spans.map(
    (from) => timed(() => journal.percentiles('modular', from, from + HOUR_MS)).ms,
  );
  const evidence = timed(() => [...journal.evidence()].length);
  const divergences = timed(() => [...journal.divergences()].length);
  const chain = timed(() => journal.verifyChain());
  console.table({
    [`written (${hours} h)`]: { value: `${(written.ms / 1000).toFixed(0)} s`, goal: '' },
    'flush of a tick, median': { value: ms(quantile(flushMs, 0.5)), goal: '< 5 ms' },
    'flush of a tick, 99 %': { value: ms(quantile(flushMs, 0.99)), goal: '' },
    'flush of a tick, longest': { value: ms(quantile(flushMs, 1)), goal: '' },
    'flushes above 20 ms': { value: String(flushMs.filter((one) => one > 20).length), goal: '0' },
    'opens in': { value: ms(opened.ms), goal: '< 200 ms' },
    'percentiles of an hour, longest of 20': { value: ms(Math.max(...percentiles)), goal: '< 50 ms' },
    file: { value: `${(statSync(path).size / 1e6).toFixed(0)} MB`, goal: '< 200 MB' },
    'all evidence read': { value: `${ms(evidence.ms)}, ${evidence.value} inputs`, goal: '' },
    'all divergences read': { value: `${ms(divergences.ms)}, ${divergences.value}`, goal: '' },
    'chain verified': { value: `${ms(chain.ms)}, ${JSON.stringify(chain.value)}`, goal: '' },
  });
  journal.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
