import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bindings, type Called, configLines } from '../../src/cli/tmux-config/bindings.ts';
import { shellCommand, tmuxLiteral } from '../../src/cli/tmux-config/quote.ts';
import { startTmuxServer, type TestServer } from '../support/tmux-server.ts';
import { tmuxWords } from '../support/tmux-words.ts';

const execute = promisify(execFile);
const RUNS = { numRuns: 40 };
const KEYS = { popup: 'g', menu: 'G', rollback: 'B' };

/** What a path may hold and what shells and tmux take for their own. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...[
          ' ',
          "'",
          '"',
          '#',
          '$',
          '$HOME',
          '`touch pwned`',
          '$(touch pwned)',
          '#(touch pwned)',
          '#{pane_id}',
        ],
        ...[
          '#[fg=red]',
          '\\',
          '\\\\',
          ';',
          ' ; ',
          '{',
          '}',
          '~',
          '%',
          '%H',
          '!',
          '*',
          '&',
          '|',
          '>',
          'ü',
          '漢',
          '😀',
        ],
      ),
      fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)) }),
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((parts) => parts.join(''));

let server: TestServer;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cutover-test-'));
  server = await startTmuxServer();
});
afterAll(async () => {
  await server.kill();
  await rm(folder, { recursive: true, force: true });
});

/** The command that tmux has kept for a key after the prefix, as words. */
async function bound(key: string): Promise<string[]> {
  const line = await server.run('list-keys', '-T', 'prefix', key);
  return tmuxWords(line.replace(/^bind-key +-T prefix +\S+ +/, '').trimEnd());
}

function asCalled(name: string): Called {
  return {
    program: `/opt/${name}/cutover`,
    server: ['-L', name],
    flags: ['--flags', `/srv/${name}`],
    config: ['--config', `/etc/${name}`],
  };
}

/** tmux prints options that take a value in an order of its own. */
const sorted = (words: string[]) => [...words].sort();

describe('the lines for a tmux config', () => {
  it('are taken by tmux word for word, and nothing of them runs', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async (name) => {
        const called = asCalled(name);
        const input = `${configLines(called, KEYS).join('\n')}\n`;
        const run = await server.command(['source-file', '-'], { timeoutMs: 5000, input });
        expect(run).toMatchObject({ code: 0, stdout: '', stderr: '' });
        for (const { key, lines } of bindings(called, KEYS))
          expect(sorted(await bound(key))).toEqual(sorted(lines.flat()));
      }),
      RUNS,
    );
    expect(await readdir(folder)).toEqual([]);
  });

  it('give the shell the words that were meant', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(hostile, { minLength: 1, maxLength: 3 }), async (words) => {
        for (const shell of ['sh', 'bash']) {
          const { stdout } = await execute(shell, ['-c', `printf '%s\\0' ${shellCommand(words)}`], {
            cwd: folder,
          });
          expect(stdout.split('\0').slice(0, -1)).toEqual(words);
        }
      }),
      RUNS,
    );
    expect(await readdir(folder)).toEqual([]);
  });

  it('come through a format of tmux as they are', async () => {
    await fc.assert(
      fc.asyncProperty(
        hostile.map((name) => shellCommand([name])),
        async (text) => {
          // Expanded as in run-shell; display-message would read % as a time.
          const { stdout } = await server.command(['list-sessions', '-F', `<${tmuxLiteral(text)}>`], {
            timeoutMs: 5000,
          });
          expect(stdout).toBe(`<${text}>\n`);
        },
      ),
      RUNS,
    );
  });
});
