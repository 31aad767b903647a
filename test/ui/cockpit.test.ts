import './support/utc.ts';
import { describe, expect, it, vi } from 'vitest';
import type { AgentDetail } from '../../src/core/client.ts';
import { CutoverError } from '../../src/core/errors.ts';
import { PATIENCE } from '../support/tmux-server.ts';
import { has, lacks, SMALL, start, WIDE } from './support/cockpit.ts';
import { FakeClient } from './support/fake-client.ts';
import { expectSoundScreen } from './support/invariants.ts';
import { sampleDetail } from './support/sample-detail.ts';
import { manyRows, sampleSnapshot } from './support/sample-snapshot.ts';
import { type Shown, show } from './support/terminal.ts';

const selected = (target: string) => (screen: string) => new RegExp(`▸. ${target}`).test(screen);

describe('keys', () => {
  it('dispatches keys that arrive in one string one by one', async () => {
    const shown = await start(WIDE);
    await shown.press('jjj', selected('api:3.0'));
    await shown.press('k', selected('api:2.1'));
    await shown.press('G', selected('shop:4.1'));
    await shown.press('\u001b[H', selected('api:1.0'));
    expectSoundScreen(shown.terminal);
  });

  it('does nothing for unknown keys: not even a new frame', async () => {
    const shown = await start(WIDE);
    const frame = shown.controller.frame();
    shown.terminal.type('xZ@\u001a');
    await shown.press('j', selected('api:2.0'));
    await shown.press('k', selected('api:1.0'));
    expect(shown.controller.frame()).not.toBe(frame);
    expect(shown.terminal.text()).toContain('sort target');
    expect(shown.client.calls).toEqual([]);
  });

  it('never takes a paste for commands', async () => {
    const shown = await start(WIDE);
    shown.terminal.type('\u001b[200~Ry\rsq\u001b[201~');
    await shown.press('j', selected('api:2.0'));
    expect(shown.client.calls).toEqual([]);
    expect(shown.quits).toBe(0);
    shown.terminal.type('/');
    await shown.press('\u001b[200~sho\np:1\u001b[201~', has('/sho p:1▏'));
  });

  it('moves the focus with Tab and numbers', async () => {
    const shown = await start(WIDE);
    await shown.press('\t', has('┏━ Differences'));
    await shown.press('\u001b[Z', has('┏━ Agents'));
    await shown.press('3', has('┏━ Health'));
    await shown.press('5', has('┏━ Events'));
    await shown.press('2', has('┏━ Differences'));
    await shown.press('\u001b', has('┏━ Agents'));
    expectSoundScreen(shown.terminal);
  });

  it('switches tabs on a small screen', async () => {
    const shown = await start(SMALL);
    await shown.press('2', has('[2 Differences 3]', 'logic'));
    await shown.press('\t', has('[3 Health]', 'P95'));
    await shown.press('s', has('[4 Stage]', '▸● canary'));
    expectSoundScreen(shown.terminal);
  });

  it('filters while it is typed, keeps it with Enter, clears it with Esc', async () => {
    const shown = await start(WIDE);
    await shown.press('/codex', has('/codex▏', '2 of 12', 'Agents 2 of 12'));
    await shown.press('\u007f\u007f\u007f\u007f\u007fq', has('/q▏'));
    expect(shown.quits).toBe(0);
    await shown.press('\r', (screen) => lacks('▏ ')(screen) || has('filter “q”')(screen));
    await shown.press('\u001b', has('Agents 12 '));
    await shown.press('/nobody', has('No agent matches “nobody”'));
    await shown.press('\u001b', lacks('nobody'));
  });

  it('goes to the next agent that waits', async () => {
    const shown = await start(WIDE);
    await shown.press('n', selected('api:2.1'));
    await shown.press('n', selected('shop:1.0'));
    await shown.press('n', selected('api:2.1'));
  });

  it('asks for a cycle, and says so until the next key', async () => {
    const shown = await start(WIDE);
    await shown.press('r', has('asked both monitors for a cycle'));
    await shown.press('j', lacks('asked both'));
    expect(shown.client.calls).toEqual([['refresh']]);
  });

  it('quits with q from the dashboard, with Ctrl-C from anywhere', async () => {
    const shown = await start(WIDE);
    await shown.press('\r', has('What the monitors say'));
    await shown.press('q', has('Differences'));
    expect(shown.quits).toBe(0);
    shown.terminal.type('q');
    await vi.waitFor(() => expect(shown.quits).toBe(1));
    await shown.press('R', has('ROLL BACK'));
    shown.terminal.type('\u0003');
    await vi.waitFor(() => expect(shown.quits).toBe(2));
  });
});

