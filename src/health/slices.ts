/** A sliding window moves in steps of this many to its length: what is kept does not grow with the days. */
const STEPS = 12;

/** Evidence of a sliding window, kept in slices of time that are dropped whole when they are too old. */
export class Slices<T> {
  readonly #make: () => T;
  readonly #drop: (slice: T) => void;
  readonly #width: number;
  #slices: { number: number; content: T }[] = [];

  /** `drop` is called with each slice that leaves the window. */
  constructor(windowMs: number, make: () => T, drop: (slice: T) => void = () => undefined) {
    this.#make = make;
    this.#drop = drop;
    this.#width = windowMs / STEPS;
  }

  /** The slice of this time; of the newest slice when that is later (the clock was set back). */
  at(time: number): T {
    const number = Math.floor(time / this.#width);
    const newest = this.#slices.at(-1);
    if (newest !== undefined && newest.number >= number) return newest.content;
    this.expire(time);
    const content = this.#make();
    this.#slices.push({ number, content });
    return content;
  }

  /** Drops what has left the window. */
  expire(now: number): void {
    const oldest = Math.floor(now / this.#width) - STEPS;
    while (this.#slices[0] !== undefined && this.#slices[0].number <= oldest)
      this.#drop(this.#slices.shift()!.content);
  }

  /** What is in the window, oldest first. */
  all(): T[] {
    return this.#slices.map((slice) => slice.content);
  }
}
