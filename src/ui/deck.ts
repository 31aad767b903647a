import type { EngineClient } from '../core/client.ts';
import type { Size } from './layout/areas.ts';
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
  set(state: UiState): void;
  /** What is on the screen at this moment. */
  scene(): Scene;
  /** Asks for the detail of the agent that is open, and for the examples of the signature under the cursor. */
  askDetail(): void;
  quit(): void;
}
