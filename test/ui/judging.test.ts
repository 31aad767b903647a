import './support/utc.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { CutoverError } from '../../src/core/errors.ts';
import type { Judgement } from '../../src/core/judgement.ts';
import { FakeClient } from './support/fake-client.ts';
import { expectSoundScreen } from './support/invariants.ts';
import { sampleDetail } from './support/sample-detail.ts';
import { judgedSnapshot, sampleSignatureDetail } from './support/sample-examples.ts';
import { NOW, sampleSnapshot } from './support/sample-snapshot.ts';
import { type Shown, show } from './support/terminal.ts';

const WIDE = { columns: 120, rows: 40 };
const SMALL = { columns: 80, rows: 24 };
const HOUR = 3_600_000;
const open: Shown[] = [];

async function start(...args: Parameters<typeof show>): Promise<Shown> {
  const shown = await show(...args);
  open.push(shown);
  return shown;
}

afterEach(async () => {
  for (const shown of open.splice(0)) await shown.close();
});

const has =
  (...texts: string[]) =>
  (screen: string): boolean =>
    texts.every((text) => screen.includes(text));
const lacks = (text: string) => (screen: string) => !screen.includes(text);
const selected = (row: RegExp) => (screen: string) => new RegExp(`▸ ${row.source}`).test(screen);
const calls = (shown: Shown, name: string): unknown[][] =>
  shown.client.calls.filter(([call]) => call === name);

/** The differences view on signatures of which some are judged: the first is `claude idle → waiting`. */
async function differences(
  size = WIDE,
  over: { client?: FakeClient; readOnly?: boolean } = {},
): Promise<Shown> {
  const client = over.client ?? new FakeClient(sampleSnapshot(judgedSnapshot()));
  const shown = await start(size, { ...over, client });
  await shown.press('d', size === WIDE ? has('given legacy’s last frame') : has('[1 Signatures 2]'));
  return shown;
}

