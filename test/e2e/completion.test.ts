import { execFile, spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run, temporaryFolder } from '../support/program.ts';

const execute = promisify(execFile);
const isThere = (shell: string) => spawnSync(shell, ['-c', 'true']).status === 0;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
const script = (shell: string) => join(folder.path, `completion.${shell}`);
beforeAll(async () => {
  folder = await temporaryFolder();
  for (const shell of ['bash', 'zsh', 'fish'])
    await writeFile(script(shell), (await run(['completion', shell])).stdout);
  await mkdir(join(folder.path, 'flags'));
  await writeFile(join(folder.path, 'flags', 'my flags.json'), '{}');
});
afterAll(() => folder.remove());

/** What bash offers for the last of these words. */
async function bash(...words: string[]): Promise<string[]> {
  const program = [
    'source "$1"; shift',
    'COMP_WORDS=(cutover "$@"); COMP_CWORD=$#; _cutover',
    `if [ \${#COMPREPLY[@]} -gt 0 ]; then printf '%s\\n' "\${COMPREPLY[@]}"; fi`,
  ].join('\n');
  const { stdout, stderr } = await execute('bash', ['-c', program, 'bash', script('bash'), ...words], {
    cwd: folder.path,
  });
  expect(stderr).toBe('');
  return stdout.split('\n').filter((line) => line !== '');
}

/** Cases that hold in every shell: the words, what is offered. */
const CASES: [string[], string[]][] = [
  [['rollb'], ['rollback']],
  [
    ['stage', ''],
    ['get', 'set'],
  ],
  [
    ['stage', 'set', ''],
    ['disabled', 'canary', 'beta', 'production', 'legacy_disabled'],
  ],
  [['stage', 'set', '--y'], ['--yes']],
  [
    ['--compare', ''],
    ['always', 'flag'],
  ],
  [
    ['replay', '--monitor', ''],
    ['legacy', 'modular'],
  ],
  // A value that is named like a command is none.
  [['-L', 'stage', 'rollb'], ['rollback']],
  [['-L', 'work', 'decisions', 'ver'], ['verify']],
  [['completion', 'z'], ['zsh']],
  [['flags', 'get', 'rollout_p'], ['rollout_percentage']],
  [['once', '--why', '--f'], ['--flags']],
  [['rollback', '--flags', 'fl'], ['flags']],
];

describe('completion', () => {
  it.each(CASES)('of %j in bash', async (words, offered) => {
    expect(await bash(...words)).toEqual(offered);
  });

  it('offers every command there is in bash, and none where one stands already', async () => {
    const { stdout } = await run(['--help']);
    const commands = [...stdout.matchAll(/^ {2}([a-z][a-z-]*)/gm)].map((match) => match[1]!);
    expect(commands.length).toBeGreaterThan(15);
    expect((await bash('')).sort()).toEqual([...commands].sort());
    expect(await bash('rollback', '')).toEqual([]);
    expect(await bash('-L', '')).toEqual([]);
  });

  it('takes names with spaces and values behind a sign in bash', async () => {
    expect(await bash('--flags', 'flags/')).toEqual(['flags/my flags.json']);
    expect(await bash('--compare', '=', 'f')).toEqual(['flag']);
    expect(await bash('--compare', '=')).toEqual(['always', 'flag']);
    expect(await bash('--compare', '=', 'flag', 'rollb')).toEqual(['rollback']);
  });

  it.skipIf(!isThere('zsh'))('is read by zsh (skipped where there is none)', async () => {
    await execute('zsh', ['-n', script('zsh')]);
  });

  it.skipIf(!isThere('fish')).each(CASES)(
    'of %j in fish (skipped where there is none)',
    async (words, offered) => {
      const { stdout } = await execute(
        'fish',
        ['-c', `source ${script('fish')}; complete -C ${JSON.stringify(`cutover ${words.join(' ')}`)}`],
        { cwd: folder.path, env: { ...process.env, HOME: folder.path } },
      );
      const said = stdout.split('\n').filter((line) => line !== '');
      expect(said.map((line) => line.split('\t')[0]!.replace(/\/$/, '')).sort()).toEqual([...offered].sort());
    },
  );

  it('names the shells there are', async () => {
    const { code, stderr } = await run(['completion', 'tcsh']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^cutover: .*bash, zsh, fish.*\n$/);
  });
});
