import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openAgent } from '../support/agents.ts';
import { run, temporaryFolder } from '../support/program.ts';
import { startTmuxServer, type TestServer } from '../support/tmux-server.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

describe('cutover once', () => {
  let server: TestServer;
  beforeEach(async () => {
    server = await startTmuxServer({ window: 'shell', cols: 120, rows: 40 });
    await openAgent(server, folder.path, 'claude-dev', 'claude.plan');
    await openAgent(server, folder.path, 'notes', 'codex.idle');
    await openAgent(server, folder.path, 'qa', 'opencode.working');
  });
  afterEach(() => server.kill());

  it('prints both reports and their divergences as JSON, and exits with 3 when they differ', async () => {
    const { code, stdout, stderr } = await run(['once', '--json', '-L', server.name], { cwd: folder.path });
    expect(stderr).toBe('');
    expect(code).toBe(3);
    const answer = JSON.parse(stdout);
    const { legacy, modular } = answer.reports;
    const states = (report: typeof legacy) =>
      Object.fromEntries(
        report.observations.map((o: { agent: { target: string }; state: string; detail: string | null }) => [
          o.agent.target,
          o.detail === null ? o.state : `${o.state}: ${o.detail}`,
        ]),
      );
    expect(states(modular)).toEqual({
      'main:1.0': 'waiting: plan',
      'main:2.0': 'idle',
      'main:3.0': 'working',
    });
    expect(Object.keys(states(legacy))).toEqual(['main:1.0', 'main:3.0']);
    expect(modular.subprocesses).toBeGreaterThanOrEqual(1);
    expect(modular.subprocesses).toBeLessThanOrEqual(2);
    expect(legacy.captures).toBe(4 * 2);
    expect(legacy.subprocesses).toBeGreaterThanOrEqual(4 * 2);
    expect(modular.durationMs).toBeGreaterThan(0);
    expect(legacy.durationMs).toBeGreaterThan(2 * 900);
    const divergence = answer.divergences.find((d: { target: string }) => d.target === 'main:1.0');
    expect(divergence).toMatchObject({
      class: 'state',
      cause: 'logic',
      modular: { state: 'waiting', detail: 'plan', rule: expect.stringContaining('claude') },
    });
    expect(divergence.signature).toContain('claude');
    expect(answer.divergences.find((d: { target: string }) => d.target === 'main:2.0')).toMatchObject({
      class: 'missing_in_legacy',
      cause: 'discovery',
    });
  });

  it('prints a table for people', async () => {
    const { stdout } = await run(['-L', server.name, 'once'], { cwd: folder.path });
    expect(stdout).toMatch(/^TARGET +AGENT +LEGACY +MODULAR +DIFFERS/);
    expect(stdout).toMatch(/main:2\.0 +codex +not seen +idle/);
    expect(stdout).toMatch(/modular: 3 agents in .*, [12] subprocesses, 4 captures\n/);
  });

  it('explains a live pane', async () => {
    const { code, stdout } = await run(['explain', 'main:1', '-L', server.name]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^agent {4}claude, by its command/);
    expect(stdout).toMatch(/state {4}waiting: plan/);
    const missing = await run(['explain', 'main:9', '-L', server.name]);
    expect(missing.code).toBe(1);
    expect(missing.stderr).toMatch(/^cutover: there is no pane main:9; .*\n$/);
  });
});

