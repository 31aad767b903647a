import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunOptions } from '../../../src/core/operator-command.ts';
import { runCommand } from '../../../src/process/run.ts';
import { PATIENCE, until } from '../../support/tmux-server.ts';

const bounds: RunOptions = { timeoutMs: 10_000, mostBytes: 1 << 20, env: process.env };
const sh = (script: string, over: Partial<RunOptions> = {}, ...args: string[]) =>
  runCommand(['sh', '-c', script, 'sh', ...args], { ...bounds, ...over });

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cutover-test-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Whether a process is there and no zombie. */
async function runs(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat !== '' && !/\) Z /.test(stat);
}

describe('a run of a program', () => {
  it('gives what it printed, and its arguments reach it as they are', async () => {
    const odd = 'a b; $(touch pwned) `id` "\' #{pane_id}';
    const run = await sh('printf "%s" "$1"; echo oops >&2', {}, odd);
    expect(run).toEqual({ end: { how: 'exit', code: 0 }, stdout: odd, stderrEnd: 'oops' });
  });

  it('has a closed standard input unless it is given one', async () => {
    expect((await sh('cat; echo end')).stdout).toBe('end\n');
    expect((await sh('cat', { input: 'given' })).stdout).toBe('given');
    // One that does not read what it is given ends as it likes.
    expect((await sh('exit 3', { input: 'x'.repeat(1 << 22) })).end).toEqual({ how: 'exit', code: 3 });
  });

  it('tells how it ended', async () => {
    expect((await sh('kill -9 $$')).end).toEqual({ how: 'signal', signal: 'SIGKILL' });
    expect((await runCommand(['/nowhere/at-all'], bounds)).end).toMatchObject({
      how: 'not_started',
      reason: expect.stringContaining('/nowhere/at-all'),
    });
    expect((await sh('true', { cwd: join(folder, 'missing') })).end).toMatchObject({ how: 'not_started' });
    expect((await runCommand([folder], bounds)).end).toMatchObject({ how: 'not_started' });
  });

  it('that takes too long is ended with all that it has started, also when they ignore SIGTERM', async () => {
    const started = performance.now();
    const script = `trap '' TERM; sh -c "trap '' TERM; echo \\$\\$ > $1; sleep 100 & wait; sleep 100" & wait; sleep 100`;
    const run = await sh(script, { timeoutMs: 1000 }, join(folder, 'pid'));
    expect(run.end).toEqual({ how: 'timeout' });
    expect(performance.now() - started).toBeLessThan(8000 * PATIENCE);
    const pid = Number(await readFile(join(folder, 'pid'), 'utf8'));
    expect(pid).toBeGreaterThan(1);
    await until('the end of what it had started', async () => !(await runs(pid)));
  });

  it('that leaves somebody behind who holds its output open is not waited for', async () => {
    const started = performance.now();
    const run = await sh('sleep 100 & echo done');
    expect(run).toMatchObject({ end: { how: 'exit', code: 0 }, stdout: 'done\n' });
    expect(performance.now() - started).toBeLessThan(8000 * PATIENCE);
  });

  it('that prints without end is ended, and of its errors only the end is kept', async () => {
    expect((await sh('yes', { mostBytes: 100_000 })).end).toEqual({ how: 'oversize' });
    const noisy = await sh(
      'i=0; while [ $i -lt 5000 ]; do echo "line $i" >&2; i=$((i+1)); done; printf "\\033[31mlast\\n" >&2',
    );
    expect(noisy.stderrEnd).toMatch(/^…[ -~]+ line 4999 last$/);
    expect(noisy.stderrEnd.length).toBeLessThan(310);
  });

  it('is ended when nobody wants it any more', async () => {
    const abort = new AbortController();
    const running = sh('echo $$ > "$1"; sleep 100', { signal: abort.signal }, join(folder, 'pid'));
    const pid = await until('its pid', async () => {
      return Number(await readFile(join(folder, 'pid'), 'utf8').catch(() => '')) || undefined;
    });
    abort.abort();
    expect((await running).end).toEqual({ how: 'aborted' });
    await until('its end', async () => !(await runs(pid)));
    expect((await sh('true', { signal: abort.signal })).end).toEqual({ how: 'aborted' });
  });
});
