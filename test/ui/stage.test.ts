import './support/utc.ts';
import { describe, expect, it } from 'vitest';
import type { StagePreview } from '../../src/core/client.ts';
import { CutoverError } from '../../src/core/errors.ts';
import type { Snapshot } from '../../src/core/snapshot.ts';
import type { Stage } from '../../src/core/stage.ts';
import { calls, has, lacks, SMALL, start, WIDE } from './support/cockpit.ts';
import { FakeClient } from './support/fake-client.ts';
import { sampleRollout } from './support/sample-rollout.ts';
import { READY } from './support/sample-rollouts.ts';
import { NOW, sampleSnapshot } from './support/sample-snapshot.ts';

/** An engine that knows of nothing against the next stage. */
function readyClient(over: Partial<Snapshot> = {}): FakeClient {
  const client = new FakeClient(sampleSnapshot({ ...READY, ...over }));
  client.preview = async (stage) => ({ ...client.samplePreview(stage), warnings: [] });
  return client;
}

describe('the stage', () => {
  it('is written after a preview and y, with who and why', async () => {
    const shown = await start(WIDE, { client: readyClient() });
    await shown.press(
      'sj\r',
      has('Advance to BETA', '- "rollout_stage": "canary"', '+ "rollout_stage": "beta"'),
    );
    expect(lacks('type the reason')(shown.terminal.text())).toBe(true);
    await shown.press('y', has('beta written in 6 ms, read back in 1 ms'));
    expect(shown.client.calls).toEqual([
      ['previewStage', 'beta'],
      ['setStage', 'beta', 'r1', { who: 'ana', why: '' }],
    ]);
  });

  it('asks for a reason where evidence is missing, and sends it', async () => {
    const shown = await start(WIDE);
    await shown.press(
      'sj\r',
      has('! agreement: 4 signatures open', 'Not all evidence is in', 'type the reason:  ▏'),
    );
    await shown.press('\r', has('a reason is needed'));
    await shown.press('  \r', has('a reason is needed'));
    await shown.press('yes: all four seen, R\u007f\r', has('[ Advance although inconclusive ]'));
    expect(calls(shown, 'setStage')).toEqual([]);
    await shown.press('\r', has('beta written'));
    expect(calls(shown, 'setStage')).toEqual([
      ['setStage', 'beta', 'r1', { who: 'ana', why: 'yes: all four seen,' }],
    ]);
  });

  it('asks for a reason by the engine’s warnings where there are no gates to go by', async () => {
    const client = readyClient({ rollout: sampleRollout({ gates: [] }) });
    client.preview = async (stage) => ({ ...client.samplePreview(stage), warnings: ['disk: nearly full'] });
    const shown = await start(WIDE, { client });
    await shown.press('sj\r', has('! disk: nearly full', 'type the reason:'));
  });

  it('asks for no reason to begin with canary, but for one to leave it out', async () => {
    const stage = { current: 'disabled', percentage: 0, since: null, dwellMs: null } as const;
    const shown = await start(WIDE, { client: new FakeClient(sampleSnapshot({ stage })) });
    await shown.press('sj\r', has('Advance to CANARY', '[ Cancel ]'));
    expect(shown.terminal.text()).not.toContain('type the reason');
    await shown.press('n', lacks('Advance to'));
    await shown.press('j\r', has('Advance to BETA', '! canary is left out', 'type the reason:'));
  });

  it('leaves the form by its Cancel button, by Esc, and goes round with Tab', async () => {
    const shown = await start(WIDE);
    await shown.press('sj\r', has('type the reason:  ▏'));
    await shown.press('because\t', has('[ Cancel ]', 'because '));
    await shown.press('\t', has('[ Advance although'));
    await shown.press('\u001b[Z', has('[ Cancel ]'));
    await shown.press('\r', lacks('Advance to BETA'));
    await shown.press('\r', has('type the reason:  ▏'));
    await shown.press('\u001b', lacks('Advance to BETA'));
    expect(calls(shown, 'setStage')).toEqual([]);
  });

  it('takes a pasted reason as text', async () => {
    const shown = await start(WIDE);
    await shown.press('sj\r', has('type the reason:  ▏'));
    await shown.press('\u001b[200~see ticket 12\nR y\u001b[201~', has('see ticket 12 R y▏'));
    expect(calls(shown, 'rollBack')).toEqual([]);
  });

  it('is not written by Enter alone, Esc, n or q', async () => {
    const shown = await start(WIDE, { client: readyClient() });
    for (const key of ['\r', '\u001b', 'n', 'q']) {
      await shown.press('sj\r', has('[ Cancel ]'));
      await shown.press(key, lacks('[ Cancel ]'));
    }
    expect(calls(shown, 'setStage')).toEqual([]);
    expect(shown.quits).toBe(0);
  });

  it('is written by the other button', async () => {
    const shown = await start(WIDE);
    await shown.press('sk\r', has('Go back to DISABLED', '[ Cancel ]'));
    await shown.press('\t', has('[ Write it ]'));
    await shown.press('\r', has('disabled written'));
  });

  it('legacy_disabled asks for its name to be typed', async () => {
    const stage = { current: 'production', percentage: 100, since: NOW, dwellMs: null } as const;
    const shown = await start(WIDE, { client: readyClient({ stage }) });
    await shown.press('sG\r', has('To go on type legacy_disabled'));
    await shown.press('yes\r', has('yes▏', 'the name has to be typed in full'));
    expect(calls(shown, 'setStage')).toEqual([]);
    await shown.press('\u007f\u007f\u007flegacy_disabled', has('legacy_disabled▏'));
    await shown.press('\r', has('legacy_disabled written'));
  });

  it('cannot be confirmed before the preview is there, nor twice', async () => {
    const client = readyClient();
    let answer: (preview: StagePreview) => void = () => {};
    client.preview = () => new Promise((resolve) => (answer = resolve));
    client.write = () => new Promise(() => {});
    const shown = await start(WIDE, { client });
    await shown.press('sj\r', has('Reading the flags file…'));
    // Not through the terminal: there the answer could overtake the key.
    shown.controller.key('y');
    answer({ ...client.samplePreview('beta'), warnings: [] });
    await shown.until(has('[ Cancel ]'));
    await shown.press('yy', has('Writing…'));
    expect(client.calls.filter(([name]) => name === 'setStage')).toHaveLength(1);
  });

  it('shows what is wrong when there is no preview', async () => {
    const client = new FakeClient();
    client.preview = async (_stage: Stage) => {
      throw new CutoverError(
        'flags_rejected',
        'feature_flags.json is no JSON: line 3',
        'mend it, or move it away',
      );
    };
    const shown = await start(SMALL, { client });
    await shown.press(
      'sj\r',
      has('Cannot change the stage', 'feature_flags.json is no JSON: line 3', 'mend it, or move it away'),
    );
    await shown.press('\u001b', lacks('Cannot change'));
  });
});
