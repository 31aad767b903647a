import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonLine, oneLine, plainText, safeJson, sgrOnly, stripControls } from '../../../src/core/text.ts';

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
    [
      'the other bidi marks, annotations, tags',
      'a\u061cb\u200fc\u2069d\ufff9e\u{e0041}\u{e007f}f\u180eg',
      'abcdefg',
    ],
    ['what never ends, and not the line after it', `a${ESC}]52;c;AAAA\nb${ESC}PAAAA\nc`, 'a\nb\nc'],
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

  it('as JSON says the same, in characters that are seen', () => {
    const hidden =
      'a\u0000\u001b]52;c;x\u0007\u009b31m\u061c\u200b\u200d\u202e\u2069\ufeff\u{e0041}\ufff9z\u007f 日本';
    for (const json of [safeJson({ [hidden]: hidden }, 2), jsonLine({ [hidden]: hidden })]) {
      expect(json).toMatch(/^[\n -~日本]*$/);
      expect(JSON.parse(json)).toEqual({ [hidden]: hidden });
    }
  });

  it('never has a control in it, whatever was there', () => {
    const piece = fc.oneof(
      fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
      fc.constantFrom(
        ESC,
        `${ESC}]52;c;`,
        '\u0007',
        '\u009c',
        '\u009b',
        `${ESC}[`,
        '31m',
        '\u{e0041}',
        '\ud800',
        '\n',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        for (const safe of [
          stripControls(text),
          oneLine(text),
          safeJson(text),
          sgrOnly(text).replace(/\u001b\[[0-9;:]*m/g, ''),
        ])
          expect(safe).not.toMatch(
            /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]|[\ufff9-\ufffb\u{e0000}-\u{e007f}]|\p{Bidi_Control}/u,
          );
        expect(JSON.parse(safeJson(text))).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });
});
