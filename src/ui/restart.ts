import { messageOf } from '../core/errors.ts';
import type { Deck } from './deck.ts';

/** Starts the server that has ended; the window connects to it by itself. */
export async function restart(deck: Deck): Promise<void> {
  const say = (notice: string) => deck.set({ ...deck.state, notice });
  if (deck.restart === null) return say('it is not started from here: `cutover server` does');
  say('starting the server …');
  try {
    await deck.restart();
    say('the server runs again');
  } catch (error) {
    say(messageOf(error));
  }
}
