import type { EngineClient } from '../core/client.ts';
import type { CommandId } from './binding.ts';
import type { Size } from './layout/areas.ts';
import type { LiveSeat } from './live.ts';
import type { UiState } from './store.ts';
import type { Scene } from './views/scene.ts';

/** What a command may see and touch. */
export interface Deck {
  readonly client: EngineClient;
  /** Recorded with every write. */
  readonly who: string;
  readonly size: Size;
  readonly state: UiState;
  /** Starts the server again after it has ended; null: it is not this window's to start. Throws CutoverError. */
  readonly restart: (() => Promise<void>) | null;
  /** Takes the operator's tmux to a pane; null: the cockpit runs in none. Throws CutoverError. */
  readonly goTo: ((paneId: string) => Promise<void>) | null;
  /** Gives the terminal to a client of tmux that shows a pane, and takes it back; null: the cockpit runs in tmux, or without panes. Throws CutoverError. */
  readonly attach: ((paneId: string) => Promise<void>) | null;
  /** The live pane; null: there is nothing live to be shown. */
  readonly live: LiveSeat | null;
  set(state: UiState): void;
  /** What is on the screen at this moment. */
  scene(): Scene;
  /** What a key means now. */
  commandOf(name: string): CommandId | undefined;
  /** Asks for the detail of the agent that is open, and for the examples of the signature under the cursor. */
  askDetail(): void;
  quit(): void;
}
