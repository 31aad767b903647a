import { execFile, spawn } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTmuxCommand } from '../../../src/tmux/command.ts';
import { TmuxLauncher } from '../../../src/tmux/launcher.ts';
import { createTmux } from '../../../src/tmux/reader.ts';
import { temporaryFolder } from '../../support/program.ts';
import { startTmuxServer, type TestServer, until } from '../../support/tmux-server.ts';

const WITHIN = { timeoutMs: 10_000 };
const RUNS = 40;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: TestServer;
let launcher: TmuxLauncher;
beforeAll(async () => {
  folder = await temporaryFolder();
  server = await startTmuxServer({ session: 'team' });
});
afterAll(async () => {
  await server.kill();
  await folder.remove();
});
beforeEach(() => {
  launcher = new TmuxLauncher();
});
afterEach(() => launcher.close());

const onServer = (...args: string[]) => ['-u', '-N', '-L', server.name, ...args];
/** Shells that start tmux for this process, or for another one. */
async function shells(of = process.pid): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-axo', 'pid=,ppid=,args=']);
  return stdout
    .split('\n')
    .filter((line) => line.includes('read -r mark'))
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([, parent]) => parent === of)
    .map(([pid]) => pid!);
}
const isGone = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
};

describe('a process that starts tmux in the place of this one', () => {
  it('says what tmux says: its output, its errors and its code, of many in turn, by one process', async () => {
    const byLauncher = createTmuxCommand(server.server, launcher);
    const direct = createTmuxCommand(server.server);
    const buffer = join(folder.path, 'two-megabytes');
    await writeFile(buffer, 'a line\n\n'.repeat(250_000));
    await server.run('load-buffer', '-b', 'long', buffer);
    const commands = [
      ['display-message', '-p', '#{session_name} #{pane_id}'],
      ['show-buffer', '-b', 'long'],
      ['capture-pane', '-p', '-t', '%999'],
      ['no-such-command'],
      ['list-panes', '-a', '-F', ''],
      ['has-session', '-t', '=team'],
    ];
    const all = await Promise.all(commands.map((args) => byLauncher(args, WITHIN)));
    for (const [i, args] of commands.entries()) expect(all[i]).toEqual(await direct(args, WITHIN));
    expect(await shells()).toHaveLength(1);
  });

  it('gives tmux its input whole, also when tmux takes none of it', async () => {
    const input = `${'display-message -p "one of many"\n'.repeat(5000)}display-message -p last\n`;
    const read = await launcher.run(onServer('source-file', '-'), { ...WITHIN, input });
    expect(read?.stdout.split('\n')).toHaveLength(5002);
    const nobody = ['-u', '-N', '-L', `${server.name}-none`, 'source-file', '-'];
    expect(await launcher.run(nobody, { ...WITHIN, input })).toMatchObject({ code: 1, stdout: '' });
    expect((await launcher.run(onServer('display-message', '-p', 'still here'), WITHIN))?.stdout).toBe(
      'still here\n',
    );
    expect(await shells()).toHaveLength(1);
  });

  it(`passes any argument on as it is, and runs nothing that is in it, ${RUNS} times`, async () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        ...[
          '$(touch ran)',
          '`touch ran`',
          "'; touch ran; '",
          '\\',
          ' a ',
          '-',
          '*',
          '"',
          '#x',
          '\u001b]0;x\u0007',
        ],
      ),
    );
    const text = fc.array(nasty, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(' '));
    await fc.assert(
      fc.asyncProperty(text, async (any) => {
        // tmux takes no empty buffer, no process an argument with a NUL; a semicolon at the end is tmux's own.
        const argument = `x${any.replaceAll('\0', '')}x`;
        const set = await launcher.run(onServer('set-buffer', '-b', 'any', argument), WITHIN);
        if (argument.includes('\n')) {
          expect(set).toBeNull();
          return;
        }
        const shown = await launcher.run(onServer('show-buffer', '-b', 'any'), WITHIN);
        expect(shown?.stdout).toBe(Buffer.from(argument).toString('utf8'));
      }),
      { numRuns: RUNS },
    );
    expect(await readdir('.')).not.toContain('ran');
    expect(await shells()).toHaveLength(1);
  });

  it('takes no end that a pane shows for the end', async () => {
    const text = `\n${'0'.repeat(32)} 0\n`;
    await server.run('set-buffer', '-b', 'end', text);
    const shown = await launcher.run(onServer('show-buffer', '-b', 'end'), WITHIN);
    expect(shown?.stdout).toBe(text);
  });

  it('is done without when it has ended or cannot find tmux, and what was asked is done all the same', async () => {
    const command = createTmuxCommand(server.server, launcher);
    const tmux = createTmux(server.server, { launcher });
    await tmux.list();
    const [pid] = await shells();
    const reads = Array.from({ length: 3 }, () => tmux.list());
    process.kill(pid!, 'SIGKILL');
    for (const { panes } of await Promise.all(reads)) expect(panes).toHaveLength(1);
    expect((await command(['display-message', '-p', 'here'], WITHIN)).stdout).toBe('here\n');
    const path = process.env.PATH;
    process.env.PATH = '/nonexistent';
    try {
      const none = createTmuxCommand(server.server, new TmuxLauncher());
      await expect(none(['list-panes'], WITHIN)).rejects.toMatchObject({ status: 'not_installed' });
    } finally {
      process.env.PATH = path;
    }
  });

  it('gives up in time what a stopped server keeps waiting, leaves nothing of it, and goes on when that is over', async () => {
    const stopped = await startTmuxServer();
    const ask = ['-u', '-N', '-L', stopped.name, 'display-message', '-p', 'here'];
    try {
      const pid = Number(await stopped.run('display-message', '-p', '#{pid}'));
      await launcher.run(ask, WITHIN);
      const [first] = await shells();
      process.kill(pid, 'SIGSTOP');
      try {
        const began = performance.now();
        expect(await launcher.run(ask, { timeoutMs: 300 })).toMatchObject({ code: null, timedOut: true });
        expect(performance.now() - began).toBeGreaterThanOrEqual(299);
        await until('the end of the shell', () => isGone(first!));
        const waiting = async () =>
          (await promisify(execFile)('ps', ['-axo', 'args='])).stdout
            .split('\n')
            .filter((line) => line.includes(`-L ${stopped.name} display-message`));
        await until('the end of the client', async () => (await waiting()).length === 0);
      } finally {
        process.kill(pid, 'SIGCONT');
      }
      expect((await launcher.run(ask, WITHIN))?.stdout).toBe('here\n');
    } finally {
      await stopped.kill();
    }
  });

  it('ends with whoever holds it, and keeps nobody alive', async () => {
    const file = join(folder.path, 'holds.mjs');
    const module = join(import.meta.dirname, '../../../src/tmux/launcher.ts');
    const ready = join(folder.path, 'ready');
    await writeFile(
      file,
      `import { TmuxLauncher } from ${JSON.stringify(module)};
       import { writeFileSync } from 'node:fs';
       await new TmuxLauncher().run(${JSON.stringify(onServer('list-sessions'))}, { timeoutMs: 10000 });
       writeFileSync(${JSON.stringify(ready)} + process.pid, '');
       if (process.argv[2] === 'stay') setInterval(() => {}, 1000);`,
    );
    const killed = spawn(process.execPath, [file, 'stay'], { stdio: 'ignore' });
    await until('its start', () =>
      readFile(`${ready}${killed.pid}`).then(
        () => true,
        () => false,
      ),
    );
    const [shell] = await shells(killed.pid);
    killed.kill('SIGKILL');
    await until('the end of the shell', () => shell !== undefined && isGone(shell));
    const { stdout } = await promisify(execFile)(process.execPath, [file]);
    expect(stdout).toBe('');
  });
});
