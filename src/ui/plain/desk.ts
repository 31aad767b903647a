import type { EngineClient } from '../../core/client.ts';
import type { Binding } from '../binding.ts';
import type { PlainOptions } from './text.ts';

/** What a command of the reader may see and do. */
export interface Desk {
  readonly client: EngineClient;
  /** Recorded with every write. */
  readonly who: string;
  readonly readOnly: boolean;
  readonly bindings: readonly Binding[];
  readonly text: PlainOptions;
  /** Starts the server again after it has ended; null: it is not this window's to start. Throws CutoverError. */
  readonly restart: (() => Promise<void>) | null;
  now(): number;
  say(...lines: string[]): void;
  /** Asks for a line; what was typed, without spaces around it. Empty when nothing was, or nothing will be any more. */
  ask(question: string): Promise<string>;
}
