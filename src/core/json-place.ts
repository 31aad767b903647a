/** Where things stand in a JSON text, which its parser does not tell. */

const SPACE = /[ \t\r\n]*/y;
const STRING = /"(?:[^"\\]|\\.)*"/y;
const SCALAR = /[^\s,:\]}]+/y;
/** Between the values of an object or a list. */
const BETWEEN = /[ \t\r\n,:]*/y;

/** Walks through a text that `JSON.parse` has taken. */
class Walker {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Offset of the value at this path, or of the nearest value on the way to it. */
  find(path: readonly PropertyKey[]): number {
    this.#skip(SPACE);
    const start = this.#at;
    const [step, ...rest] = path;
    const open = this.#text[start];
    if (step === undefined || (open !== '{' && open !== '[')) {
      this.#value();
      return start;
    }
    let found = start;
    this.#members((key) => {
      if (String(step) === key) found = this.find(rest);
      else this.#value();
    });
    return found;
  }

  #skip(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const text = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += text.length;
    return text;
  }

  /** Calls back before each value of an object or an array, which has to go past it. */
  #members(visit: (key: string) => void): void {
    const close = this.#text[this.#at] === '{' ? '}' : ']';
    this.#at++;
    for (let index = 0; this.#at < this.#text.length; index++) {
      this.#skip(SPACE);
      if (this.#text[this.#at] === close) break;
      const key = close === '}' ? (JSON.parse(this.#skip(STRING)) as string) : String(index);
      this.#skip(SPACE);
      if (close === '}') this.#at++;
      visit(key);
      this.#skip(SPACE);
      if (this.#text[this.#at] === ',') this.#at++;
    }
    this.#at++;
  }

  /** Goes past a value. Brackets are counted, so that no depth can overflow the stack. */
  #value(): void {
    this.#skip(SPACE);
    let depth = 0;
    do {
      const first = this.#text[this.#at];
      if (first === '"') this.#skip(STRING);
      else if (first === '{' || first === '[') {
        depth++;
        this.#at++;
      } else if (first === '}' || first === ']') {
        depth--;
        this.#at++;
      } else if (this.#skip(SCALAR) === '') this.#at++;
      if (depth > 0) this.#skip(BETWEEN);
    } while (depth > 0 && this.#at < this.#text.length);
  }
}

/** One-based line of an offset. */
export function lineOfOffset(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/**
 * One-based line on which the value at this path of a JSON text begins, or the nearest value around it where it is
 * missing. The text has to be valid JSON.
 */
export function lineOfPath(text: string, path: readonly PropertyKey[]): number {
  return lineOfOffset(text, new Walker(text).find(path));
}
