import { spawnSync } from 'node:child_process';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openAgent } from '../support/agents.ts';
import { Program, run, temporaryFolder } from '../support/program.ts';
import { startTmuxServer, type TestServer } from '../support/tmux-server.ts';

const hasPython = spawnSync('python3', ['--version']).status === 0;
const PAGE = new URL('../../docs/monitors.md', import.meta.url);

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: TestServer;
let program: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  server = await startTmuxServer({ cols: 100, rows: 30 });
  program = join(folder.path, 'site-monitor');
  const page = await readFile(PAGE, 'utf8');
  await install(/```python\n([\s\S]*?)```/.exec(page)![1]!);
  await mkdir(join(folder.path, '.tmux_orchestrator'));
  await writeFile(join(folder.path, '.tmux_orchestrator', 'feature_flags.json'), '{}\n');
  await openAgent(server, folder.path, 'claude-a', 'claude.idle');
  await openAgent(server, folder.path, 'claude-b', 'claude.permission');
});
afterEach(async () => {
  await server.kill();
  await folder.remove();
});

async function install(text: string): Promise<void> {
  await writeFile(program, text);
  await chmod(program, 0o755);
}

async function configure(monitors: unknown): Promise<void> {
  await mkdir(join(folder.path, 'config'), { recursive: true });
  await writeFile(join(folder.path, 'config', 'config.json'), JSON.stringify({ monitors }));
}

const common = () => ['-L', server.name, '--config', join(folder.path, 'config')];
const once = async () => {
  const result = await run(['once', '--json', ...common()], { cwd: folder.path });
  return { ...result, said: JSON.parse(result.stdout || 'null') };
};

describe.skipIf(!hasPython)('the example of the manual in the place of a monitor', () => {
  it.each(['legacy', 'modular'])('%s sees the agents, and is compared with the other', async (place) => {
    await configure({ [place]: { command: [program] } });
    const { said, stderr } = await once();
    expect(stderr).toBe('');
    const { [place]: report } = said.reports;
    expect(report).toMatchObject({ monitor: place, error: null, captures: 2, subprocesses: 4 });
    const states = report.observations.map((o: { agent: { target: string }; state: string }) => [
      o.agent.target,
      o.state,
    ]);
    expect(Object.fromEntries(states)).toEqual({ 'main:1.0': 'idle', 'main:2.0': 'waiting' });
    for (const { class: differs } of said.divergences) expect(differs).toBe('state');
  });

  it('is shown in the cockpit, an agent without frames too, and what goes wrong with it is told', async () => {
    await configure({ legacy: { command: [program] } });
    const cockpit = new Program(['--no-server', ...common(), '--interval', '1'], {
      cols: 200,
      rows: 50,
      cwd: folder.path,
    });
    try {
      await cockpit.shows('legacy is the command site-monitor here');
      await cockpit.shows(/main:2\.0 .*waiting.*waiting/);
      cockpit.press('\r');
      await cockpit.shows('site.');
      await cockpit.expectSoundScreen();
      cockpit.press('\u001b');
      await install('#!/bin/sh\necho "the site database is gone" >&2\nexit 3\n');
      await cockpit.shows(
        /legacy failed: the command ended with exit code 3; it said: the site database is gone/,
      );
      await cockpit.expectSoundScreen();
    } finally {
      await cockpit.close();
    }
  });

  it('is another modular with another argument: the evidence of the stage begins anew', async () => {
    const flags = { use_modular_monitor: true, rollout_stage: 'canary', rollout_percentage: 5 };
    await writeFile(join(folder.path, '.tmux_orchestrator', 'feature_flags.json'), JSON.stringify(flags));
    const events = async () => (await run(['events'], { cwd: folder.path })).stdout;
    const begins = /modular is another one now: its evidence begins anew/;
    for (const [args, anew] of [
      [['--v1'], false],
      [['--v1'], false],
      [['--v2'], true],
    ] as const) {
      await configure({ modular: { command: [program, ...args] } });
      const cockpit = new Program(['--no-server', ...common(), '--interval', '0.5'], {
        cols: 200,
        rows: 50,
        cwd: folder.path,
      });
      try {
        // With the first tick it is known whose evidence this is.
        await cockpit.shows(/[1-9]\d* clean cycles more[\s\S]*next +BETA in about/);
        if (anew) await cockpit.shows(/modular is another one now/);
      } finally {
        cockpit.press('q');
        await cockpit.ended();
        await cockpit.close();
      }
      expect(begins.test(await events())).toBe(anew);
    }
  });
});

describe('config', () => {
  it('prints the schema of a report, which takes the example of the manual', async () => {
    const { stdout, code } = await run(['config', 'schema', 'report']);
    expect(code).toBe(0);
    const schema = z.fromJSONSchema(JSON.parse(stdout));
    const example = /## The report\n\n```json\n([\s\S]*?)```/.exec(await readFile(PAGE, 'utf8'))![1]!;
    expect(schema.safeParse(JSON.parse(example)).success).toBe(true);
    expect((await run(['config', 'schema', 'what'])).code).toBe(2);
  });

  it('refuses a command that is none', async () => {
    await configure({ legacy: { command: 'site-monitor --report' } });
    const { code, stderr } = await once();
    expect(code).toBe(1);
    expect(stderr).toMatch(/config\.json:1: monitors\.legacy\.command/);
  });
});
