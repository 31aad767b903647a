import { describe, expect, it } from 'vitest';
import { oneLine, plainText, sgrOnly, stripControls } from '../../../src/core/text.ts';

const ESC = '\u001b';

describe('text of a pane', () => {
  it.each([
    ['colours', `${ESC}[31;1mred${ESC}[0m`, 'red'],
    ['a moved cursor', `a${ESC}[2;5Hb`, 'ab'],
    ['the clipboard (OSC 52)', `x${ESC}]52;c;cm0gLXJmIC8=\u0007y`, 'xy'],
    ['a link (OSC 8)', `${ESC}]8;;http://evil${ESC}\\text${ESC}]8;;${ESC}\\`, 'text'],
    ['a title', `${ESC}]2;title\u0007z`, 'z'],
    ['DCS', `${ESC}Pq#0;2;0${ESC}\\k`, 'k'],
    ['C1', 'a\u009b31mb\u0085c', 'abc'],
    ['a sequence that never ends', `a${ESC}]52;c;AAAA`, 'a'],
    ['a lone escape', `a${ESC}`, 'a'],
    ['bidi and zero width', 'a\u202eb\u200bc\u2066d\ufeffe', 'abcde'],
    ['tab, bell, backspace, delete', 'a\tb\u0007c\bd\u007fe', 'abcde'],
  ])('%s is taken out', (_, text, plain) => {
    expect(stripControls(text)).toBe(plain);
  });

  it('wide and combining characters and line ends stay', () => {
    expect(stripControls('日本 e\u0301 🙂\n…')).toBe('日本 e\u0301 🙂\n…');
  });

  it('on one line, line breaks become spaces', () => {
    expect(oneLine(' a\r\nb\u2028c\td ')).toBe('a b c d');
  });

  it('of a capture with colours is as the capture without them', () => {
    const screen = `${ESC}[1m❯\u00a0${ESC}[2mTry it${ESC}[0m   \n${ESC}]8;;u${ESC}\\l${ESC}]8;;${ESC}\\ \u000eq\u000f  \n`;
    expect(plainText(screen)).toBe('❯\u00a0Try it\nl q\n');
  });

  it('with its colours keeps nothing else that a terminal obeys', () => {
    expect(sgrOnly(`${ESC}[38;5;9mred${ESC}[2J${ESC}[0m\u0007${ESC}]52;c;x\u0007${ESC}[?1049h`)).toBe(
      `${ESC}[38;5;9mred${ESC}[0m`,
    );
  });
});
