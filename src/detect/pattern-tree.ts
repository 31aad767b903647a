/** Highest number in a counted repetition. */
const COUNT_MAX = 1000;

/** Characters that stand for their kinds where character classes are compared. */
export const SAMPLES = [
  ...Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)),
  ...'\t\u00a0éßÄÉ漢あ─│╭❯›●•✻⠋█░🙂…·’\u200b',
];

export interface Characters {
  type: 'characters';
  set: ReadonlySet<string>;
}
export interface Sequence {
  type: 'sequence';
  items: Node[];
}
export interface Choice {
  type: 'choice';
  options: Node[];
}
export interface Repeat {
  type: 'repeat';
  body: Node;
  min: number;
  max: number;
}
/** `^`, `$`, `\b`: match a place, no text. */
export interface Place {
  type: 'place';
  begin: boolean;
}
/** A look ahead or behind: matches no text, but runs its body. */
export interface Look {
  type: 'look';
  behind: boolean;
  body: Node;
}
export type Node = Characters | Sequence | Choice | Repeat | Place | Look;

/** Why a pattern is not taken. */
export class Unsafe extends Error {}

/** Reads a pattern that `RegExp` has taken with the `u` flag; so it is known to be well formed. */
class Reader {
  readonly #source: string;
  readonly #samples: readonly string[];
  #at = 0;

  constructor(source: string) {
    this.#source = source;
    // What the pattern names itself is compared too, however rare it is.
    this.#samples = [...new Set([...SAMPLES, ...source])];
  }

  read(): Node {
    const options = [this.#sequence()];
    while (this.#take('|')) options.push(this.#sequence());
    return options.length === 1 ? options[0]! : { type: 'choice', options };
  }

  #take(text: string): boolean {
    if (!this.#source.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  #sequence(): Node {
    const items: Node[] = [];
    while (this.#at < this.#source.length && this.#source[this.#at] !== '|' && this.#source[this.#at] !== ')')
      items.push(this.#repeated(this.#atom()));
    return items.length === 1 ? items[0]! : { type: 'sequence', items };
  }

  #repeated(body: Node): Node {
    const counted = /^(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/u.exec(this.#source.slice(this.#at));
    if (counted === null) return body;
    this.#at += counted[0].length;
    const [, sign, from, comma, to] = counted;
    if (sign !== undefined) {
      return { type: 'repeat', body, min: sign === '+' ? 1 : 0, max: sign === '?' ? 1 : Infinity };
    }
    const min = Number(from);
    const max = comma === '' ? min : to === '' ? Infinity : Number(to);
    if (min > COUNT_MAX || (max !== Infinity && max > COUNT_MAX))
      throw new Unsafe(`counts beyond ${COUNT_MAX}`);
    return { type: 'repeat', body, min, max };
  }

  #atom(): Node {
    if (this.#take('(')) return this.#group();
    const rest = this.#source.slice(this.#at);
    if (/^(?:[\^$]|\\[bB])/u.test(rest)) {
      this.#at += rest.startsWith('\\') ? 2 : 1;
      return { type: 'place', begin: rest.startsWith('^') };
    }
    if (/^\\(?:[1-9]|k<)/u.test(rest)) throw new Unsafe('refers back to a group');
    const atom =
      /^(?:\\(?:[pP]\{[^}]*\}|u\{[^}]*\}|u[0-9a-fA-F]{4}(?:\\u[0-9a-fA-F]{4})?|x..|c.|.)|\[(?:\\.|[^\]\\])*\]|.)/su.exec(
        rest,
      )![0];
    this.#at += atom.length;
    if ([...atom].length === 1 && atom !== '.') return { type: 'characters', set: new Set([atom]) };
    const pattern = new RegExp(`^(?:${atom})$`, 'u');
    return { type: 'characters', set: new Set(this.#samples.filter((one) => pattern.test(one))) };
  }

  #group(): Node {
    const behind = this.#take('?<=') || this.#take('?<!');
    const look = behind || this.#take('?=') || this.#take('?!');
    if (!look) {
      const head = /^\?(?:[a-z-]*:|<[^>]*>)/u.exec(this.#source.slice(this.#at));
      this.#at += head?.[0].length ?? 0;
    }
    const body = this.read();
    this.#take(')');
    return look ? { type: 'look', behind, body } : body;
  }
}

/** The structure of a pattern that `RegExp` takes with the `u` flag. Throws Unsafe for what is never taken. */
export function readPattern(source: string): Node {
  return new Reader(source).read();
}
