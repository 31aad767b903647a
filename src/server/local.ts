import type { EngineClient } from '../core/client.ts';
import { type EngineOptions, openEngine } from '../engine/open.ts';

export type { EngineOptions } from '../engine/open.ts';

/** Starts an engine in this process and gives the client to it: the same that a socket will give later. */
export async function startLocalEngine(options: EngineOptions): Promise<EngineClient> {
  const engine = await openEngine(options);
  engine.start();
  return engine;
}
