import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuzzyMatch } from '../../src/ui/fuzzy.ts';

const best = (query: string, ...texts: string[]) =>
  texts
    .flatMap((text) => {
      const match = fuzzyMatch(query, text);
      return match === null ? [] : [{ text, ...match }];
    })
    .sort((a, b) => b.score - a.score)[0];
const marked = (query: string, text: string) =>
  (fuzzyMatch(query, text)?.at ?? []).map((at) => text[at]).join('');

describe('what is typed', () => {
  it('finds texts with its letters in their order', () => {
    expect(fuzzyMatch('rlb', 'roll back')).not.toBeNull();
    expect(fuzzyMatch('blr', 'roll back')).toBeNull();
    expect(fuzzyMatch('', 'anything')?.at).toEqual([]);
    expect(fuzzyMatch('x', '')).toBeNull();
  });

  it('prefers beginnings of words, letters in a row, and short texts', () => {
    expect(best('st', 'the last', 'stage')?.text).toBe('stage');
    expect(best('sort', 's o r t', 'sort by target')?.text).toBe('sort by target');
    expect(best('help', 'help', 'help of this view')?.text).toBe('help');
    expect(fuzzyMatch('ba', 'a bad bat')?.at).toEqual([2, 3]);
    // The beginning of the second word, not the first b there is.
    expect(fuzzyMatch('back', 'rubber: roll back')?.at).toEqual([13, 14, 15, 16]);
  });

  it('may be several words in any order, without regard to capitals', () => {
    expect(marked('BACK roll', 'Roll back')).toBe('Rollback');
    expect(fuzzyMatch('roll forward', 'roll back')).toBeNull();
  });

  it('marks exactly its letters, in order, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), fc.array(fc.nat(), { maxLength: 6 }), (raw, picks) => {
        const text = raw.toLowerCase().replace(/[^\x21-\x7e]/g, 'a');
        fc.pre(text !== '');
        const places = [...new Set(picks.map((pick) => pick % text.length))].sort((a, b) => a - b);
        const query = places.map((place) => text[place]).join('');
        const match = fuzzyMatch(query, text);
        expect(match).not.toBeNull();
        expect(match?.at.map((place) => text[place]).join('')).toBe(query);
      }),
    );
  });
});
