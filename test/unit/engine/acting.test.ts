import { writeFile } from 'node:fs/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ActionRecord } from '../../../src/core/actions.ts';
import { PATIENCE } from '../../support/tmux-server.ts';
import { openTeam, type Team } from './support/team.ts';

// Legacy takes a second an agent, and looks several times.
vi.setConfig({ testTimeout: 60_000 * PATIENCE });

let team: Team;
afterEach(() => team.close());

const recover = (more: object = {}) => ({ recoverPm: { mode: 'act', start: team.start, ...more } });
/** Of those that ended. */
const ends = (records: ActionRecord[]) => records.filter((record) => record.phase === 'ended');

describe('a PM that is killed', () => {
  it('under the authority of modular is brought back, verified by its prompt, and is the only one; legacy only wants it', async () => {
    team = await openTeam();
    await team.open('modular', recover());
    await team.when('both have seen the PM', ({ rows }) =>
      rows.some((row) => row.role === 'pm' && row.legacy !== null && row.modular !== null),
    );
    await team.killPm();
    const { actions, rows, events } = await team.when('the recovery', (s) => s.actions.recent.length > 0);
    expect(actions.recent).toMatchObject([
      { kind: 'recover_pm', by: 'modular', result: 'done', session: 'main' },
    ]);
    expect(actions.recent[0]!.text).toMatch(/^recovered in \d+(\.\d)? s: main:\d\.0$/);
    expect(events.map(({ text }) => text).join('\n')).toMatch(/PM recovered in \d+(\.\d)? s/);
    expect(await team.pms()).toHaveLength(1);
    expect(
      rows.filter((row) => row.role === 'pm' && row.modular !== null && row.modular.state !== 'crashed')
        .length,
    ).toBeLessThanOrEqual(1);
    // One window was opened, by tmux's own log; and the journal has nothing that legacy did.
    expect(await team.commands()).toEqual([expect.stringContaining('new-window')]);
    expect(
      new Set(team.records().flatMap((record) => (record.phase === 'begun' ? [record.by] : []))),
    ).toEqual(new Set(['modular']));
    const { cycles } = team.engine().snapshot().monitors.legacy;
    const after = await team.when('legacy to look again', (s) => s.monitors.legacy.cycles > cycles + 1);
    expect(after.actions.monitors.legacy.executed.recover_pm).toBe(0);
    expect(after.actions.monitors.modular).toMatchObject({
      wanted: { recover_pm: 1 },
      executed: { recover_pm: 1 },
      recovery: { succeeded: 1, failed: 0 },
    });
  });

  it('whose pane is kept is started anew in it', async () => {
    team = await openTeam();
    await team.server.run('set-option', '-g', 'remain-on-exit', 'on');
    const [pane] = await team.pms();
    await team.open('modular', recover());
    await team.when('the PM', ({ rows }) =>
      rows.some((row) => row.role === 'pm' && row.modular?.state === 'idle'),
    );
    await team.killPm();
    const { actions } = await team.when('the recovery', (s) => s.actions.recent.length > 0);
    expect(actions.recent).toMatchObject([{ result: 'done', paneId: pane }]);
    expect(await team.pms()).toEqual([pane]);
    expect(await team.commands()).toEqual([expect.stringContaining('respawn-pane')]);
  });

  it('under the authority of legacy is brought back as legacy wants it; modular only wants it', async () => {
    team = await openTeam();
    await team.open('legacy', recover());
    await team.when('the PM', ({ rows }) => rows.some((row) => row.role === 'pm' && row.modular !== null));
    await team.killPm();
    const { actions } = await team.when('the recovery', (s) => s.actions.recent.length > 0);
    expect(actions.recent).toMatchObject([{ by: 'legacy', result: 'done' }]);
    expect(await team.pms()).toHaveLength(1);
    expect(await team.commands()).toEqual([expect.stringContaining('new-window')]);
    expect(ends(team.records())).toMatchObject([{ by: 'legacy', kind: 'recover_pm' }]);
    expect(actions.monitors.modular.executed.recover_pm).toBe(0);
  });

  it('is only missed while the switch is off: both would have acted, nothing is done', async () => {
    team = await openTeam();
    await team.open('modular', {});
    await team.when('the PM', ({ rows }) =>
      rows.some((row) => row.role === 'pm' && row.legacy !== null && row.modular !== null),
    );
    await team.killPm();
    const { actions, events } = await team.when(
      'both to want it',
      ({ actions: { monitors } }) =>
        monitors.legacy.wanted.recover_pm > 0 && monitors.modular.wanted.recover_pm > 0,
    );
    expect(actions.wishes.map(({ held }) => held)).toContain('only observed: the switch is off');
    const told = events.map(({ text }) => text).join('\n');
    expect(told).toContain('modular would have acted: recovers the PM');
    expect(told).toContain('legacy would have acted: recovers the PM');
    expect(await team.commands()).toEqual([]);
    expect(team.records()).toEqual([]);
  });
});

