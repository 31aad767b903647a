import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Segmenter, SIMPLE } from '../../../src/core/segmenter.ts';

const NATIVE = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

describe('taking a text apart into graphemes', () => {
  const text = fc
    .array(
      fc.oneof(
        fc.string({ unit: 'grapheme' }),
        fc.string({ unit: 'binary' }),
        fc.constantFrom(
          '│ a row',
          '─━┏▸≠',
          '\u200d',
          '\ufe0f',
          '\u0301',
          '👩',
          '↔',
          '©',
          '✓',
          '\r\n',
          '\r',
          '🇩',
        ),
      ),
      { maxLength: 6 },
    )
    .map((parts) => parts.join(''));

  it('is done as Node does it', () => {
    const ours = new Segmenter(undefined, { granularity: 'grapheme' });
    fc.assert(
      fc.property(text, (any) => {
        expect([...ours.segment(any)]).toEqual([...NATIVE.segment(any)]);
        for (const index of [0, 1, any.length])
          expect(ours.segment(any).containing(index)).toEqual(NATIVE.segment(any).containing(index));
      }),
      { numRuns: 1000 },
    );
  });

  it('takes each character that it takes apart by itself as Node does, beside every other', () => {
    const alone = Array.from({ length: 0x2800 }, (_, code) => String.fromCharCode(code)).filter((char) =>
      SIMPLE.test(char),
    );
    const all = alone.join('');
    expect([...NATIVE.segment(all)].map(({ segment }) => segment)).toEqual(alone);
    for (const char of alone) expect([...NATIVE.segment(char + char)]).toHaveLength(2);
  });

  it('of words is Node’s', () => {
    const words = (Class: typeof Intl.Segmenter) =>
      [...new Class('en', { granularity: 'word' }).segment('two words')].map(({ segment }) => segment);
    expect(words(Segmenter as unknown as typeof Intl.Segmenter)).toEqual(words(Intl.Segmenter));
    expect(new Segmenter('en').resolvedOptions().granularity).toBe('grapheme');
  });
});
