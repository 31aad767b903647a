import QuickLRU from 'quick-lru';

/** What Ink draws one frame into (`ink/build/output.js`). */
export interface Output {
  write(x: number, y: number, text: string, options: { transformers: Transformer[] }): void;
  clip(clip: object): void;
  unclip(): void;
  get(): { output: string; height: number };
}

type Transformer = (line: string, index: number) => string;
type OutputClass = new (size: { width: number; height: number }) => Output;

/** More rows than two screens have. */
const ROWS_KEPT = 1000;

/** A line of which nothing goes on in the next: without a style, or with a reset at its end. */
const isClosed = (line: string): boolean => {
  const last = line.lastIndexOf('\u001b');
  return last === -1 || line.startsWith('\u001b[0m', last);
};

/**
 * Makes an output that draws as `Original` does, and remembers rows: one that is written with the same texts as a row of
 * an earlier frame looks the same, and is not put together again, cell by cell. Of a screen of a thousand agents one or
 * two rows differ from frame to frame.
 */
export function rememberingOutput(Original: OutputClass): OutputClass {
  const rows = new QuickLRU<string, string>({ maxSize: ROWS_KEPT });

  return class RememberingOutput implements Output {
    readonly #size: { width: number; height: number };
    readonly #written: { x: number; y: number; lines: string[]; transformers: Transformer[] }[] = [];
    /** Has all that was written as well, as soon as something cannot be remembered by rows. */
    #original: Output | null = null;

    constructor(size: { width: number; height: number }) {
      this.#size = size;
    }

    write(x: number, y: number, text: string, options: { transformers: Transformer[] }): void {
      if (text === '') return;
      const lines = text.split('\n');
      if (this.#original === null && lines.every(isClosed)) this.#written.push({ x, y, lines, ...options });
      else this.#whole().write(x, y, text, options);
    }

    clip(clip: object): void {
      this.#whole().clip(clip);
    }

    unclip(): void {
      this.#whole().unclip();
    }

    get(): { output: string; height: number } {
      if (this.#original !== null) return this.#original.get();
      const { width, height } = this.#size;
      const pieces: { x: number; line: string }[][] = Array.from({ length: height }, () => []);
      for (const { x, y, lines, transformers } of this.#written)
        for (const [index, plain] of lines.entries()) {
          const line = transformers.reduce((before, transform) => transform(before, index), plain);
          pieces[y + index]?.push({ x, line });
        }
      const drawn = pieces.map((row) => {
        const key = `${width} ${row.map(({ x, line }) => `${x}\u0000${line}`).join('\u0000')}`;
        const known = rows.get(key);
        if (known !== undefined) return known;
        const original = new Original({ width, height: 1 });
        for (const { x, line } of row) original.write(x, 0, line, { transformers: [] });
        const { output } = original.get();
        rows.set(key, output);
        return output;
      });
      return { output: drawn.join('\n'), height };
    }

    #whole(): Output {
      if (this.#original === null) {
        this.#original = new Original(this.#size);
        for (const { x, y, lines, transformers } of this.#written)
          this.#original.write(x, y, lines.join('\n'), { transformers });
      }
      return this.#original;
    }
  };
}
