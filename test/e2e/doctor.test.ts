import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Finding } from '../../src/cli/doctor/finding.ts';
import { Program, run, temporaryFolder } from '../support/program.ts';
import { startTmuxServer, type TestServer } from '../support/tmux-server.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: TestServer;
let flags: string;
beforeEach(async () => {
  folder = await temporaryFolder();
  flags = join(folder.path, 'flags', 'feature_flags.json');
  await mkdir(join(folder.path, 'flags'));
  await writeFile(
    flags,
    '{"use_modular_monitor": true, "rollout_stage": "canary", "rollout_percentage": 5}\n',
  );
  server = await startTmuxServer();
});
afterEach(async () => {
  await server.kill();
  await chmod(join(folder.path, 'flags'), 0o755);
  await folder.remove();
});

const own = () => ({ XDG_CONFIG_HOME: folder.path, XDG_RUNTIME_DIR: folder.path });

async function doctor(
  env: Record<string, string> = {},
  name = server.name,
): Promise<{ code: number; found: Record<string, Finding> }> {
  const { code, stdout, stderr } = await run(['doctor', '--json', '-L', name, '--flags', flags], {
    env: { ...own(), ...env },
  });
  expect(stderr).toBe('');
  const { v, ok, checks } = JSON.parse(stdout) as { v: number; ok: boolean; checks: Finding[] };
  expect([v, ok]).toEqual([1, code === 0]);
  return { code, found: Object.fromEntries(checks.map((one) => [one.id, one])) };
}

describe('cutover doctor', () => {
  it('finds a real server, and changes nothing', async () => {
    const { code, found } = await doctor();
    expect(code).toBe(0);
    expect(found.server).toMatchObject({ verdict: 'ok', text: expect.stringContaining('1 pane, read in') });
    expect(found.flags).toMatchObject({ verdict: 'ok', text: `${flags}: canary 5 %` });
    expect(found.terminal).toMatchObject({ verdict: 'warn' });
    expect(await readdir(join(folder.path, 'flags'))).toEqual(['feature_flags.json']);
  });

  it('is for people in a terminal', async () => {
    const program = new Program(['doctor', '-L', server.name, '--flags', flags], { env: own() });
    try {
      await program.ended();
      expect(program.text()).toMatch(/^ok +terminal +xterm-256color, 120×40, \d+ colours$/m);
      expect(program.text()).toMatch(/^\d+ ok, \d+ warn, 0 fail$/m);
      expect(program.exit?.exitCode).toBe(0);
    } finally {
      await program.close();
    }
  });

  it('fails without a server and with broken files, each with its mend', async () => {
    await writeFile(flags, '{"rollout_stage": "moon"}\n');
    await mkdir(join(folder.path, 'cutover', 'agents'), { recursive: true });
    await chmod(join(folder.path, 'cutover'), 0o700);
    await writeFile(join(folder.path, 'cutover', 'config.json'), '{"rollouts": 1}');
    await writeFile(join(folder.path, 'cutover', 'agents', 'mine.json'), '{');
    const { code, found } = await doctor({}, `${server.name}-none`);
    expect(code).toBe(1);
    const verdict = (id: string) => found[id]?.verdict;
    expect(['server', 'flags', 'config', 'agents'].map(verdict)).toEqual(['fail', 'fail', 'fail', 'warn']);
    expect(found.flags?.text).toContain('"moon" is not allowed');
    for (const { verdict, mend } of Object.values(found)) expect(mend === '').toBe(verdict === 'ok');
  });

  it('finds the program that starts a PM, or says that it does not, and that nobody is told', async () => {
    await mkdir(join(folder.path, 'cutover'), { mode: 0o700 });
    const settings = (program: string, notices: object[]) => ({
      actions: { recoverPm: { mode: 'act', start: [program, '-c', 'agent'] } },
      notices,
    });
    const write = (...said: Parameters<typeof settings>) =>
      writeFile(join(folder.path, 'cutover', 'config.json'), JSON.stringify(settings(...said)));
    await write('bash', [{ on: ['alert'], to: 'bell' }]);
    const well = await doctor();
    expect(well.found.actions).toMatchObject({
      verdict: 'ok',
      text: 'switched on: PM recovery; bash starts a PM',
    });
    await write('no-such-agent', [{ on: ['alert'], to: 'bell' }]);
    const { code, found } = await doctor();
    expect(code).toBe(1);
    expect(found.actions).toMatchObject({
      verdict: 'fail',
      text: expect.stringContaining('no-such-agent, which starts a PM, is not found on the PATH'),
    });
    await write('bash', [{ on: ['stage'], to: 'bell' }]);
    expect((await doctor()).found.actions).toMatchObject({
      verdict: 'warn',
      text: 'PMs are recovered, and nobody is told of it',
    });
  });

  it('names a kill switch', async () => {
    const { code, found } = await doctor({ TMUX_ORC_ROLLOUT_STAGE: 'disabled' });
    expect(code).toBe(0);
    expect(found.environment).toMatchObject({
      verdict: 'warn',
      text: 'TMUX_ORC_ROLLOUT_STAGE=disabled: legacy alone, whatever the file says',
    });
  });

  it.skipIf(process.getuid?.() === 0)(
    'fails on a folder that cannot be written (skipped as root, who may write everywhere)',
    async () => {
      await chmod(join(folder.path, 'flags'), 0o555);
      const { code, found } = await doctor();
      expect(code).toBe(1);
      expect(found.rights).toMatchObject({ verdict: 'fail' });
    },
  );
});