describe('the differences view', () => {
  it('judges the signature under the cursor at one key, with what was in view as the reason', async () => {
    const shown = await differences();
    await shown.press('m', has('modular right: claude idle → waiting · u takes it back', '1 open'));
    const signature = sampleSnapshot().signatures[0]?.signature;
    const reason = `the example of shop:1.0 at ${new Date(NOW - 122_000).toISOString()}`;
    expect(calls(shown, 'judge')).toEqual([
      ['judge', signature, { verdict: 'modular_right', until: null }, { who: 'ana', why: reason }],
    ]);
    expect(selected(/claude +idle.*modular right/)(shown.terminal.text())).toBe(true);
    await shown.press('g', has('legacy right: claude idle → waiting'));
    await shown.press('b', has('both wrong: claude idle → waiting'));
    await shown.press('u', has('taken back: both wrong: claude idle → waiting', '2 open'));
    await shown.press('u', has('Nothing taken back', 'this signature is not judged'));
    expectSoundScreen(shown.terminal, { dialog: true });
  });

  it('asks for how long to ignore, and takes Esc for no', async () => {
    const shown = await differences();
    await shown.press('i', has('Ignore until', '▸ 1 day    until 25 Nov 21:14'));
    await shown.press('\u001b', lacks('Ignore until'));
    expect(calls(shown, 'judge')).toEqual([]);
    await shown.press('ik\r', has('ignored until 22:14: claude idle → waiting'));
    expect(calls(shown, 'judge')[0]?.[2]).toEqual({ verdict: 'ignored', until: NOW + HOUR });
  });

  it('says what could not be recorded, and judges nothing then', async () => {
    const client = new FakeClient(sampleSnapshot(judgedSnapshot()));
    client.judge = async () => {
      throw new CutoverError(
        'labels_unwritable',
        '/srv/labels.jsonl cannot be written: disk full',
        'make room',
      );
    };
    const shown = await differences(WIDE, { client });
    await shown.press('m', has('Not judged', '/srv/labels.jsonl cannot be written', 'make room'));
    await shown.press('\u001b', has('2 open'));
  });

  it('never takes a rollback dialog away that was opened while a judgement was being written', async () => {
    const client = new FakeClient(sampleSnapshot(judgedSnapshot()));
    const written = Promise.withResolvers<void>();
    client.judge = () => written.promise;
    const shown = await differences(WIDE, { client });
    await shown.press('mR', has('ROLL BACK'));
    written.resolve();
    await shown.until(has('ROLL BACK', 'modular right: claude'));
    await shown.press('y', has('ROLLED BACK'));
  });

  it('pages through the examples, and starts with the newest of another signature', async () => {
    const shown = await differences();
    await shown.press('\u001b[C', has('api:2.1 · example 2/3'));
    await shown.press('\u001b[C', has('example 3/3', 'Legacy does not take it for an agent'));
    await shown.press('\u001b[C\u001b[D', has('example 2/3'));
    await shown.press('j', has('example 1/3'));
    expect(selected(/codex +error/)(shown.terminal.text())).toBe(true);
    expectSoundScreen(shown.terminal);
  });

  it('keeps the example in view when newer ones come', async () => {
    const shown = await differences();
    await shown.press('\u001b[C', has('example 2/3'));
    const { signatures } = shown.client.current;
    shown.client.examples = async (signature) => {
      const detail = sampleSignatureDetail(signature);
      return { ...detail, examples: [{ ...detail.examples[0]!, id: 9, at: NOW + 1 }, ...detail.examples] };
    };
    shown.client.publish({ signatures: signatures.map((row) => ({ ...row, lastAt: NOW + 1 })) });
    await shown.until(has('api:2.1 · example 3/4'));
  });

  it('asks for examples only when the signature has been seen again', async () => {
    const shown = await differences();
    shown.client.publish({
      signatures: shown.client.current.signatures.map((row) => ({ ...row, lastAt: NOW - HOUR })),
    });
    await shown.until(has('20:14'));
    const asked = calls(shown, 'signatureDetail').length;
    for (let i = 0; i < 5; i++) shown.client.publish({});
    await shown.press('j', selected(/codex/));
    expect(calls(shown, 'signatureDetail').length).toBe(asked + 1);
  });

  it('goes to the next open signature, and back to the one of an agent', async () => {
    const shown = await differences();
    await shown.press('n', selected(/codex/));
    await shown.press('n', selected(/claude +idle +→ waiting/));
    await shown.press('\r', has('What the monitors say', 'shop:1.0'));
    await shown.press('\u001b', has('Differences by signature'));
    await shown.press('q', has('┏━ Agents'));
    await shown.press('/shop:3\r\r', has('shop:3.0  qa · codex'));
    await shown.press('d', selected(/codex +error/));
  });

  it('shows one pane at a time on a small screen, each scrolled by itself', async () => {
    const shown = await differences(SMALL);
    await shown.press('\t', has('[2 Legacy saw]', '4 captures equal', '54 above'));
    await shown.press('\u001b[H', has('history 0', 'more ↓'));
    await shown.press('3', has('[3 Modular saw]', '▌ Would you like to proceed?'));
    expectSoundScreen(shown.terminal);
  });

  it('stays on its signature when a new one comes above it', async () => {
    const shown = await differences();
    const { signatures } = shown.client.current;
    const newest = { ...signatures[0]!, signature: 'amp idle → error', kind: 'amp' as const, firstAt: NOW };
    shown.client.publish({ signatures: [...signatures, newest] });
    await shown.until(has('3 open'));
    await shown.press('m', has('modular right: claude idle → waiting'));
  });

  it('writes the example in view and says where', async () => {
    const shown = await differences();
    await shown.press('x', has('written: /srv/team/.tmux_orchestrator/example-20261124T211359-3.jsonl'));
    expect(calls(shown, 'writeExample')[0]?.[2]).toBe(3);
  });

  it('says so when nothing has been seen, and judges nothing', async () => {
    const shown = await start(WIDE, { client: new FakeClient(sampleSnapshot({ signatures: [] })) });
    await shown.press('d', has('No difference has been seen since the start.'));
    await shown.press('m', has('no signature to judge here'));
    await shown.press('i', has('no signature to ignore here'));
    await shown.press('x', has('no example to write'));
    expect(calls(shown, 'judge')).toEqual([]);
  });

  it('changes nothing in a read-only cockpit', async () => {
    const shown = await differences(WIDE, { readOnly: true });
    await shown.press('mgbiuxj', selected(/codex/));
    expect(shown.client.calls.map(([name]) => name)).toEqual(['signatureDetail', 'signatureDetail']);
    expect(shown.terminal.text()).not.toContain('m modular right');
    expectSoundScreen(shown.terminal);
  });
});

