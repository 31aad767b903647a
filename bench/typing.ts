import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { spawn } from 'node-pty';
import type { Frame } from '../src/core/frame.ts';
import { startCockpit } from './cockpit-program.ts';
import { startBenchServer } from './server.ts';

const KEYS = 300;

/** How long another client of the same tmux server waits for the echo of a key, in ms. */
export interface TypingResult {
  panes: number;
  before: { medianMs: number; p95Ms: number };
  during: { medianMs: number; p95Ms: number };
}

/** Types into a pane while nobody watches, then while both monitors watch all panes with a cycle a second. */
export async function benchTyping(frames: Frame[], panes: number): Promise<TypingResult> {
  const server = await startBenchServer(frames, panes, Math.round(panes * 0.05));
  const folder = mkdtempSync(join(tmpdir(), 'cutover-bench-'));
  await server.tmux('new-session', '-d', '-x', '80', '-y', '24', '-s', 'writer', 'cat');
  const { TMUX, TMUX_PANE, ...env } = process.env;
  const client = spawn('tmux', ['-u', '-L', server.name, 'attach', '-t', 'writer'], {
    cols: 80,
    rows: 24,
    env,
  });
  let heard = (): void => {};
  client.onData(() => heard());
  const echo = async (): Promise<number> => {
    const drawn = new Promise<void>((done) => (heard = done));
    const began = performance.now();
    client.write('x');
    await drawn;
    return performance.now() - began;
  };
  const measure = async () => {
    const times: number[] = [];
    for (let i = 0; i < KEYS; i++) {
      await after(20 + Math.random() * 60);
      times.push(await echo());
      if (i % 40 === 39) client.write('\r');
    }
    times.sort((a, b) => a - b);
    return { medianMs: times[KEYS >> 1]!, p95Ms: times[Math.floor(KEYS * 0.95)]! };
  };
  try {
    await after(2000);
    const before = await measure();
    const cockpit = startCockpit(server.name, folder, ['--interval', '1']);
    try {
      await cockpit.shows(`Agents ${panes}`);
      await after(5000);
      return { panes, before, during: await measure() };
    } finally {
      await cockpit.quit();
    }
  } finally {
    client.kill();
    await server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}
