import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import type { Frame } from '../src/core/frame.ts';
import { openFlags } from '../src/flags/store.ts';
import { startCockpit } from './cockpit-program.ts';
import { startBenchServer } from './server.ts';

const WRITES = 200;
const CHANGES = 20;
const INTERVAL_MS = 1000;

/** The p99 of writing a stage to the flags file: lock, temporary file, fsync, rename, fsync, read back; in ms. */
export async function benchFlags(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'cutover-bench-'));
  const path = join(folder, 'feature_flags.json');
  writeFileSync(path, '{ "site": "berlin", "rollout_stage": "canary" }\n');
  const store = await openFlags({ path, env: {}, now: () => Date.now() });
  try {
    const times: number[] = [];
    for (let i = 0; i < WRITES; i++) {
      const began = performance.now();
      await store.update(() => [['rollout_percentage', i % 100]]);
      if (JSON.parse(readFileSync(path, 'utf8')).rollout_percentage !== i % 100)
        throw new Error('not written');
      times.push(performance.now() - began);
    }
    return times.sort((a, b) => a - b)[Math.floor(WRITES * 0.99)]!;
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The longest time from a change of a screen to the dashboard beyond the interval of a second, in ms. */
export async function benchChange(idle: Frame, waiting: Frame): Promise<number> {
  const server = await startBenchServer([idle, waiting], 2, 0);
  const folder = mkdtempSync(join(tmpdir(), 'cutover-bench-'));
  const screens = [idle, waiting].map((frame, i) => {
    const file = join(folder, `${i}.screen`);
    writeFileSync(file, (frame.ansi ?? frame.text).replace(/\n+$/, '').replaceAll('\n', '\r\n'));
    return file;
  });
  const cockpit = startCockpit(server.name, folder, ['--interval', '1']);
  try {
    // Both panes show the first screen; one is to change.
    const show = (screen: string) =>
      server.tmux(
        'respawn-pane',
        '-k',
        '-t',
        'team0:1',
        'bash',
        '-c',
        `cat "$0"; exec -a claude cat`,
        screen,
      );
    await show(screens[0]!);
    await cockpit.shows(/Agents 2/);
    await cockpit.shows('2 idle');
    const beyond: number[] = [];
    for (let i = 0; i < CHANGES; i++) {
      await after(1500 + Math.random() * 1000);
      const began = performance.now();
      await show(screens[(i + 1) % 2]!);
      await cockpit.shows(i % 2 === 0 ? '1 waiting' : '2 idle');
      beyond.push(performance.now() - began - INTERVAL_MS);
    }
    return Math.max(...beyond);
  } finally {
    await cockpit.quit();
    await server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}
