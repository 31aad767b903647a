import './support/utc.ts';
import { describe, expect, it } from 'vitest';
import { CutoverError } from '../../src/core/errors.ts';
import { calls, has, lacks, SMALL, start, WIDE } from './support/cockpit.ts';
import { FakeClient } from './support/fake-client.ts';
import { expectSoundScreen } from './support/invariants.ts';
import { sampleRollout } from './support/sample-rollout.ts';
import { AWAITING, DRILL, FROZEN, FROZEN_BY_HAND, PAUSED, ROLLED_BACK } from './support/sample-rollouts.ts';
import { NOW, sampleSnapshot } from './support/sample-snapshot.ts';

const HOUR = 3_600_000;
const act = (why: string) => ({ who: 'ana', why });

describe('the acts on the rollout', () => {
  it('pause with a reason, and resume', async () => {
    const shown = await start(WIDE);
    await shown.press('P', has('Pause the rollout', 'stands at 13h12m', 'reason  ▏'));
    await shown.press('\r', has('a reason is needed'));
    await shown.press('release\r', has('paused: P resumes'));
    shown.client.publish(PAUSED);
    await shown.press('P', has('Resume the rollout', 'Paused 20:10 by ana'));
    await shown.press('done\r', has('resumed'));
    expect(shown.client.calls).toEqual([
      ['pause', act('release')],
      ['resume', act('done')],
    ]);
  });

  it('freeze for a span or until it is lifted, and lift it', async () => {
    const shown = await start(WIDE);
    await shown.press('F', has('Freeze the rollout', 'how long (until lifted)  ▏'));
    await shown.press('soon\r', has('write a span of time, as 12h, 90 min or 3 d'));
    await shown.press('\u007f\u007f\u007f\u007f12h', has('how long (until Wed 09:14)  12h▏'));
    await shown.press('\raudit\r', has('frozen until Wed 09:14'));
    await shown.press('F\raudit\r', has('frozen until F lifts it'));
    shown.client.publish(FROZEN_BY_HAND);
    await shown.press('F', has('Lift the freeze', 'Frozen until lifted by bo: audit of the pipelines.'));
    await shown.press('over\r', has('the freeze is lifted'));
    expect(shown.client.calls).toEqual([
      ['freeze', NOW + 12 * HOUR, act('audit')],
      ['freeze', null, act('audit')],
      ['unfreeze', act('over')],
    ]);
  });

  it('freeze by hand in a window of the config: the window ends by itself', async () => {
    const shown = await start(WIDE, { client: new FakeClient(sampleSnapshot(FROZEN)) });
    await shown.press('F', has('Freeze the rollout'));
  });

  it('approve what is shown', async () => {
    const shown = await start(WIDE, { client: new FakeClient(sampleSnapshot(AWAITING)) });
    await shown.press('A', has('Approve PRODUCTION', '✓ error rate', 'makes it void'));
    await shown.press('\r', lacks('Approve PRODUCTION'));
    await shown.press('Ay', has('approved: production'));
    expect(shown.client.calls).toEqual([['approve', act('seen: 8 of 8 gates pass, bake 72h of 72h')]]);
  });

  it('drill after a confirmation that says what it does', async () => {
    const shown = await start(WIDE);
    await shown.press('D', has('canary 5 %  →  disabled 0 %  →  canary 5 %', 'This is real'));
    for (const key of ['\r', 'n', 'q', '\u001b']) {
      await shown.press(key, lacks('This is real'));
      await shown.press('D', has('This is real'));
    }
    expect(shown.client.calls).toEqual([]);
    await shown.press('y', has('the drill has begun'));
    expect(shown.client.calls).toEqual([['drill', act('drill key')]]);
  });

  it('retry only after a rollback: shows why first, then the change, then asks for the reason', async () => {
    const shown = await start(WIDE, { client: new FakeClient(sampleSnapshot(ROLLED_BACK)) });
    await shown.press(
      'T',
      has('Begin again at CANARY', 'Rolled back 21:13 from canary by itself', '+ "rollout_stage": "canary"'),
    );
    await shown.press('probe mended\r', has('[ Begin again ]'));
    expect(calls(shown, 'retry')).toEqual([]);
    await shown.press('\r', has('begun again at canary'));
    expect(calls(shown, 'retry')).toEqual([['retry', 'canary', act('probe mended')]]);
  });

  it('retry also from the selector of stages, at the stage chosen there', async () => {
    const shown = await start(WIDE, { client: new FakeClient(sampleSnapshot(ROLLED_BACK)) });
    await shown.press('sj\r', has('Begin again at CANARY', 'Rolled back 21:13'));
  });

  it.each([
    ['T', {}, 'nothing to retry'],
    ['A', {}, 'no approval is needed'],
    ['D', DRILL, 'a drill is under way'],
    ['D', ROLLED_BACK, 'a drill begins from canary or beta'],
    ['P', ROLLED_BACK, 'T retries'],
  ])('%s says what is the matter where it makes no sense', async (key, snapshot, words) => {
    const shown = await start(SMALL, { client: new FakeClient(sampleSnapshot(snapshot)) });
    await shown.press(key, has(words));
    expect(shown.client.calls).toEqual([]);
  });

  it.each([
    ['Px\r', 'Not paused'],
    ['F\rx\r', 'Not frozen'],
    ['Dy', 'No drill'],
  ])('%j: what the engine refuses is shown, with what to do', async (keys, title) => {
    const client = new FakeClient();
    client.act = async () => {
      throw new CutoverError('refused', 'another cutover decides', 'ask pid 3120');
    };
    const shown = await start(SMALL, { client });
    await shown.press(keys, has(title, 'another cutover decides', 'ask pid 3120'));
    expectSoundScreen(shown.terminal, { dialog: true });
  });

  it('are sent once, however often Enter is pressed', async () => {
    const client = new FakeClient();
    client.act = () => new Promise(() => {});
    const shown = await start(WIDE, { client });
    await shown.press('Px\r\r\ry', has('Writing…', 'reason  x'));
    expect(calls(shown, 'pause')).toHaveLength(1);
  });

  it('do not close a rollback that was asked for meanwhile', async () => {
    const client = new FakeClient();
    let answer = (): void => {};
    client.act = () => new Promise((resolve) => (answer = resolve));
    const shown = await start(WIDE, { client });
    await shown.press('Dy', has('Writing…'));
    await shown.press('R', has('roll back now'));
    answer();
    await shown.until(has('the drill has begun', 'roll back now'));
  });

  it('are dead in a read-only cockpit', async () => {
    const shown = await start(WIDE, { readOnly: true, client: new FakeClient(sampleSnapshot(ROLLED_BACK)) });
    shown.terminal.type('TPFDA');
    await shown.press('j', has('rolled back from canary'));
    expect(shown.terminal.text()).not.toContain('T retry');
    expect(shown.terminal.text()).not.toContain('Begin again');
  });
});

