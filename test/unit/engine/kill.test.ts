import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import type { IntentBody } from '../../../src/engine/rollout/writes.ts';
import { journalPath, openJournalReadOnly } from '../../../src/journal/journal.ts';
import { seeded } from '../../../src/statistics/random.ts';
import { temporaryFolder } from '../../support/program.ts';
import { PATIENCE } from '../../support/tmux-server.ts';
import { openRollout } from './support/rollout.ts';

const CHILD = fileURLToPath(new URL('./children/stages.ts', import.meta.url));
const ROUNDS = 50;
/** Writes of the child take about this long together, in ms: the kill falls anywhere in them. */
const LONGEST_MS = 60;

/** The child in one file: it is started many times. */
async function bundled(folder: string): Promise<string> {
  const outfile = join(folder, 'stages.mjs');
  await build({
    entryPoints: [CHILD],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'error',
  });
  return outfile;
}

async function started(program: string, flagsPath: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [program, flagsPath], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout!, 'data');
  return child;
}

/** Intents that were open when the process died, and the last record of all. */
function left(flagsPath: string) {
  const journal = openJournalReadOnly(journalPath(flagsPath));
  try {
    const open = journal.openIntents().map(({ id, body }) => ({ id, ...(body as IntentBody).write }));
    return { open, chain: journal.verifyChain() };
  } finally {
    journal.close();
  }
}

describe('an engine that is killed while it changes the stage', () => {
  it(
    'leaves a flags file and a journal that agree after the restart, at any of 50 moments',
    async () => {
      const folder = await temporaryFolder();
      const flagsPath = join(folder.path, 'feature_flags.json');
      const program = await bundled(folder.path);
      const random = seeded(7);
      const found = { rollback: 0, promotion: 0 };
      try {
        for (let round = 0; round < ROUNDS; round++) {
          const child = await started(program, flagsPath);
          await pause(random() * LONGEST_MS);
          child.kill('SIGKILL');
          await once(child, 'exit');

          const { open, chain } = left(flagsPath);
          expect(chain.ok).toBe(true);
          expect(open.length).toBeLessThanOrEqual(1);
          const [intent] = open;
          const { rollout, flags, close } = await openRollout(flagsPath);
          const stage = flags.state().desired.rollout_stage;
          expect(rollout.state).toMatchObject({ stage, pending: null });
          if (intent?.kind === 'rollback') {
            found.rollback++;
            expect(stage).toBe('disabled');
            expect(rollout.state.sub).toMatchObject({ kind: 'rolled_back', who: 'test', why: 'again' });
          } else if (intent !== undefined) {
            found.promotion++;
            expect(stage).toBe(intent.from);
          }
          await close();
          expect(left(flagsPath).open).toEqual([]);
        }
      } finally {
        await folder.remove();
      }
      expect(found.rollback).toBeGreaterThan(0);
      expect(found.promotion).toBeGreaterThan(0);
    },
    120_000 * PATIENCE,
  );
});
