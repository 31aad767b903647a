import './support/utc.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { CutoverError } from '../../src/core/errors.ts';
import type { LiveListener, LivePane, LiveScreen, Stroke } from '../../src/core/live.ts';
import type { SubState } from '../../src/core/rollout.ts';
import { cropOf, moved } from '../../src/ui/layout/crop.ts';
import { expectGolden } from './support/golden.ts';
import { type Shown, show } from './support/terminal.ts';

let shown: Shown | null = null;
afterEach(() => shown?.close());

/** A live pane that a test moves by hand. */
class FakePane implements LivePane {
  readonly typed: (Stroke | { paste: string })[] = [];
  closed = 0;
  readonly id: string;
  readonly listener: LiveListener;

  constructor(id: string, listener: LiveListener) {
    this.id = id;
    this.listener = listener;
  }
  type(strokes: readonly Stroke[]): void {
    this.typed.push(...strokes);
  }
  paste(text: string): void {
    this.typed.push({ paste: text });
  }
  async close(): Promise<void> {
    this.closed++;
  }
  /** Everything typed, keys in brackets. */
  get said(): string {
    return this.typed
      .map((one) => ('text' in one ? one.text : 'key' in one ? `<${one.key}>` : `[${one.paste}]`))
      .join('');
  }
}

function screenOf(over: Partial<LiveScreen> = {}): LiveScreen {
  const { cols = 100, rows = 30 } = over;
  const lines = Array.from({ length: rows }, (_, y) => [
    { text: `line ${y} `, sgr: '1;32' },
    { text: '日本 '.repeat(40).slice(0, 20) },
    { text: `${'.'.repeat(Math.max(0, cols - 50))}end`, sgr: '38;5;200' },
  ]);
  return {
    cols,
    rows,
    lines,
    cursor: [7, rows - 2],
    at: [7, rows - 2],
    panes: 1,
    mode: '',
    covered: false,
    ...over,
  };
}

const panes: FakePane[] = [];
async function start(
  size = { columns: 80, rows: 24 },
  options: { readOnly?: boolean; fails?: boolean } = {},
): Promise<Shown> {
  panes.length = 0;
  const live = async (id: string, listener: LiveListener) => {
    if (options.fails === true) throw new CutoverError('pane_gone', 'the pane is gone', '');
    const pane = new FakePane(id, listener);
    panes.push(pane);
    return pane;
  };
  shown = await show(size, { live, readOnly: options.readOnly ?? false });
  return shown;
}
async function opened(
  size?: { columns: number; rows: number },
  screen = screenOf(),
): Promise<[Shown, FakePane]> {
  const cockpit = await start(size);
  await cockpit.press('v', (text) => text.includes('Opening the pane'));
  await expect.poll(() => panes.length).toBe(1);
  panes[0]!.listener.show(screen);
  await cockpit.until((text) => text.includes('live · keys do not reach it'));
  return [cockpit, panes[0]!];
}

describe('the part of a pane that is in view', () => {
  const pane = { columns: 120, rows: 40 };
  const room = { columns: 80, rows: 18 };

  it('is all of it where it fits', () => {
    expect(cropOf({ columns: 70, rows: 10 }, room, [69, 9], null)).toEqual({
      x: 0,
      y: 0,
      width: 70,
      height: 10,
    });
  });

  it('has the cursor in it, lines below and columns beside it', () => {
    expect(cropOf(pane, room, [0, 0], null)).toMatchObject({ x: 0, y: 0 });
    expect(cropOf(pane, room, [5, 30], null)).toEqual({ x: 0, y: 17, width: 80, height: 18 });
    expect(cropOf(pane, room, [5, 39], null)).toMatchObject({ y: 22 });
    expect(cropOf(pane, room, [100, 39], null)).toMatchObject({ x: 29 });
    for (let x = 0; x < 120; x += 7)
      for (let y = 0; y < 40; y += 3) {
        const part = cropOf(pane, room, [x, y], null);
        expect(x >= part.x && x < part.x + part.width && y >= part.y && y < part.y + part.height).toBe(true);
      }
  });

  it('is what was chosen, never beyond the pane, also when that shrinks', () => {
    expect(cropOf(pane, room, [0, 0], { left: 20, top: 7 })).toMatchObject({ x: 20, y: 7 });
    expect(cropOf({ columns: 82, rows: 20 }, room, [0, 0], { left: 20, top: 7 })).toMatchObject({
      x: 2,
      y: 2,
    });
    const part = { x: 0, y: 0, width: 80, height: 18 };
    expect(moved(part, pane, -10, -1)).toEqual({ left: 0, top: 0 });
    expect(moved(part, pane, 100, 100)).toEqual({ left: 40, top: 22 });
  });
});