describe('the stage in full', () => {
  it('is one key, and Esc goes back', async () => {
    const shown = await start(WIDE, { client: new FakeClient(sampleSnapshot(AWAITING)) });
    await shown.press('sz', has('missing for PRODUCTION', 'other gates', 'last drill', 'looks'));
    expect(shown.terminal.text()).not.toContain('Events');
    await shown.press('\u001b', has('Events', 'z in full'));
    expectSoundScreen(shown.terminal);
  });

  it('scrolls below the stages on a small screen, and the cursor stays', async () => {
    const shown = await start(
      { columns: 74, rows: 19 },
      { client: new FakeClient(sampleSnapshot(AWAITING)) },
    );
    await shown.press('s', has('more ↓ PgDn', '▸● beta'));
    await shown.press('\u001b[6~\u001b[6~\u001b[6~\u001b[6~', has('share', '▸● beta'));
    await shown.press('\u001b[5~\u001b[5~\u001b[5~\u001b[5~', lacks('share'));
  });
});

describe('who decides', () => {
  it('is told quietly in the third line, after what is wrong', async () => {
    const controller = { mine: false, pid: 3120 };
    const shown = await start(WIDE);
    shown.client.publish({ rollout: sampleRollout({ controller }) });
    await shown.until(has(' another cutover (pid 3120) decides; this one shows'));
    expect(shown.terminal.text()).not.toContain('! another cutover');
    shown.client.publish({ rollout: sampleRollout({ controller, journalProblem: 'the disk is full' }) });
    await shown.until(has('! journal: the disk is full', '+1 more'));
  });
});
