/** A sliding window moves in steps of this many to its length: what is kept does not grow with the days. */
const STEPS = 12;

/** The number of the step that a time is in, and the oldest that is still in the window then. */
export function stepOf(time: number, windowMs: number): { step: number; oldest: number } {
  const step = Math.floor(time / (windowMs / STEPS));
  return { step, oldest: step - STEPS + 1 };
}

/** Evidence of a sliding window, kept in slices of time that are dropped whole when they are too old. */
export class Slices<T> {
  readonly #make: () => T;
  readonly #drop: (slice: T) => void;
  readonly #windowMs: number;
  #slices: { step: number; content: T }[] = [];

  /** `drop` is called with each slice that leaves the window. */
  constructor(windowMs: number, make: () => T, drop: (slice: T) => void = () => undefined) {
    this.#make = make;
    this.#drop = drop;
    this.#windowMs = windowMs;
  }

  /** The slice of this time; of the newest slice when that is later (the clock was set back). */
  at(time: number): T {
    const { step } = stepOf(time, this.#windowMs);
    const newest = this.#slices.at(-1);
    if (newest !== undefined && newest.step >= step) return newest.content;
    this.expire(time);
    const content = this.#make();
    this.#slices.push({ step, content });
    return content;
  }

  /** Drops what has left the window. */
  expire(now: number): void {
    const { oldest } = stepOf(now, this.#windowMs);
    while (this.#slices[0] !== undefined && this.#slices[0].step < oldest)
      this.#drop(this.#slices.shift()!.content);
  }

  /** What is in the window, oldest first. Drops nothing. */
  within(now: number): T[] {
    const { oldest } = stepOf(now, this.#windowMs);
    return this.#slices.filter(({ step }) => step >= oldest).map(({ content }) => content);
  }

  /** Whether all that is kept is in the window. */
  holds(now: number): boolean {
    const first = this.#slices[0];
    return first === undefined || first.step >= stepOf(now, this.#windowMs).oldest;
  }
}
