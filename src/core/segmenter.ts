/** Latin, punctuation, arrows, mathematics, frames, blocks, shapes and cutover's own signs: a grapheme and a cell each, always. */
export const SIMPLE = /^[\x20-\x7e\xa1-\xac\xae-\u02ff\u2010-\u2027\u2190-\u22ff\u2500-\u25fc✎✓✗✖❯⏎]*$/;

// Not by its name, which the build replaces.
const { Segmenter: Native } = Intl;

/**
 * `Intl.Segmenter`, which the build puts this in the place of everywhere. The first native one loads tables for 15 ms,
 * and libraries make one as soon as they are imported; this one makes it when there is a text that needs it. What most
 * screens are made of it takes apart by itself.
 */
export class Segmenter {
  readonly #given: ConstructorParameters<typeof Intl.Segmenter>;
  #native: Intl.Segmenter | null = null;

  constructor(...given: ConstructorParameters<typeof Intl.Segmenter>) {
    this.#given = given;
  }

  segment(text: string): Intl.Segments {
    const granularity = this.#given[1]?.granularity ?? 'grapheme';
    if (granularity !== 'grapheme' || !SIMPLE.test(text)) return this.#made().segment(text);
    return {
      containing: (index) => this.#made().segment(text).containing(index),
      *[Symbol.iterator]() {
        for (let index = 0; index < text.length; index++)
          yield { segment: text[index] as string, index, input: text };
      },
    } as Intl.Segments;
  }

  resolvedOptions(): Intl.ResolvedSegmenterOptions {
    return this.#made().resolvedOptions();
  }

  #made(): Intl.Segmenter {
    this.#native ??= new Native(...this.#given);
    return this.#native;
  }
}