describe('the agent view', () => {
  const judged: Judgement = {
    v: 1,
    id: 'j',
    kind: 'judgement',
    at: NOW - 2 * HOUR,
    who: 'ben',
    why: '',
    signature: 's',
    verdict: 'modular_right',
    until: null,
  };
  const openShop = async (detail: Partial<ReturnType<typeof sampleDetail>> = {}): Promise<Shown> => {
    const client = new FakeClient();
    client.detail = async (id) => sampleDetail({ id, ...detail });
    const shown = await start(WIDE, { client });
    await shown.press('/shop:1\r\r', has('◀ modular'));
    return shown;
  };

  it('judges the signature of its agent', async () => {
    const shown = await openShop();
    await shown.press('g', has('legacy right: claude idle → waiting'));
    expect(calls(shown, 'judge')[0]).toEqual([
      'judge',
      'claude idle → waiting',
      { verdict: 'legacy_right', until: null },
      { who: 'ana', why: 'the screen of shop:1.0' },
    ]);
  });

  it('has no keys to judge with where the two agree', async () => {
    const shown = await openShop({ divergence: null, signature: null });
    await shown.press('mgbiue', has('Why modular says so of shop:1.0'));
    expect(shown.client.calls.filter(([name]) => /judge|undo/i.test(String(name)))).toEqual([]);
  });

  it('labels the screen that was in view, which stands still until then', async () => {
    const shown = await openShop();
    await shown.press('l', has('What shop:1.0 really shows', 'screen of 21:14:01', '▸ waiting: plan'));
    const asked = calls(shown, 'agentDetail').length;
    for (let i = 0; i < 3; i++) shown.client.publish({});
    expect(calls(shown, 'agentDetail').length).toBe(asked);
    await shown.press('\u001b[B\r', has('labelled waiting: question · u takes it back'));
    expect(calls(shown, 'labelAgent')).toEqual([
      [
        'labelAgent',
        '%12:4700',
        NOW - 200,
        { agent: 'claude', state: 'waiting', detail: 'question' },
        { who: 'ana', why: 'modular said waiting: plan by claude.waiting.plan' },
      ],
    ]);
  });

  it('labels what is no agent at all', async () => {
    const shown = await openShop();
    await shown.press('l', has('really shows'));
    await shown.press('\u001b[F\r', has('labelled'));
    await shown.press('l', has('really shows'));
    await shown.press('\u001b[6~\u001b[6~\r', has('labelled not an agent'));
    expect(calls(shown, 'labelAgent').at(-1)?.[3]).toEqual({ agent: null, state: null });
  });

  it('labels no screen that is not fresh', async () => {
    const shown = await openShop({ problem: 'the pane is gone' });
    await shown.press('l', has('there is no fresh screen to label'));
  });

  it('takes back the label or the judgement, whichever is later', async () => {
    const label = {
      at: NOW - HOUR,
      who: 'ana',
      expect: { agent: 'claude' as const, state: 'idle' as const },
    };
    const signature = { times: 31, agents: 6, judgement: judged };
    const shown = await openShop({ label, signature });
    expect(shown.terminal.text()).toContain('modular right, by ben');
    expect(shown.terminal.text()).toContain('idle, by ana at 20:14:02');
    await shown.press('u', has('taken back: the label of 20:14:02'));
    shown.client.detail = async (id) =>
      sampleDetail({ id, label: { ...label, at: NOW - 3 * HOUR }, signature });
    shown.client.publish({});
    await shown.until(has('idle, by ana at 18:14:02'));
    await shown.press('u', has('Nothing taken back'));
    expect(calls(shown, 'undoJudgement').length).toBe(1);
  });

  it('explains, scrolls through the rules, and closes with the same key', async () => {
    const shown = await openShop();
    await shown.press('e', has('claude.waiting.plan', '✓ claude.idle.prompt-box', 'claude.rule-19'));
    shown.terminal.resize(80, 24);
    await shown.until(has('more ↓'));
    await shown.press('\u001b[6~\u001b[6~\u001b[6~', has('claude.rule-19'));
    await shown.press('e', lacks('Why modular says so'));
  });

  it('says when the verdict rests on more than the frame that is explained', async () => {
    const shown = await openShop();
    const rows = shown.client.current.rows.map((row) => {
      const { modular } = row;
      const held = modular && {
        ...modular,
        state: 'working' as const,
        detail: null,
        notes: ['keeps it: transcript view'],
      };
      return row.target === 'shop:1.0' ? { ...row, modular: held } : row;
    });
    shown.client.publish({ rows });
    await shown.press('e', has('state    waiting: plan', 'but says working, keeps it: transcript view'));
  });
});
