import xterm from '@xterm/headless';
import { describe, expect, it } from 'vitest';
import { isLiveSession, liveSessionName, liveSessionOwner } from '../../../src/core/live.ts';
import { readPane } from '../../../src/live/cells.ts';
import { parseGeometry } from '../../../src/live/geometry.ts';
import { leftSessions } from '../../../src/live/sweep.ts';
import { pasted, typingCommands } from '../../../src/live/typist.ts';
import { WIDTHS } from '../../../src/live/widths.ts';

describe('the names of hidden sessions', () => {
  it('tell who made them', () => {
    const name = liveSessionName(4711, 'ab12');
    expect(isLiveSession(name)).toBe(true);
    expect(liveSessionOwner(name)).toBe(4711);
  });

  it('of the dead are left, and nobody else is taken for one', () => {
    const names = [
      'cutover-live-1-aa',
      'cutover-live-2-bb',
      'main',
      'cutover-live-2',
      'cutover-live-2-mine',
      'my-cutover-live-2-bb',
      'cutover-live--bb',
      '',
    ];
    expect(leftSessions(names, (pid) => pid === 1)).toEqual(['cutover-live-2-bb']);
  });
});

describe('where a pane is', () => {
  const numbers = '120 40 61 0 59 40 3 7 2 1 0';

  it('is read with the session where it is at home, whichever comes first', () => {
    const printed = `$9 @3 ${numbers} |cutover-live-1-aa\n$1 @3 ${numbers} |main\n`;
    expect(parseGeometry(printed)).toEqual({
      home: '$1',
      window: '@3',
      cols: 120,
      rows: 40,
      pane: { left: 61, top: 0, cols: 59, rows: 40 },
      panes: 2,
      mode: '',
      covered: false,
      active: true,
      cursor: [3, 7],
    });
  });

  it('is nowhere when only a hidden session is left, or nothing', () => {
    expect(parseGeometry(`$9 @3 ${numbers} |cutover-live-1-aa\n`)?.home).toBeNull();
    expect(parseGeometry('')).toBeNull();
    expect(parseGeometry("can't find pane: %5\n")).toBeNull();
  });

  it('is covered when another pane is zoomed', () => {
    expect(parseGeometry('$1 @3 120 40 0 0 60 40 0 0 2 0 1 copy-mode|a|b\n')).toMatchObject({
      covered: true,
      mode: 'copy-mode',
      home: '$1',
    });
  });
});

/** The cells of a part of a terminal of 20×4 to which this was written. */
async function read(written: string, part = { left: 0, top: 0, cols: 20, rows: 4 }) {
  const terminal = new xterm.Terminal({ cols: 20, rows: 4, allowProposedApi: true, scrollback: 0 });
  terminal.unicode.register(WIDTHS);
  terminal.unicode.activeVersion = WIDTHS.version;
  await new Promise<void>((done) => terminal.write(written, done));
  const lines = readPane(terminal.buffer.active, part);
  terminal.dispose();
  return lines;
}

describe('the cells of a pane', () => {
  it('are cut out of the window', async () => {
    const window = 'left │right\r\nmore │日本!\r\nlast │end';
    expect(await read(window, { left: 6, top: 1, cols: 6, rows: 2 })).toEqual([
      [{ text: '日本!' }],
      [{ text: 'end' }],
    ]);
  });

  it('keep their styles and nothing else', async () => {
    const [line] = await read(
      'a\u001b[1;38;5;200mb\u001b[0;7;97;44mc\u001b[0;38;2;1;2;3;48;5;12md\u001b[0;8mhid\u001b[0;5mx',
    );
    expect(line).toEqual([
      { text: 'a' },
      { text: 'b', sgr: '1;38;5;200' },
      { text: 'c', sgr: '7;97;44' },
      { text: 'd', sgr: '38;2;1;2;3;104' },
      { text: '   x' },
    ]);
  });

  it('let no title, clipboard, link, device string or control through', async () => {
    const hostile =
      'a\u001b]0;title\u0007b\u001b]52;c;aGk=\u0007c\u001b]8;;http://x\u001b\\d\u001b]8;;\u001b\\e\u001bPtmux;x\u001b\\f\u202eg\u0085';
    const text = (await read(hostile)).flat().map((run) => run.text);
    expect(text.join('').replaceAll(' ', '')).toBe('abcdefg');
    expect(text.join('')).toMatch(/^[ -~]*$/);
  });

  it('let no character through that nobody sees: joined ones are drawn as the first of them', async () => {
    const [line] = await read('a\u200d\u061cb\ufe0fc\u{e0041}\u{e0041}d👩\u200d💻e👍🏽f\u00adg');
    const text = line!.map((run) => run.text).join('');
    expect(text).not.toMatch(/\p{Default_Ignorable_Code_Point}|\p{Bidi_Control}/u);
    expect(text.replaceAll(' ', '')).toMatch(/^abcd👩(?:💻)?e👍fg$/u);
  });

  it('count as tmux counts: an emoji is two cells', async () => {
    expect(await read('🟢ok\u001b[1;5H|', { left: 2, top: 0, cols: 4, rows: 1 })).toEqual([
      [{ text: 'ok|' }],
    ]);
    expect(await read('e\u0301x')).toEqual([[{ text: 'e\u0301x' }], [], [], []]);
  });
});

describe('typing', () => {
  it('gathers characters and keys, in order', () => {
    expect(
      typingCommands('%3', [{ text: 'l' }, { text: 's' }, { key: 'Enter' }, { key: 'C-c' }, { text: 'q' }]),
    ).toEqual([
      ['send-keys', '-t', '%3', '-l', '--', 'ls'],
      ['send-keys', '-t', '%3', '--', 'Enter', 'C-c'],
      ['send-keys', '-t', '%3', '-l', '--', 'q'],
    ]);
  });

  it('ends no command of tmux by a semicolon', () => {
    expect(
      typingCommands('%3', [{ text: 'a;' }])
        .at(0)
        ?.at(-1),
    ).toBe('a\\;');
    expect(
      typingCommands('%3', [{ text: '\\;' }])
        .at(0)
        ?.at(-1),
    ).toBe('\\\\;');
  });

  it('pastes text and no keys', () => {
    expect(pasted('a\r\nb\rc\td\u001b[201~\u0003e\u009b')).toBe('a\nb\nc\td[201~e');
  });
});