describe('a start command that fails', () => {
  it('three times is a failed recovery, and rolls back in the tick in which it fails', async () => {
    team = await openTeam();
    await team.open('modular', { recoverPm: { mode: 'act', start: ['false'], backOff: '100ms' } });
    await team.when('the PM', ({ rows }) => rows.some((row) => row.role === 'pm' && row.modular !== null));
    await team.killPm();
    const { actions, rollback, health, rollout } = await team.when(
      'the rollback',
      (s) => s.rollback !== null,
    );
    expect(actions.recent.at(-1)).toMatchObject({ result: 'failed', tries: 3, by: 'modular' });
    expect(actions.recent.at(-1)!.text).toContain('failed after 3 tries: the start command ended at once');
    expect(rollback).toMatchObject({ from: { stage: 'production' }, who: 'cutover' });
    expect(rollback!.why).toContain('PM recovery');
    expect(rollback!.at - actions.recent.at(-1)!.at).toBeLessThanOrEqual(200);
    expect(rollout.sub.kind).toBe('rolled_back');
    expect(health.checks.some((check) => check.id === 'pm_recovery')).toBe(true);
    const served = await team.when('legacy to serve', (s) => s.rollback?.served != null);
    expect(served.authority.monitor).toBe('legacy');
    expect((await team.commands()).filter((line) => line.includes('new-window'))).toHaveLength(3);
  });
});

describe('a rollback', () => {
  it('while a recovery waits for the prompt stops it before its next step, and says what is left', async () => {
    team = await openTeam();
    await team.open('modular', { recoverPm: { mode: 'act', start: ['sleep', '1000'] } });
    await team.when('the PM', ({ rows }) => rows.some((row) => row.role === 'pm' && row.modular !== null));
    await team.killPm();
    await team.when('it waits', (s) =>
      s.actions.running.some(({ step }) => step.startsWith('waits for the prompt')),
    );
    await team.engine().rollBack({ who: 'ana', why: 'a test' });
    const { actions } = await team.when('its end', (s) => s.actions.recent.length > 0);
    expect(actions.running).toEqual([]);
    expect(actions.recent).toMatchObject([{ result: 'stopped', by: 'modular' }]);
    expect(actions.recent[0]!.text).toMatch(
      /^stopped: ana rolls back, while it waits for the prompt of main:\d\.0; %\d+ is left as it is$/,
    );
    expect(ends(team.records())).toMatchObject([{ result: 'stopped', text: actions.recent[0]!.text }]);
    // It opened one window and did nothing after that; legacy, which has the authority now, is free to act.
    const own = (await team.commands()).filter((line) => line.includes('sleep 1000'));
    expect(own).toHaveLength(1);
    expect(actions.monitors.modular.recovery).toMatchObject({ succeeded: 0, failed: 0 });
  });
});

describe('a PM that is alive', () => {
  it('and prints "killed", "Traceback" and "timeout" 500 times is never recovered by modular', async () => {
    team = await openTeam();
    await team.open('modular', recover());
    await team.when('the PM', ({ rows }) => rows.some((row) => row.role === 'pm' && row.modular !== null));
    const [pane] = await team.pms();
    const tty = (await team.server.run('display-message', '-p', '-t', pane!, '#{pane_tty}')).trim();
    for (let i = 0; i < 500; i++) {
      await writeFile(tty, `killed\r\nTraceback (most recent call last):\r\ntimeout\r\n`);
      if (i % 50 === 0) {
        const { cycles } = team.engine().snapshot().monitors.modular;
        await team.when('another look', (s) => s.monitors.modular.cycles > cycles);
      }
    }
    const { cycles } = team.engine().snapshot().monitors.modular;
    const { actions } = await team.when('some more looks', (s) => s.monitors.modular.cycles > cycles + 5);
    expect(actions.monitors.modular.wanted.recover_pm).toBe(0);
    expect(await team.commands()).toEqual([]);
    expect(await team.pms()).toEqual([pane]);
  });
});
