import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cell,
  clip,
  ends,
  exactly,
  foreign,
  lineWidth,
  steady,
  textWidth,
  tone,
  wrap,
} from '../../src/ui/cells.ts';
import { bare, panel } from '../../src/ui/views/panel.ts';

const names = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom('東京', 'shop:1.0', '😀😀', 'e\u0301e\u0301', '👨‍👩‍👧', '⚠️ x', '한국어', '…', ''),
);
const text = names.map(foreign);

describe('texts in cells', () => {
  it('counts wide characters as two and combining ones as none', () => {
    expect(textWidth('東京')).toBe(4);
    expect(textWidth('e\u0301')).toBe(1);
    expect(textWidth('◆ waiting')).toBe(9);
  });

  it('cuts with an ellipsis, never through a wide character', () => {
    expect(clip('東京タワー', 6)).toBe('東京…');
    expect(clip('shop:1.0', 8)).toBe('shop:1.0');
    expect(clip('shop:1.0', 5)).toBe('shop…');
    expect(clip('shop', 0)).toBe('');
  });

  it('fills and aligns', () => {
    expect(cell('ab', 4)).toBe('ab  ');
    expect(cell('ab', 4, 'right')).toBe('  ab');
  });

  it('is exactly as wide as asked for, whatever the text', () => {
    fc.assert(
      fc.property(text, text, fc.nat(60), (a, b, width) => {
        expect(textWidth(cell(a, width))).toBe(width);
        expect(lineWidth(exactly([a, tone('ok', b)], width))).toBe(width);
        expect(lineWidth(ends([a], [b], width))).toBe(width);
      }),
    );
  });

  it('breaks lines at spaces, and words where it has to', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('abcdefgh', 3)).toEqual(['abc', 'def', 'gh']);
    fc.assert(
      fc.property(text, fc.integer({ min: 4, max: 30 }), (t, width) => {
        for (const line of wrap(t, width)) expect(textWidth(line)).toBeLessThanOrEqual(width);
      }),
    );
  });

  it('leaves nothing in foreign text that could steer a terminal or that terminals measure differently', () => {
    expect(foreign('a\u001b[2Jb\u001b]0;title\u0007c\nd\te')).toBe('abc d e');
    expect(steady('⚠️ 👨‍👩‍👧 👍🏽 🇩🇪 1️⃣')).toBe('⚠ 👨👩👧 👍 DE 1');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (t) => {
        expect(foreign(t)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
      }),
    );
  });
});

describe('frames', () => {
  it('keeps every line to its width, whatever is in it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(text, { maxLength: 3 }), { maxLength: 12 }),
        text,
        fc.option(text),
        fc.option(text),
        fc.integer({ min: 12, max: 90 }),
        fc.integer({ min: 3, max: 14 }),
        fc.boolean(),
        (body, title, right, foot, width, height, heavy) => {
          const view = {
            title,
            body,
            right: right === null ? undefined : [right],
            foot: foot === null ? undefined : [foot],
          };
          for (const lines of [panel(view, width, height, heavy), bare(view, width, height)]) {
            expect(lines).toHaveLength(height);
            for (const line of lines) expect(lineWidth(line)).toBe(width);
          }
        },
      ),
    );
  });
});
