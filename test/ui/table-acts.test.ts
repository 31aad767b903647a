import './support/utc.ts';
import { describe, expect, it } from 'vitest';
import type { EventItem, Snapshot } from '../../src/core/snapshot.ts';
import { SITTING_MS } from '../../src/ui/looks.ts';
import { has, lacks, SMALL, start, WIDE } from './support/cockpit.ts';
import { FakeClient } from './support/fake-client.ts';
import { expectSoundScreen } from './support/invariants.ts';
import { NOW, sampleSnapshot } from './support/sample-snapshot.ts';
import type { Shown } from './support/terminal.ts';

const selected = (target: string) => (screen: string) => new RegExp(`▸.[ *]${target}`).test(screen);
const marked = (target: string) => (screen: string) => screen.includes(`*${target}`);
const onSession = (name: string) => (screen: string) => new RegExp(`▸[▼►] ${name} `).test(screen);

/** Another word of modular on these, just now. */
function change(shown: Shown, targets: readonly string[], at: number): void {
  const rows = shown.client.current.rows.map((row) =>
    targets.includes(row.target) && row.modular !== null
      ? { ...row, modular: { ...row.modular, state: 'error' as const, since: at } }
      : row,
  );
  shown.client.publish({ rows, at });
}

const EVENTS: EventItem[] = Array.from({ length: 40 }, (_, i) => ({
  id: i + 1,
  at: NOW - (40 - i) * 1000,
  level: i % 2 === 0 ? 'info' : 'warn',
  glyph: '●',
  text: `event number ${i + 1}`,
  agentId: null,
}));
const more = (client: FakeClient, text: string): void => {
  const { events } = client.current as Snapshot;
  const last = events.at(-1)!;
  client.publish({ events: [...events, { ...last, id: last.id + 1, at: last.at + 1000, text }] });
};

describe('the agents by session', () => {
  it('fold and open, and the cursor stays with what it is on', async () => {
    const shown = await start(WIDE);
    await shown.press('n', selected('api:2.1'));
    await shown.press('t', (screen) => selected('api:2.1')(screen) && has('▼ api', 'by session')(screen));
    await shown.press(
      'f',
      (screen) => onSession('api')(screen) && lacks(' api:1.0 ')(screen.split('Differences')[0]!),
    );
    await shown.press('j', onSession('docs'));
    await shown.press('\r', has('► docs'));
    await shown.press('\r', has('▼ docs', 'docs:2.0'));
    await shown.press('n', selected('shop:1.0'));
    await shown.press('n', (screen) => selected('api:2.1')(screen) && has('▼ api')(screen));
    await shown.press('t', (screen) => selected('api:2.1')(screen) && lacks('by session')(screen));
    expectSoundScreen(shown.terminal);
  });

  it('says of a session how many are in which state, and what its PM does', async () => {
    const shown = await start(WIDE);
    const screen = await shown.press('t', has('▼ shop'));
    expect(screen).toMatch(/▼ shop +4 +≠ 2 +◆ 1.+PM ● working 03:10/);
    expect(screen).toMatch(/▼ infra +1 .+no PM/);
  });

  it('lets the keys of an agent mean the PM of the session', async () => {
    const went: string[] = [];
    const shown = await start(WIDE, { goTo: async (paneId) => void went.push(paneId) });
    await shown.press('t', has('▼ api'));
    await shown.press('g', onSession('api'));
    await shown.press('a', has('your tmux shows api:3.0'));
    expect(went).toEqual(['%19']);
  });
});

describe('marks', () => {
  it('are set and taken away one by one, for all that are shown, and for a session', async () => {
    const shown = await start(WIDE);
    await shown.press(' ', (screen) => marked('api:1.0')(screen) && selected('api:2.0')(screen));
    await shown.press('/codex\r', has('2 of 12'));
    await shown.press('*', has('3 marked'));
    await shown.press('\u001b', (screen) => marked('infra:1.0')(screen) && marked('shop:3.0')(screen));
    await shown.press('/is:marked\r', has('Agents 3 of 12'));
    await shown.press('\u001b', has('Agents 12'));
    await shown.press('tg ', has('6 marked'));
    await shown.press('g ', has('2 marked'));
    expectSoundScreen(shown.terminal);
  });

  it('stay with their agents through updates and every sort', async () => {
    const shown = await start(WIDE);
    await shown.press(' ', marked('api:1.0'));
    await shown.press('o', (screen) => has('sort attention')(screen) && marked('api:1.0')(screen));
    shown.client.publish({ rows: [...shown.client.current.rows].reverse().slice(2) });
    await shown.until((screen) => has('Agents 10')(screen) && marked('api:1.0')(screen));
    expect(shown.terminal.text().match(/\*[a-z]+:/g)).toEqual(['*api:']);
  });
});

