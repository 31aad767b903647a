import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Program, run, temporaryFolder } from '../support/program.ts';
import { startTmuxServer, type TestServer, until } from '../support/tmux-server.ts';

const PAGE = new URL('../../docs/agents.md', import.meta.url);

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: TestServer;
let config: string;
let example: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  config = join(folder.path, 'config');
  example = /```json\n([\s\S]*?)```/.exec(await readFile(PAGE, 'utf8'))![1]!;
  server = await startTmuxServer({ cols: 100, rows: 20 });
  await mkdir(join(folder.path, '.tmux_orchestrator'));
  await writeFile(join(folder.path, '.tmux_orchestrator', 'feature_flags.json'), '{}\n');
  await show('mender', 'Mender 1.4\n\n⣾ Running the tests… (12s)\n\n> ');
});
afterEach(async () => {
  await server.kill();
  await folder.remove();
});

/** Opens a window in which a program called `mender` shows this screen. */
async function show(window: string, screen: string): Promise<void> {
  const path = join(folder.path, `${window}.screen`);
  await writeFile(path, screen.replaceAll('\n', '\r\n'));
  const play = `cat ${path}; exec bash -c 'exec -a mender sleep 1000'`;
  await server.run('new-window', '-d', '-t', 'main:', '-n', window, play);
}

const agentFile = () => join(config, 'agents', 'mender.json');
const common = () => ['-L', server.name, '--config', config];

describe('a custom agent in a running cockpit', () => {
  let cockpit: Program;
  beforeEach(() => {
    cockpit = new Program([...common(), '--interval', '1'], { cols: 200, rows: 50, cwd: folder.path });
  });
  afterEach(() => cockpit.close());

  it('is found and judged as soon as its file is there, and keeps its state when the file breaks', async () => {
    await cockpit.shows('No agents in this tmux server.');
    await mkdir(join(config, 'agents'), { recursive: true });
    await writeFile(agentFile(), example);
    await cockpit.shows(/rules changed: 1 custom agent \(Mender\)/);
    await cockpit.shows(/main:1\.0 .*working/);

    const line = example.slice(0, example.indexOf('^[⠁-⣿] ')).split('\n').length;
    await writeFile(agentFile(), example.replace('^[⠁-⣿] ', '^[⠁-⣿ '));
    await cockpit.shows(new RegExp(`agents/mender\\.json:${line}: rules\\.1\\.any\\.0: is no regu`));
    const cycles = () => /([\d,]+) clean cycles/.exec(cockpit.text())?.[1];
    const before = cycles();
    expect(before).toBeDefined();
    await until('another cycle', () => cycles() !== before);
    expect(cockpit.text()).toMatch(/main:1\.0 .*working/);
    await cockpit.expectSoundScreen();

    await writeFile(agentFile(), example);
    await cockpit.shows('agents/mender.json is right again');
    await rm(agentFile());
    await cockpit.shows(/rules changed: 0 custom agents/);
    await cockpit.shows('No agents in this tmux server.');
    expect(cockpit.text()).not.toMatch(/crashed/);
  });
});

describe('a custom agent on the command line', () => {
  const command = (...args: string[]) => run([...args, ...common()], { cwd: folder.path });
  beforeEach(async () => {
    await mkdir(join(config, 'agents'), { recursive: true });
    await writeFile(agentFile(), example);
  });

  it('is seen by once and explained', async () => {
    await show('asks', 'Mender 1.4\n\nrm -rf build\n\nAllow this command? [y/n]');
    const { stdout } = await command('once');
    expect(stdout).toMatch(/main:1\.0 +Mender .*working/);
    expect(stdout).toMatch(/main:2\.0 +Mender .*waiting: permission/);
    const explained = await command('explain', 'main:2');
    expect(explained.stdout).toMatch(/^agent {4}Mender, by its command/);
    expect(explained.stdout).toMatch(/rule {5}mender\.waiting\.permission/);
    const json = JSON.parse((await command('once', '--json')).stdout);
    expect(json.reports.modular.observations[0].agent).toMatchObject({ kind: 'custom', label: 'Mender' });
  });

  it('whose file is broken is told of, and the command goes on without it', async () => {
    await writeFile(agentFile(), example.replace('"priority": 800', '"priority": "high"'));
    for (const args of [
      ['once', '--json'],
      ['explain', 'main:1'],
    ]) {
      const { stderr, stdout } = await command(...args);
      expect(stderr).toMatch(/^cutover: \/.*mender\.json:29: rules\.1\.priority: is not a number; .*\n$/);
      expect(stdout).not.toBe('');
    }
  });

  it('is replayed from a recording', async () => {
    const frame = {
      v: 1,
      case: 'c1',
      t: 0,
      paneId: '%1',
      target: 'a:0.0',
      title: '',
      command: 'mender',
      cols: 80,
      rows: 24,
      cursor: [2, 4],
      text: 'Mender 1.4\n\n⣾ Running the tests… (12s)\n\n> ',
      expect: { agent: 'custom', state: 'working' },
    };
    const file = join(folder.path, 'one.jsonl');
    await writeFile(file, `${JSON.stringify(frame)}\n`);
    const scored = await run(['replay', file, '--score', '--monitor', 'modular', '--config', config]);
    expect(scored.stdout).toMatch(/accuracy {2}1 of 1/);
  });

  it('is listed with its file, and the built-in ones with the versions they were made from', async () => {
    const config_ = ['--config', config];
    const { stdout, code } = await run(['agents', ...config_]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^AGENT +NAME +RULES +FILE +SEEN/);
    expect(stdout).toMatch(/^mender +Mender +6 +\/.*agents\/mender\.json +mender 1\.4, 2026-11$/m);
    expect(stdout).toMatch(/^claude +Claude Code +\d+ +built in +.*claude 2\.1/m);
    const { agents } = JSON.parse((await run(['agents', '--json', ...config_])).stdout);
    expect(agents).toHaveLength(10);
    expect(agents[0]).toMatchObject({ agent: 'mender', file: agentFile(), rules: 6 });
  });

  it('is checked, with file, line, field and mend', async () => {
    const fine = await run(['agents', 'check', '--config', config]);
    expect(fine).toMatchObject({ code: 0, stdout: `${agentFile()}: ok\n` });
    const other = join(folder.path, 'other.json');
    await writeFile(other, example.replace('^Usage limit reached', '(a+)+$'));
    const bad = await run(['agents', 'check', other]);
    expect(bad.code).toBe(1);
    expect(bad.stdout).toMatch(
      /^\/.*other\.json:39: rules\.2\.any\.0: repeats a group that repeats: .*; .*\n$/,
    );
    const json = await run(['agents', 'check', other, '--json']);
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout).problems[0]).toMatchObject({ line: 39, field: 'rules.2.any.0' });
  });
});
