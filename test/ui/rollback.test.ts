import './support/utc.ts';
import { describe, expect, it } from 'vitest';
import { CutoverError } from '../../src/core/errors.ts';
import { has, lacks, SMALL, start, WIDE } from './support/cockpit.ts';
import { FakeClient } from './support/fake-client.ts';
import { expectSoundScreen } from './support/invariants.ts';
import { ROLLED_BACK } from './support/sample-rollouts.ts';
import { NOW, sampleSnapshot } from './support/sample-snapshot.ts';

describe('the rollback', () => {
  it('is R and y, and shows its proof as it comes in', async () => {
    const shown = await start(WIDE);
    await shown.press('R', has('ROLL BACK', 'canary 5 %  →  disabled 0 %', 'legacy serves 11 of 12 agents'));
    await shown.press(
      'y',
      has('✓ flags written        6 ms', 'waiting for the first cycle that legacy serves'),
    );
    expect(shown.client.calls).toEqual([['rollBack', { who: 'ana', why: 'rollback key' }]]);
    const proof = {
      at: NOW + 1000,
      from: { stage: 'canary', percentage: 5 },
      who: 'ana',
      why: 'rollback key',
      writtenMs: 5,
      readBackMs: 1,
    } as const;
    shown.client.publish({ rollback: { ...proof, served: null } });
    await shown.until(has('ROLLED BACK  21:14:03', 'waiting for the first cycle'));
    shown.client.publish({
      rollback: { ...proof, served: { tick: 8214, afterMs: 2100, agents: 12, of: 12 } },
    });
    await shown.until(has('legacy served cycle 8,214 after 2.1 s, 12 of 12 agents'));
    await shown.press('\u001b', lacks('ROLLED BACK'));
  });

  it('does not take an old proof for the new one', async () => {
    const old = {
      at: NOW - 9000,
      from: { stage: 'beta', percentage: 50 },
      who: 'bo',
      why: 'x',
      writtenMs: 1,
      readBackMs: 1,
      served: { tick: 1, afterMs: 1, agents: 1, of: 1 },
    } as const;
    const shown = await start(WIDE, { client: new FakeClient(sampleSnapshot({ rollback: old })) });
    await shown.press('Ry', has('waiting for the first cycle that legacy serves'));
  });

  it('is left with n, Esc and Enter', async () => {
    const shown = await start(WIDE);
    for (const key of ['n', '\u001b', '\r']) {
      await shown.press('R', has('roll back now'));
      await shown.press(key, lacks('roll back now'));
    }
    expect(shown.client.calls).toEqual([]);
  });

  it('can be reached from the agent view and over the help', async () => {
    const shown = await start(SMALL);
    await shown.press('\r', has('[1 Screen'));
    await shown.press('?', has('━ Keys of'));
    await shown.press('R', has('roll back now'));
  });

  it('says so loudly when it failed', async () => {
    const client = new FakeClient();
    client.write = async () => {
      throw new CutoverError(
        'locked',
        'feature_flags.json is locked by process 4711',
        'try again, or set TMUX_ORC_ROLLOUT_STAGE=disabled',
      );
    };
    const shown = await start(SMALL, { client });
    await shown.press('Ry', has('NOT ROLLED BACK', 'locked by process 4711', 'try again'));
    await shown.press('R', has('roll back now'));
  });

  it('that failed at first is shown as soon as it has been done, also when it was decided before it failed', async () => {
    for (const isDecidedBefore of [false, true]) {
      const client = new FakeClient();
      client.write = async () => {
        if (isDecidedBefore) client.publish({ ...ROLLED_BACK, rollback: null });
        throw new CutoverError('disk_full', 'no space is left on the disk', 'free some');
      };
      const shown = await start(WIDE, { client });
      await shown.press('Ry', has('NOT ROLLED BACK', 'no space is left'));
      client.publish({ at: NOW + 1 });
      await shown.press('\u001b[C', has('NOT ROLLED BACK'));
      client.publish(ROLLED_BACK);
      await shown.until(has('━ ROLLED BACK  21:13:07'));
      expect(shown.terminal.text()).not.toContain('NOT ROLLED BACK');
    }
  });

  it('that happens by itself opens once, and stays in the header until it is retried', async () => {
    const shown = await start(WIDE);
    shown.client.publish(ROLLED_BACK);
    await shown.until(has('ROLLED BACK  21:13:07', '✗ error rate 0.061 %', 'bound 1.20, n 812', 'T retry'));
    expectSoundScreen(shown.terminal, { dialog: true });
    await shown.press('\u001b', lacks('ROLLED BACK'));
    shown.client.publish({});
    await shown.press('j', has('rolled back from canary 21:13: error rate: 5 failures in a row  T retry'));
    expect(shown.terminal.text()).not.toContain('ROLLED BACK');
    shown.client.publish(sampleSnapshot());
    await shown.until(has('next BETA'));
  });

  it('that stood already at the start opens nothing', async () => {
    const shown = await start(WIDE, { client: new FakeClient(sampleSnapshot(ROLLED_BACK)) });
    shown.client.publish({});
    await shown.press('j', has('rolled back from canary'));
    expect(shown.terminal.text()).not.toContain('ROLLED BACK');
  });

  it('that happens while something is typed waits until that is done; a list of keys it replaces', async () => {
    const shown = await start(WIDE);
    await shown.press('P', has('Pause the rollout'));
    shown.client.publish(ROLLED_BACK);
    await shown.press('quiet', has('quiet▏'));
    await shown.press('\u001b', has('ROLLED BACK  21:13:07'));
    await shown.press('q', lacks('ROLLED BACK'));
    shown.client.publish(sampleSnapshot());
    await shown.press('?', has('━ Keys of'));
    shown.client.publish(ROLLED_BACK);
    await shown.until(has('ROLLED BACK  21:13:07'));
  });

  it('of this cockpit is not shown twice', async () => {
    const shown = await start(WIDE);
    await shown.press('Ry', has('waiting for the first cycle'));
    shown.client.publish(ROLLED_BACK);
    await shown.until(has('legacy served cycle 8,214'));
    await shown.press('\u001b', lacks('ROLLED BACK'));
    await shown.press('j', has('rolled back from canary'));
    expect(shown.terminal.text()).not.toContain('ROLLED BACK');
  });
});
