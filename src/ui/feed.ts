import { messageOf } from '../core/errors.ts';

/** What a feed keeps fresh, and where it goes. */
export interface FeedOptions<Key, Answer> {
  /** What is wanted now; null: nothing. */
  wanted(): Key | null;
  ask(key: Key): Promise<Answer>;
  /** Takes an answer, or the words of why there is none. Not called for what is not wanted any more. */
  take(key: Key, answer: Answer | null, problem: string | null): void;
}

/**
 * Keeps an answer of the engine fresh. One request at a time: while an answer is outstanding, further asking is
 * remembered as one more request.
 */
export class Feed<Key extends string, Answer> {
  readonly #options: FeedOptions<Key, Answer>;
  #asking = false;
  #again = false;
  /** What was last answered. */
  #answered: Key | null = null;

  constructor(options: FeedOptions<Key, Answer>) {
    this.#options = options;
  }

  ask(): void {
    const key = this.#options.wanted();
    if (key === null) return;
    if (this.#asking) {
      this.#again = true;
      return;
    }
    this.#asking = true;
    void this.#receive(key);
  }

  /** Asks only for what was not answered last. */
  askOnce(): void {
    if (this.#options.wanted() !== this.#answered) this.ask();
  }

  async #receive(key: Key): Promise<void> {
    let answer: Answer | null = null;
    let problem: string | null = null;
    try {
      answer = await this.#options.ask(key);
    } catch (thrown) {
      problem = messageOf(thrown);
    }
    // Before it is taken, which may make others ask again.
    this.#answered = key;
    if (this.#options.wanted() === key) this.#options.take(key, answer, problem);
    this.#asking = false;
    if (!this.#again) return;
    this.#again = false;
    this.ask();
  }
}
