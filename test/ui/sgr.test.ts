import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textWidth } from '../../src/ui/cells.ts';
import { dropCells, parseScreen, plainOf } from '../../src/ui/sgr.ts';

describe('an agent’s screen', () => {
  it('keeps its colours, over the end of a line too', () => {
    expect(parseScreen(['\u001b[1;32mok', 'still\u001b[0m plain'])).toEqual([
      [{ text: 'ok', sgr: '1;32' }],
      [{ text: 'still', sgr: '1;32' }, { text: ' plain' }],
    ]);
  });

  it('folds what no longer holds', () => {
    expect(parseScreen(['\u001b[31ma\u001b[mb\u001b[0;38;5;9mc\u001b[38:2:1:2:3md'])[0]).toEqual([
      { text: 'a', sgr: '31' },
      { text: 'b' },
      { text: 'c', sgr: '38;5;9' },
      { text: 'd', sgr: '38;2;1;2;3' },
    ]);
  });

  it('never cuts a colour in its parts, however many there were before it', () => {
    const one = (i: number) => `\u001b[38;2;${i};44;65m\u001b[48;2;41;${i};100mx`;
    const line = Array.from({ length: 200 }, (_, i) => one(i)).join('');
    for (const [i, { sgr }] of parseScreen([`\u001b[1m${line}`])[0]!.entries())
      expect(sgr).toBe(`1;38;2;${i};44;65;48;2;41;${i};100`);
  });

  it('lets nothing through but SGR', () => {
    const [line] = parseScreen([
      'a\u001b[2J\u001b[10;10Hb\u001b]52;c;cm0=\u0007c\u001bPq\u001b\\d\u0007\r\u009b3Je\u001b[?1049h',
    ]);
    expect(plainOf(line as never)).toBe('abcde');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (raw) => {
        for (const spans of parseScreen([raw])) {
          expect(plainOf(spans)).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
          for (const { sgr } of spans) expect(sgr ?? '').toMatch(/^[0-9;]*$/);
        }
      }),
    );
  });

  it('does not grow without end where nothing is ever reset', () => {
    const line = Array.from({ length: 500 }, (_, i) => `\u001b[3${i % 8}mx`).join('');
    for (const span of parseScreen([line])[0] as { sgr?: string }[])
      expect((span.sgr ?? '').length).toBeLessThan(100);
  });

  it('can be shifted to the left, in cells', () => {
    const [line] = parseScreen(['ab\u001b[31m東京c']);
    expect(plainOf(dropCells(line as never, 2))).toBe('東京c');
    expect(plainOf(dropCells(line as never, 3))).toBe(' 京c');
    fc.assert(
      fc.property(fc.nat(12), (n) => {
        const spans = dropCells(line as never, n);
        expect(textWidth(plainOf(spans))).toBe(Math.max(0, 7 - n));
      }),
    );
  });
});