describe('the selection', () => {
  it('stays with its agent when the table is sorted and when agents come and go', async () => {
    const shown = await start(WIDE);
    await shown.press('n', selected('api:2.1'));
    await shown.press('o', has('sort attention'));
    expect(selected('api:2.1')(shown.terminal.text())).toBe(true);
    shown.client.publish({ rows: shown.client.current.rows.slice(3) });
    await shown.until(has('Agents 9'));
    expect(selected('api:2.1')(shown.terminal.text())).toBe(true);
    shown.client.publish({ rows: shown.client.current.rows.filter((row) => row.target !== 'api:2.1') });
    await shown.until(has('Agents 8'));
    expect(shown.terminal.text()).toMatch(/▸/);
  });

  it('scrolls through a thousand agents, drawing only those in view', async () => {
    // The headless terminal counts an emoji as one cell, other terminals as two.
    const rows = manyRows(1000).filter((row) => !row.target.includes('emoji'));
    const shown = await start(WIDE, { client: new FakeClient(sampleSnapshot({ rows })) });
    await shown.press('\u001b[6~\u001b[6~', has('more ↓'));
    expectSoundScreen(shown.terminal);
    await shown.press('G', lacks('more ↓'));
    const started = performance.now();
    for (let i = 0; i < 100; i++) shown.controller.key(i % 2 === 0 ? 'pageup' : 'down');
    await shown.until(has('more ↓'));
    expect(performance.now() - started).toBeLessThan(2000 * PATIENCE);
    expectSoundScreen(shown.terminal);
  });
});

describe('the agent view', () => {
  const openShop = async (client = new FakeClient()): Promise<Shown> => {
    const shown = await start(WIDE, { client });
    await shown.press('/shop:1\r', selected('shop:1.0'));
    await shown.press('\r', has('◀ modular', 'signature'));
    return shown;
  };

  it('asks again at every snapshot, and never twice at once', async () => {
    const answers: ((detail: AgentDetail) => void)[] = [];
    const client = new FakeClient();
    client.detail = () => new Promise((resolve) => answers.push(resolve));
    const shown = await start(WIDE, { client });
    await shown.press('\r', has('Reading the screen…'));
    const asked = (): number => client.calls.filter(([name]) => name === 'agentDetail').length;
    for (let i = 0; i < 5; i++) client.publish({});
    expect(asked()).toBe(1);
    answers[0]?.(sampleDetail({ id: '%16:4704' }));
    await shown.until(has('Would you like to proceed?'));
    expect(asked()).toBe(2);
    answers[1]?.(sampleDetail({ id: '%16:4704', screen: ['another screen'] }));
    await shown.until(has('another screen'));
    expect(asked()).toBe(2);
  });

  it('shows the last screen and what is wrong when the pane does not answer', async () => {
    const shown = await openShop();
    shown.client.detail = async () => sampleDetail({ problem: 'pane %12 is gone' });
    shown.client.publish({});
    await shown.until(has('! pane %12 is gone', 'as of 21:14:01', 'Would you like to proceed?'));
    shown.client.detail = async () => {
      throw new CutoverError('no_agent', 'the engine does not know this agent any more', 'go back');
    };
    shown.client.publish({});
    await shown.until(has('! the engine does not know this agent any more', 'Would you like to proceed?'));
    expectSoundScreen(shown.terminal);
  });

  it('says that an agent is gone', async () => {
    const shown = await openShop();
    shown.client.publish({ rows: shown.client.current.rows.filter((row) => row.target !== 'shop:1.0') });
    await shown.until(has('This agent is gone'));
    await shown.press('\u001b', has('Agents'));
  });

  it('scrolls a screen that is longer than its place, shifts one that is wider', async () => {
    const client = new FakeClient();
    const screen = Array.from({ length: 60 }, (_, i) => `line ${i} ${'x'.repeat(100)} end ${i}`);
    client.detail = async (id) => sampleDetail({ id, screen, evidence: {} });
    const shown = await start(WIDE, { client });
    await shown.press('\r', has('line 59', '…'));
    await shown.press('\u001b[H', has('line 0 ', 'more ↓'));
    await shown.press(
      '\u001b[C\u001b[C\u001b[C\u001b[C\u001b[C\u001b[C\u001b[C\u001b[C\u001b[C',
      has('end 0', 'from column'),
    );
    expectSoundScreen(shown.terminal);
  });

  it('lets no control sequence of a pane onto the terminal', async () => {
    const client = new FakeClient();
    client.detail = async (id) =>
      sampleDetail({ id, screen: ['ab\u001b[2J\u001b[?1049l\u001b]0;owned\u0007cd'], evidence: {} });
    const shown = await start(WIDE, { client });
    await shown.press('\r', has('abcd'));
    expect(shown.terminal.written).not.toContain('owned');
    expectSoundScreen(shown.terminal);
  });

  it('opens from a difference and from an event', async () => {
    const shown = await start(WIDE);
    await shown.press('2j\r', has('shop:3.0  qa · codex'));
    await shown.press('\u001b', has('┏━ Differences'));
    await shown.press('5\r', has('shop:1.0  developer · claude'));
    await shown.press('\u001b', has('┏━ Events'));
    await shown.press('jjj\r', has('this event is about no agent and no decision'));
    await shown.press('kk\r', has('┏━ Differences by signature'));
  });
});

