import type { EngineClient } from '../core/client.ts';
import { type EngineOptions, openEngine } from '../engine/open.ts';
import { openReplay, type ReplayOptions } from '../engine/replay.ts';

export type { EngineOptions } from '../engine/open.ts';
export type { ReplayOptions } from '../engine/replay.ts';

/** Starts an engine in this process and gives the client to it: the same that a socket will give later. */
export async function startLocalEngine(options: EngineOptions): Promise<EngineClient> {
  const engine = await openEngine(options);
  engine.start();
  return engine;
}

/** The same over recorded panes: nothing of the user's is read or written but the frames. */
export async function startReplay(options: ReplayOptions): Promise<EngineClient> {
  const engine = await openReplay(options);
  engine.start();
  return engine;
}
