import { spawn } from 'node:child_process';
import { CutoverError } from '../core/errors.ts';
import { oneLine } from '../core/text.ts';
import type { TmuxServer } from '../core/tmux.ts';
import { serverArguments } from './server.ts';

/**
 * Gives this process's terminal to a client of tmux that shows this place, and resolves when it has been detached or has
 * ended. An abort of the signal detaches it. Throws CutoverError when tmux lets nobody attach.
 */
export function attachTo(server: TmuxServer, place: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const args = ['-N', ...serverArguments(server), 'attach-session', '-t', place];
    const client = spawn('tmux', args, { stdio: ['inherit', 'inherit', 'pipe'] });
    let said = '';
    const detach = (): void => {
      client.kill('SIGTERM');
    };
    const failed = (why: string): void =>
      reject(new CutoverError('attach', `tmux says: ${oneLine(why)}`, 'see whether the pane is still there'));
    signal.addEventListener('abort', detach);
    client.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString('utf8')).slice(-2000);
    });
    client.on('error', (error) => failed(error.message));
    client.on('close', (code) => {
      signal.removeEventListener('abort', detach);
      if (code === 0 || signal.aborted) resolve();
      else failed(said.trim() || `it ended with ${code ?? 'a signal'}`);
    });
    if (signal.aborted) detach();
  });
}