describe('a read-only cockpit', () => {
  it('has no keys that write', async () => {
    const shown = await start(WIDE, { readOnly: true });
    await shown.press('sj', has('▸○ beta', 'read-only'));
    shown.terminal.type('\rRy');
    await shown.press('?', has('━ Keys of'));
    expect(shown.terminal.text()).not.toContain('ROLLBACK');
    expect(shown.client.calls).toEqual([]);
  });
});

describe('calm', () => {
  it('draws nothing when a snapshot changes nothing visible', async () => {
    const shown = await start(WIDE);
    const before = shown.terminal.written.length;
    const frame = shown.controller.frame();
    for (let i = 0; i < 10; i++) shown.client.publish({ sequence: 1000 + i });
    shown.controller.tick();
    await Promise.resolve();
    expect(shown.controller.frame()).toBe(frame);
    expect(shown.terminal.written.length).toBe(before);
  });

  it('lets ages go on by the second, and writes only the lines that changed', async () => {
    const shown = await start(WIDE);
    const before = shown.terminal.written.length;
    shown.later(1000);
    await shown.until(has('00:43'));
    expect(shown.terminal.written.length - before).toBeLessThan(1500);
    expectSoundScreen(shown.terminal);
  });

  it('lets go of the engine when it is closed', async () => {
    const client = new FakeClient();
    const shown = await show(WIDE, { client });
    expect(client.listeners).toBe(1);
    await shown.close();
    expect(client.listeners).toBe(0);
  });
});

describe('a terminal that changes its size', () => {
  it('goes from all areas to one, to a request for room, and back', async () => {
    const shown = await start(WIDE);
    shown.terminal.resize(80, 24);
    await shown.until(has('[1 Agents 12]'));
    expectSoundScreen(shown.terminal);
    shown.terminal.resize(50, 10);
    await shown.until(has('cutover needs 60×15, this is 50×10'));
    shown.terminal.type('Rj');
    shown.terminal.type('q');
    await vi.waitFor(() => expect(shown.quits).toBe(1));
    expect(shown.client.calls).toEqual([]);
    shown.terminal.resize(200, 50);
    await shown.until(has('┏━ Agents', 'TITLE'));
    expectSoundScreen(shown.terminal);
  });
});