describe('what changed since the operator looked', () => {
  it('has a dot until it is gone to, or opened', async () => {
    const shown = await start(WIDE);
    expect(shown.terminal.text()).not.toContain('•');
    change(shown, ['docs:1.0', 'shop:2.0', 'infra:1.0'], NOW + 1000);
    await shown.until((screen) => screen.split('•').length === 4);
    await shown.press('c', (screen) => selected('docs:1.0')(screen) && screen.split('•').length === 3);
    await shown.press('c', selected('infra:1.0'));
    await shown.press('c', (screen) => selected('shop:2.0')(screen) && lacks('•')(screen));
    await shown.press('c', has('nothing has changed since you looked'));
    change(shown, ['shop:2.0'], NOW + 2000);
    await shown.until(has('•'));
    await shown.press('\r', has('What the monitors say'));
    await shown.press('\u001b', (screen) => has('┏━ Agents')(screen) && lacks('•')(screen));
  });

  it('is nothing at first: all of it is new', async () => {
    const { rows } = sampleSnapshot();
    const shown = await start(SMALL, { client: new FakeClient(sampleSnapshot({ rows: [] })) });
    const at = NOW + 5000;
    shown.client.publish({
      at,
      rows: rows.map((row) => ({ ...row, modular: { ...row.modular!, since: at } })),
    });
    expect(await shown.until(has('infra:1.0'))).not.toContain('•');
    change(shown, ['infra:1.0'], at + 1000);
    expect(await shown.until(has('•'))).toMatch(/infra:1.0.*•/);
  });

  it('begins anew with the first key after a pause', async () => {
    const shown = await start(SMALL);
    change(shown, ['docs:1.0'], NOW + 1000);
    await shown.press('j', has('•'));
    shown.later(SITTING_MS + 5000);
    change(shown, ['shop:2.0'], NOW + SITTING_MS + 5000);
    const screen = await shown.until((text) => /shop:2.0.*•/.test(text));
    expect(screen).not.toMatch(/docs:1.0.*•/);
  });
});

describe('the list of events', () => {
  const open = async (client = new FakeClient(sampleSnapshot({ events: EVENTS }))): Promise<Shown> => {
    const shown = await start(SMALL, { client });
    await shown.press('5', has('▸', 'event number 40', 'following'));
    return shown;
  };

  it('follows what happens, stays where it is further down, and follows again', async () => {
    const shown = await open();
    more(shown.client, 'something new');
    await shown.until((screen) => /▸.*something new/.test(screen));
    await shown.press('jjjj', (screen) => /▸.*number 37/.test(screen));
    const line = (): number => shown.terminal.lines().findIndex((text) => text.includes('▸'));
    const before = line();
    for (let i = 0; i < 12; i++) more(shown.client, `later ${i}`);
    await shown.until(has('12 newer ↑'));
    expect(shown.terminal.lines()[before]).toMatch(/▸.*number 37/);
    await shown.press('f', (screen) => /▸.*later 11/.test(screen) && has('following')(screen));
    await shown.press('G', (screen) => /▸.*number 1$/m.test(screen));
    await shown.press('g', has('following'));
    expectSoundScreen(shown.terminal);
  });

  it('shows the levels asked for, and what has a word in it', async () => {
    const shown = await open();
    await shown.press('l', has('warn and bad', '20 of 40'));
    await shown.press('l', has('Nothing bad has happened', 'l shows other levels'));
    await shown.press('l', has('event number 39'));
    await shown.press('/39', has('1 of 40', '/39▏'));
    await shown.press('x', has('No event matches “39x”', 'Esc clears the filter'));
    await shown.press('\u001b', has('event number 40', '[5 Events]'));
  });

  it('opens an agent that is named, and the stage for a decision', async () => {
    const texts = ['the rules are others', 'shop:3.0 told its PM', 'canary → beta, by ana'];
    const events = texts.map((text, i) => ({ ...EVENTS[i]!, text }));
    const shown = await start(SMALL, { client: new FakeClient(sampleSnapshot({ events })) });
    await shown.press('5', has('⏎ opens the stage'));
    await shown.press('j', has('⏎ opens the agent'));
    await shown.press('\r', has('[1 Screen shop:3.0]'));
    await shown.press('\u001b', has('[5 Events]'));
    await shown.press('g\r', has('[4 Stage]'));
    await shown.press('5G\r', has('this event is about no agent and no decision'));
  });

  it('says in full what does not fit into its line', async () => {
    const text = `the flags file ${'very '.repeat(20)}long`;
    const shown = await start(SMALL, {
      client: new FakeClient(sampleSnapshot({ events: [{ ...EVENTS[0]!, text }] })),
    });
    const screen = await shown.press('5', has('opens the stage'));
    expect(screen).toContain('…');
    expect(screen).toMatch(/very long$/m);
  });
});
