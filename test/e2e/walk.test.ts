import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openAgent } from '../support/agents.ts';
import { Program, temporaryFolder } from '../support/program.ts';
import { startTmuxServer, type TestServer } from '../support/tmux-server.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: TestServer;
let cockpit: Program | null = null;
let flagsPath: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  flagsPath = join(folder.path, '.tmux_orchestrator', 'feature_flags.json');
  await mkdir(join(folder.path, '.tmux_orchestrator'));
  await writeFile(flagsPath, '{ "site": "berlin" }\n');
  server = await startTmuxServer({ cols: 120, rows: 40 });
  await openAgent(server, folder.path, 'claude-dev', 'claude.idle');
  await openAgent(server, folder.path, 'claude-qa', 'claude.plan');
  await openAgent(server, folder.path, 'claude-docs', 'claude.working');
});
afterEach(async () => {
  await cockpit?.close();
  cockpit = null;
  await server.kill();
  await folder.remove();
});

const flags = async (): Promise<Record<string, unknown>> => JSON.parse(await readFile(flagsPath, 'utf8'));

it('an operator finds who waits, looks, attaches, comes back, judges, goes to canary and rolls back, by keys alone', async () => {
  cockpit = new Program(['-L', server.name, '--interval', '1'], { cwd: folder.path });
  await cockpit.shows(/◆ 1 waiting/);
  await cockpit.shows(/[1-9] signatures? open/, 30_000);

  cockpit.press('n\r');
  await cockpit.shows(/┏━ main:2\.0/);
  await cockpit.shows('Exit plan mode?');
  await cockpit.expectSoundScreen();

  cockpit.press('a');
  // tmux itself, with its own status line.
  await cockpit.shows(/\[main\] .*2:claude-qa\*/);
  cockpit.press('\u0002d');
  await cockpit.shows(/┏━ main:2\.0/);

  // Here the two differ, and modular is right: one open question less.
  await cockpit.shows('not judged yet');
  cockpit.press('m');
  await cockpit.shows(/modular right/);
  cockpit.press('d');
  const judged = await cockpit.shows(/accuracy of modular 100\.0 % on \d+ judged/);
  expect(judged).toMatch(/→ waiting: plan .* modular right/);

  cockpit.press('\u001b\u001bs');
  await cockpit.shows(/▸● disabled/);
  cockpit.press('j\r');
  await cockpit.shows(/rollout_stage/);
  cockpit.press('y');
  await cockpit.shows(/◐ CANARY 5%/);
  expect(await flags()).toMatchObject({
    site: 'berlin',
    rollout_stage: 'canary',
    rollout_percentage: 5,
    use_modular_monitor: true,
  });

  cockpit.press('R');
  await cockpit.shows('roll back now');
  cockpit.press('y');
  await cockpit.shows(/○ DISABLED 0%/);
  await cockpit.shows(/legacy served cycle [\d,]+/, 30_000);
  expect(await flags()).toMatchObject({ site: 'berlin', rollout_stage: 'disabled', rollout_percentage: 0 });
  cockpit.press('\r\u001b');
  await cockpit.expectSoundScreen();
});
