import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach } from 'vitest';
import { type FlagsStore, openFlags } from '../../../src/flags/store.ts';

export const NOW = Date.UTC(2026, 10, 24, 21, 0, 0);
export const STAMP = '2026-11-24T21:00:00.000000+00:00';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A folder of the test's own, removed after it. */
export async function folder(): Promise<string> {
  const made = await mkdtemp(path.join(tmpdir(), 'cutover-flags-'));
  cleanups.push(() => rm(made, { recursive: true, force: true }));
  return made;
}

/** A store, closed after the test. */
export async function store(file: string, env: Record<string, string> = {}): Promise<FlagsStore> {
  const opened = await openFlags({ path: file, env, now: () => NOW });
  cleanups.push(() => opened.close());
  return opened;
}

/** Starts one of the programs in `children/` and waits until it says that it is ready; killed after the test. */
export async function child(name: string, args: string[]): Promise<ChildProcess> {
  const script = path.join(import.meta.dirname, 'children', name);
  const started = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  cleanups.push(async () => {
    if (started.exitCode !== null || started.signalCode !== null) return;
    started.kill('SIGKILL');
    await once(started, 'exit');
  });
  await once(started.stdout!, 'data');
  return started;
}
