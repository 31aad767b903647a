import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readEvents, readRecords, readStatus, stageRefused } from '../../../src/engine/status.ts';
import { journalPath } from '../../../src/journal/journal.ts';
import { temporaryFolder } from '../../support/program.ts';
import { openRollout } from './support/rollout.ts';

const ANA = { who: 'ana', why: 'wrong states in codex panes' };
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let path: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  path = join(folder.path, 'feature_flags.json');
});
afterEach(() => folder.remove());

describe('the status of a rollout without an engine', () => {
  it('is that of the flags file where there is no journal yet', async () => {
    expect(await readStatus(path, {})).toMatchObject({
      flags: { status: 'missing' },
      engine: null,
      rollout: null,
      savedAt: null,
    });
    expect(readEvents(path, {})).toEqual([]);
    expect(readRecords(journalPath(path), ['act'], 10)).toEqual([]);
    expect(stageRefused(path, 'beta', { who: 'ana', why: '' })).toBeNull();
  });

  it('names the engine that decides while one does, and what it kept afterwards', async () => {
    const { rollout, flags, close } = await openRollout(path);
    await rollout.setStage('canary', flags.state().revision, ANA);
    expect(await readStatus(path, {})).toMatchObject({
      flags: { effective: { rollout_stage: 'canary' } },
      engine: { pid: process.pid },
    });
    await rollout.rollBack(ANA);
    await close();

    const status = await readStatus(path, {});
    expect(status).toMatchObject({ flags: { effective: { rollout_stage: 'disabled' } }, engine: null });
    const acts = readRecords(journalPath(path), ['act', 'stage'], 10).map(({ kind, body }) => [kind, body]);
    expect(acts).toMatchObject([
      ['stage', { to: { stage: 'canary' }, ...ANA }],
      ['act', { act: 'kill', refused: null, ...ANA }],
      ['stage', { from: { stage: 'canary' }, to: { stage: 'disabled', share: 0 }, ...ANA }],
    ]);
    expect(stageRefused(path, 'canary', { who: 'ana', why: 'again' })).toMatchObject({
      message: expect.stringMatching(/^rolled back from canary .*: wrong states in codex panes$/),
      mend: expect.stringMatching(/cutover retry/),
    });
  });
});
