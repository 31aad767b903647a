import { CutoverError } from '../core/errors.ts';
import type { EventItem } from '../core/snapshot.ts';
import { claimServer, serverOf } from '../engine/lock.ts';
import { type EngineOptions, openEngine } from '../engine/open.ts';
import { serveEngine } from './serve.ts';
import { makeSocketFolder, socketPath } from './socket.ts';

/** An engine that runs for itself, without a window. */
export interface RunningServer {
  readonly path: string;
  /** Resolves when a client, or the caller, has ended it. */
  readonly ended: Promise<void>;
  end(): void;
}

/**
 * Opens an engine and serves it to this user's windows. One for each tmux server and flags file: throws CutoverError when
 * another one runs. `onEvent` is told what happens.
 */
export async function startServer(
  options: EngineOptions & { version: string },
  onEvent: (event: EventItem) => void,
): Promise<RunningServer> {
  const path = await socketPath(options.server, options.flagsPath, options.env);
  await makeSocketFolder(path);
  const startedAt = Date.now();
  const claim = claimServer(lockOf(path), { pid: process.pid, startedAt });
  if (claim === null) {
    const pid = serverOf(lockOf(path))?.pid;
    throw new CutoverError(
      'server_runs',
      `a cutover server runs for this tmux server and flags file already${pid == null ? '' : ` (pid ${pid})`}`,
      '`cutover` connects to it, `cutover kill-server` ends it',
    );
  }
  const end = Promise.withResolvers<void>();
  try {
    const engine = await openEngine(options);
    const served = await serveEngine({
      engine,
      path,
      version: options.version,
      startedAt,
      onShutdown: () => end.resolve(),
    });
    let told = 0;
    engine.subscribe(({ events }) => {
      for (const event of events.filter(({ id }) => id > told)) onEvent(event);
      told = events.at(-1)?.id ?? told;
    });
    engine.start();
    const ended = end.promise.then(async () => {
      await served.close();
      await engine.close();
      claim.release();
    });
    return { path, ended, end: () => end.resolve() };
  } catch (error) {
    claim.release();
    throw error;
  }
}

const lockOf = (path: string): string => `${path}.lock`;
