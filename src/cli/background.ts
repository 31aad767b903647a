import { version } from '../../package.json';
import type { TmuxServer } from '../core/tmux.ts';
import { type BackgroundOptions, startInBackground } from '../server/background.ts';
import { connectServer } from '../server/connect.ts';
import type { RemoteClient } from '../server/remote.ts';

/** What a server is for. */
export interface Where {
  server: TmuxServer;
  flagsPath: string;
  configFolder: string;
}

/** What its engine is told. */
export interface EngineChoice {
  /** Seconds. */
  interval: number;
  compare: 'always' | 'flag';
  tmuxStatus?: boolean;
}

/** The server of this tmux server and flags file, as it is started in the background. */
function backgroundOf(where: Where, options: EngineChoice): BackgroundOptions {
  const target = { server: where.server, flagsPath: where.flagsPath, env: process.env, version };
  const { socketName, socketPath } = where.server;
  const args = [
    process.argv[1] ?? '',
    'server',
    '--foreground',
    ...(socketName === undefined ? [] : ['-L', socketName]),
    ...(socketPath === undefined ? [] : ['-S', socketPath]),
    ...['--flags', where.flagsPath, '--config', where.configFolder],
    ...['--interval', String(options.interval), '--compare', options.compare],
    ...(options.tmuxStatus === true ? ['--tmux-status'] : []),
  ];
  return { ...target, command: { program: process.execPath, args } };
}

/** The server that runs for this; null: none does. Throws CutoverError, see connectEngine. */
export function connectTo(where: Pick<Where, 'server' | 'flagsPath'>): Promise<RemoteClient | null> {
  return connectServer({ server: where.server, flagsPath: where.flagsPath, env: process.env, version });
}

/** Starts the server in the background, unless another start is quicker, and connects to it. Throws CutoverError. */
export function startServerFor(where: Where, options: EngineChoice): Promise<RemoteClient> {
  return startInBackground(backgroundOf(where, options));
}
