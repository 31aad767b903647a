import type { EngineOptions } from '../engine/open.ts';
import { connectEngine, type RemoteClient } from './remote.ts';
import { socketPath } from './socket.ts';

/** The engine that runs for this tmux server and flags file; null: none does. Throws CutoverError, see connectEngine. */
export async function connectServer(
  options: Pick<EngineOptions, 'server' | 'flagsPath' | 'env'> & { version: string },
): Promise<RemoteClient | null> {
  return connectEngine(await socketPath(options.server, options.flagsPath, options.env), options.version);
}