describe('the flags file from the command line', () => {
  const setUp = async (content: string) => {
    await mkdir(join(folder.path, '.tmux_orchestrator'));
    const path = join(folder.path, '.tmux_orchestrator', 'feature_flags.json');
    await writeFile(path, content);
    return path;
  };

  it('sets a stage and rolls back without a terminal', async () => {
    const path = await setUp('{\n\t"other": [1,2],\n\t"rollout_stage": "disabled"\n}\n');
    const set = await run(['stage', 'set', 'beta', '--yes'], { cwd: folder.path });
    expect(set).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({
      other: [1, 2],
      rollout_stage: 'beta',
      rollout_percentage: 50,
      use_modular_monitor: true,
    });
    expect(await readFile(path, 'utf8')).toContain('\t"other": [1,2],\n');
    const back = await run(['rollback'], { cwd: folder.path });
    expect(back.code).toBe(0);
    expect(back.stdout).toMatch(
      /^beta 50 % {2}→ {2}disabled 0 %\nwritten in [\d.]+ m?s, read back in \d+ ms: /,
    );
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({
      rollout_stage: 'disabled',
      rollout_percentage: 0,
      use_modular_monitor: false,
    });
  });

  it.each([
    ['', 'empty'],
    ['{"rollout_stage": "can', 'cut'],
    ['{"rollout_stage": "bogus"}', 'rollout_stage'],
    ['{"rollout_percentage": 500}', 'rollout_percentage'],
  ])('a file of %j is refused in one line, and not overwritten', async (content) => {
    const path = await setUp(content);
    for (const command of [
      ['flags', 'check'],
      ['stage', 'set', 'canary', '--yes'],
    ]) {
      const { code, stderr } = await run(command, { cwd: folder.path });
      expect(code).toBe(1);
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
      expect(stderr).toContain(path);
    }
    expect(await readFile(path, 'utf8')).toBe(content);
  });

  it('a kill switch in the environment wins over the file, and says so', async () => {
    await setUp('{"rollout_stage": "beta", "rollout_percentage": 50, "use_modular_monitor": true}');
    const env = { TMUX_ORC_ROLLOUT_STAGE: 'disabled' };
    expect((await run(['stage', 'get'], { cwd: folder.path, env })).stdout).toBe('disabled 0 %\n');
    expect((await run(['flags', 'check'], { cwd: folder.path, env })).stdout).toContain(
      'TMUX_ORC_ROLLOUT_STAGE',
    );
  });

  it('asks for --yes where nobody can be asked', async () => {
    const path = await setUp('{}');
    const { code, stderr } = await run(['stage', 'set', 'canary'], { cwd: folder.path });
    expect(code).toBe(2);
    expect(stderr).toContain('--yes');
    expect(await readFile(path, 'utf8')).toBe('{}');
  });
});

describe('cutover replay', () => {
  const said = new URL('../../fixtures/legacy/edge-said.jsonl', import.meta.url).pathname;
  const corpus = new URL('../../fixtures/corpus/dev.jsonl.gz', import.meta.url);

  it('says of every edge case for legacy what the original said', async () => {
    const { code, stdout } = await run(['replay', said, '--monitor', 'legacy', '--json']);
    expect(code).toBe(0);
    const answers = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const expected = (await readFile(said, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(expected.length).toBeGreaterThan(40);
    expect(answers).toEqual(
      expected.map(({ case: name, legacy, uiPresent, changed, rateLimited, resetTime }) =>
        expect.objectContaining({
          case: name,
          monitor: 'legacy',
          state: legacy === 'active' ? 'working' : legacy,
          uiPresent,
          changed,
          rateLimited,
          resetTime,
        }),
      ),
    );
  });

  it('prints a line a case and monitor, and scores against the labels', async () => {
    const recording = join(folder.path, 'dev.jsonl');
    await writeFile(recording, gunzipSync(await readFile(corpus)));
    const { stdout } = await run(['replay', recording, '--json']);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toHaveLength(2 * 243);
    expect(Object.keys(lines[0]).slice(0, 2)).toEqual(['case', 'monitor']);
    expect(lines.find((line) => line.monitor === 'modular')).toEqual(
      expect.objectContaining({
        agent: expect.anything(),
        state: expect.anything(),
        rule: expect.anything(),
      }),
    );
    const scored = await run(['replay', recording, '--score', '--monitor', 'modular']);
    expect(scored.code).toBe(0);
    const [, right, all] = /accuracy +(\d+) of (\d+)/.exec(scored.stdout)!;
    expect(Number(right) / Number(all)).toBeGreaterThanOrEqual(0.97);
  });

  it('names file, line and field of what is no recording', async () => {
    const path = join(folder.path, 'bad.jsonl');
    await writeFile(path, '{"v":1,"t":0}\n');
    const { code, stderr } = await run(['replay', path, '--json']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/bad\.jsonl:1: paneId/);
  });
});

describe('usage', () => {
  it.each([
    [['nonsense']],
    [['stage', 'set', 'nope', '--yes']],
    [['--interval', 'soon']],
    [['explain']],
    [['-L', 'a', '-S', 'b', 'once']],
    [['replay']],
    [[]],
  ])('%j is wrong usage: exit code 2, one line', async (args) => {
    const { code, stdout, stderr } = await run(args, { cwd: folder.path });
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^cutover: .+\n$/);
  });

  it('a server that is not there is an error with its mend', async () => {
    const { code, stderr } = await run(['once', '-L', 'cutover-test-none']);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^cutover: no tmux server is running .*; start tmux, or name the server with -L or -S\n$/,
    );
  });

  it('says its version and its help', async () => {
    expect((await run(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect((await run(['--help'])).stdout).toContain('rollback');
  });
});