describe('the live pane', () => {
  it('is opened on the agent under the cursor, or the one that is open, and closed with its view', async () => {
    const [cockpit, pane] = await opened();
    const row = cockpit.client.current.rows.find(({ target }) => target === 'api:1.0');
    expect(pane.id).toBe(row?.paneId);
    await cockpit.press('q', (text) => text.includes('⏎ open'));
    await expect.poll(() => pane.closed).toBe(1);
    pane.listener.show(screenOf());
    await cockpit.press('j', (text) => /▸.*api:2\.0/.test(text));
    await cockpit.press('\r', (text) => text.includes('Esc back'));
    await cockpit.press('v', (text) => text.includes('Opening the pane'));
    await expect
      .poll(() => panes[1]?.id)
      .toBe(cockpit.client.current.rows.find(({ target }) => target === 'api:2.0')?.paneId);
    await cockpit.press('v', (text) => text.includes('api:2.0') && !text.includes('Opening'));
    await expect.poll(() => panes[1]?.closed).toBe(1);
  });

  it('gets keys through between i and Ctrl-] alone, each as tmux names it', async () => {
    const [cockpit, pane] = await opened();
    await cockpit.press('jkxR', (text) => text.includes('ROLL BACK'));
    await cockpit.press('\u001b', (text) => text.includes('keys do not reach it'));
    expect(pane.said).toBe('');
    await cockpit.press(
      'i',
      (text) => text.includes('TYPING') && text.includes('every other key goes to api:1.0'),
    );
    for (const keys of ['qR:?y', '\r', '\u001b[A', '\u001b[1;5C', '\u001b[Z', '\u0003', '\u001b', '\u007f'])
      await keysTaken(cockpit, pane, keys);
    await keysTaken(cockpit, pane, '\u001b[200~two\nlines\u001b[201~');
    await keysTaken(cockpit, pane, 'ü 日;');
    expect(pane.said).toBe('qR:?y<Enter><Up><C-Right><BTab><C-c><Escape><BSpace>[two\nlines]ü 日;');
    await cockpit.press('\u001d', (text) => text.includes('keys do not reach it'));
    await cockpit.press('?', (text) => text.includes('Keys of the live pane'));
    await cockpit.press('\u001b', (text) => text.includes('keys do not reach it'));
    expect(pane.said).toHaveLength(
      'qR:?y<Enter><Up><C-Right><BTab><C-c><Escape><BSpace>[two\nlines]ü 日;'.length,
    );
    expect(cockpit.quits).toBe(0);
  });

  it('keeps what is typed for a pane that is still being opened', async () => {
    const cockpit = await start();
    await cockpit.press('vi', (text) => text.includes('TYPING'));
    cockpit.terminal.type('Rabc');
    await expect.poll(() => panes[0]?.said).toBe('Rabc');
  });

  it('takes keys that come at once in their order', async () => {
    const [cockpit, pane] = await opened();
    await cockpit.press('iabc\r\u001dq', (text) => text.includes('⏎ open'));
    expect(pane.said).toBe('abc<Enter>');
  });

  it('holds back a rollback that is told, and keys when the pane has gone, until the typing ends', async () => {
    const [cockpit, pane] = await opened();
    await cockpit.press('i', (text) => text.includes('TYPING'));
    const { rollout } = cockpit.client.current;
    const rolledBack = {
      kind: 'rolled_back',
      at: 1,
      who: 'cutover',
      why: 'x',
      from: 'canary',
      evidence: [],
    } satisfies SubState;
    cockpit.client.publish({ rollout: { ...rollout, sub: rolledBack } });
    pane.listener.ended('the pane is gone');
    await cockpit.until((text) => text.includes('not live any more'));
    cockpit.terminal.type('TRy\r');
    await cockpit.settled();
    expect(cockpit.terminal.text()).not.toMatch(/ROLLED BACK|ROLL BACK/);
    await cockpit.press('\u001d', (text) => /ROLLED BACK/.test(text));
    expect(pane.said).toBe('');
    expect(cockpit.client.calls.filter(([call]) => call === 'rollBack')).toEqual([]);
  });

  it('is not typed to in a read-only cockpit, nor while it is not drawn', async () => {
    const cockpit = await start(undefined, { readOnly: true });
    await cockpit.press('v', (text) => text.includes('Opening'));
    await cockpit.press('i', (text) => text.includes('read-only: nothing can be changed'));
    await cockpit.close();
    const [other, pane] = await opened(undefined, screenOf({ covered: true, panes: 2 }));
    expect(other.terminal.text()).toContain('Another pane of its window is zoomed');
    await other.press('i', (text) => text.includes('TYPING'));
    other.terminal.type('abc');
    await other.press('\u001d', (text) => text.includes('keys do not reach it'));
    expect(pane.said).toBe('');
  });

  it('moves the part in view, and follows the cursor again', async () => {
    const [cockpit] = await opened();
    expect(cockpit.terminal.text()).toContain('rows 13–30 of 30 · columns 1–80 of 100');
    await cockpit.press('\u001b[C', (text) => text.includes('columns 11–90'));
    await cockpit.press('\u001b[5~', (text) =>
      text.includes('rows 1–18 of 30 · columns 11–90 of 100 · not following'),
    );
    await cockpit.press('f', (text) => text.includes('rows 13–30 of 30 · columns 1–80 of 100 ━'));
  });

  it('says why it cannot be had', async () => {
    const cockpit = await start(undefined, { fails: true });
    await cockpit.press('v', (text) => text.includes('! the pane is gone'));
    await cockpit.press('i', (text) => !text.includes('TYPING'));
    await cockpit.press('q', (text) => text.includes('⏎ open'));
  });

  it.each([
    [74, 19],
    [80, 24],
    [120, 40],
    [200, 50],
  ])('looks at %i×%i as it should', async (columns, rows) => {
    const [cockpit, pane] = await opened({ columns, rows });
    await cockpit.settled();
    expectGolden(`live-${columns}x${rows}`, cockpit.terminal.text());
    await cockpit.press('i', (text) => text.includes('TYPING'));
    pane.listener.show(screenOf({ panes: 2, mode: 'copy-mode' }));
    await cockpit.until((text) => text.includes('copy-mode'));
    await cockpit.settled();
    expectGolden(`live-typing-${columns}x${rows}`, cockpit.terminal.text());
  });
});

/** Types, and waits until the pane has got something. */
async function keysTaken(cockpit: Shown, pane: FakePane, keys: string): Promise<void> {
  const before = pane.typed.length;
  cockpit.terminal.type(keys);
  await expect.poll(() => pane.typed.length).toBeGreaterThan(before);
}
