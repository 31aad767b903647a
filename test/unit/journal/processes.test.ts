import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import fc from 'fast-check';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { claimController, controllerOf } from '../../../src/journal/controller.ts';
import { opened, tempFolder } from './support.ts';

let program = '';

// Bundled: it is started many times, and then starts in a moment.
beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cutover-journal-child-'));
  program = join(folder, 'child.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('child.ts', import.meta.url))],
    outfile: program,
    bundle: true,
    format: 'esm',
    platform: 'node',
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  });
  return () => rmSync(folder, { recursive: true, force: true });
});

interface Child {
  process: ChildProcess;
  pid: number;
  /** The next line it prints. */
  line(): Promise<string>;
  kill(): Promise<void>;
}

/** Starts a child, and ends it after the test. */
async function start(...args: string[]): Promise<Child> {
  return follow(spawn(process.execPath, [program, ...args], { stdio: ['pipe', 'pipe', 'inherit'] }));
}

async function follow(child: ChildProcessByStdio<Writable, Readable, null>): Promise<Child> {
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const exited = once(child, 'exit');
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exited;
  };
  onTestFinished(kill);
  const line = async (): Promise<string> => String((await lines.next()).value);
  expect(await line()).toBe('ready');
  return { process: child, pid: child.pid!, line, kill };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('a process that is killed while it writes', () => {
  it('at 30 random points leaves a journal that opens, a chain that holds, state and evidence of the same flush', async () => {
    const path = join(tempFolder(), 'cutover-journal.db');
    // How long it writes until it is killed is what is random here; nothing is awaited by it.
    const waits = fc.sample(fc.integer({ min: 0, max: 40 }), { numRuns: 30, seed: 5 });
    let inputsBefore = 0;
    for (const wait of waits) {
      const child = await start('write', path);
      await pause(wait);
      await child.kill();
      const journal = opened(path);
      expect(journal.setAside).toBeNull();
      expect(journal.verifyChain().ok).toBe(true);
      const inputs = (journal.state()?.state as { inputs: number } | undefined)?.inputs ?? 0;
      const evidence = [...journal.evidence()].map((one) =>
        one.kind === 'comparison' ? one.compared : null,
      );
      expect(evidence).toEqual(Array.from({ length: inputs }, (_, i) => i + 1));
      expect(inputs).toBeGreaterThanOrEqual(inputsBefore);
      const open = journal.openIntents().map((one) => one.id);
      const last = journal.records({ newestFirst: true, limit: 1 })[0];
      if (last?.kind === 'intent') expect(open).toContain(last.id);
      inputsBefore = inputs;
      journal.close();
    }
    expect(inputsBefore).toBeGreaterThan(30);
  });
});

describe('a process that may not write any more', () => {
  it('goes on, says so, and leaves a journal whose chain holds', async () => {
    const path = join(tempFolder(), 'cutover-journal.db');
    // A limit on the size of files: as with a full disk no write gets any further.
    const command = 'ulimit -f 2000; exec "$0" "$@"';
    const child = await follow(
      spawn('bash', ['-c', command, process.execPath, program, 'fill', path], {
        stdio: ['pipe', 'pipe', 'inherit'],
      }),
    );
    expect(await child.line()).toMatch(`${path} cannot be `);
    await child.kill();
    const journal = opened(path);
    expect(journal.setAside).toBeNull();
    const chain = journal.verifyChain();
    expect(chain.ok && chain.records).toBeGreaterThan(100);
    expect(journal.flush()).toBe(true);
  });
});

describe('the rollout of a flags file', () => {
  it('is decided by one of several engines that start at the same moment', async () => {
    const lock = join(tempFolder(), 'rollout.lock');
    for (let round = 0; round < 5; round++) {
      const children = await Promise.all([1, 2, 3].map(() => start('claim', lock)));
      for (const child of children) child.process.stdin?.write('go\n');
      const said = await Promise.all(children.map((child) => child.line()));
      expect(said.toSorted()).toEqual(['owner', 'refused', 'refused']);
      const owner = children[said.indexOf('owner')]!;
      expect(controllerOf(lock)).toEqual({ pid: owner.pid, startedAt: 1234 });
      expect(claimController(lock, { pid: process.pid, startedAt: 1 })).toBeNull();
      await Promise.all(children.filter((child) => child !== owner).map((child) => child.kill()));
      expect(controllerOf(lock)).toEqual({ pid: owner.pid, startedAt: 1234 });
      await owner.kill();
      expect(controllerOf(lock)).toBeNull();
    }
  });

  it('is claimed after the owner was killed, and released', () => {
    const lock = join(tempFolder(), 'rollout.lock');
    expect(controllerOf(lock)).toBeNull();
    const claim = claimController(lock, { pid: 77, startedAt: 5 });
    expect(claim).not.toBeNull();
    expect(controllerOf(lock)).toEqual({ pid: 77, startedAt: 5 });
    expect(claimController(lock, { pid: 78, startedAt: 6 })).toBeNull();
    expect(controllerOf(lock)).toEqual({ pid: 77, startedAt: 5 });
    claim?.release();
    claim?.release();
    expect(controllerOf(lock)).toBeNull();
    const next = claimController(lock, { pid: 78, startedAt: 6 });
    expect(controllerOf(lock)).toEqual({ pid: 78, startedAt: 6 });
    next?.release();
  });

  it('cannot be claimed where no file can be: it says which and what to do', () => {
    const lock = join(tempFolder(), 'missing', 'rollout.lock');
    expect(() => claimController(lock, { pid: 1, startedAt: 1 })).toThrow(
      expect.objectContaining({ code: 'controller_lock_unusable', message: expect.stringContaining(lock) }),
    );
  });
});
