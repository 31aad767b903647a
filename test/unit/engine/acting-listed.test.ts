import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { readActions, readStatus } from '../../../src/engine/status.ts';
import { journalPath } from '../../../src/journal/journal.ts';
import { until } from '../../support/tmux-server.ts';
import { openTeam, type Team } from './support/team.ts';

let team: Team;
afterEach(() => team.close());

it('an action is told of by the journal alone: while it is under way, and when it has ended', async () => {
  team = await openTeam();
  const flagsPath = join(team.folder, 'feature_flags.json');
  const journal = journalPath(flagsPath);
  expect(readActions(journal, 10)).toEqual([]);
  const engine = await team.open('modular', { recoverPm: { mode: 'act', start: ['sleep', '1000'] } });
  await team.when('the PM', ({ rows }) => rows.some((row) => row.role === 'pm' && row.modular !== null));
  await team.killPm();
  await team.when('it waits', (s) =>
    s.actions.running.some(({ step }) => step.startsWith('waits for the prompt')),
  );
  const [underway, ...others] = readActions(journal, 10);
  expect(others).toEqual([]);
  expect(underway).toMatchObject({
    by: 'modular',
    kind: 'recover_pm',
    session: 'main',
    result: null,
    ms: null,
    starts: 1,
    step: expect.stringMatching(/^waits for the prompt of main:\d\.0$/),
    paneId: expect.stringMatching(/^%\d+$/),
  });
  const kept = async () => (await readStatus(flagsPath, {})).actions;
  await until('what is kept of it', async () => (await kept())?.running.length === 1);

  await engine.rollBack({ who: 'ana', why: 'a test' });
  await team.when('its end', (s) => s.actions.recent.length > 0);
  // Legacy may have begun to act meanwhile: its authority is another one's.
  const ended = readActions(journal, 10).find(({ id }) => id === underway!.id);
  expect(ended).toMatchObject({
    result: 'stopped',
    text: expect.stringMatching(/^stopped: ana rolls back/),
    ms: expect.any(Number),
  });
  await until('what is kept of its end', async () => (await kept())?.recent.length === 1);
  expect(await kept()).toMatchObject({
    recent: [{ result: 'stopped' }],
    modes: { recover_pm: 'act', notify_pm: 'observe' },
    monitors: { modular: { wanted: { recover_pm: 1 }, executed: { recover_pm: 1 } } },
  });
});
