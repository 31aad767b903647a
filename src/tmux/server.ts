import type { TmuxServer } from '../core/tmux.ts';

/** Options that make a tmux client talk to this server. */
export function serverArguments(server: TmuxServer): string[] {
  if (server.socketPath !== undefined) return ['-S', server.socketPath];
  if (server.socketName !== undefined) return ['-L', server.socketName];
  return [];
}

/** The server as an operator names it: `default`, `-L work`, `-S /run/x`. */
export function serverLabel(server: TmuxServer): string {
  return serverArguments(server).join(' ') || 'default';
}
