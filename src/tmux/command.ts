import { spawn } from 'node:child_process';
import type { TmuxCommand, TmuxRun, TmuxServer } from '../core/tmux.ts';
import { TmuxError } from '../core/tmux.ts';
import type { TmuxLauncher } from './launcher.ts';
import { serverArguments } from './server.ts';

/** After a time-out the client gets this long to end by itself, in ms. */
const TERMINATION_GRACE_MS = 1000;

/**
 * Makes the function that starts tmux processes on one server: argv only, never a shell. `-u` keeps text intact in
 * locales that are not UTF-8, `-N` never starts a server that is not there. With a launcher that one starts them; it is
 * for commands that may be carried out twice, because those that it loses are started from here.
 */
export function createTmuxCommand(server: TmuxServer, launcher?: TmuxLauncher): TmuxCommand {
  const fixed = ['-u', '-N', ...serverArguments(server)];
  return async (args, options) => {
    const whole = [...fixed, ...args];
    return (await launcher?.run(whole, options)) ?? startTmux(whole, options);
  };
}

function startTmux(args: string[], { timeoutMs, input }: Parameters<TmuxCommand>[1]): Promise<TmuxRun> {
  return new Promise((resolve, reject) => {
    const child = spawn('tmux', args, { stdio: ['pipe', 'pipe', 'pipe'] });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let timedOut = false;
    let killTimer: NodeJS.Timeout | undefined;
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill('SIGTERM');
      killTimer = setTimeout(() => child.kill('SIGKILL'), TERMINATION_GRACE_MS);
    }, timeoutMs);
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    // tmux may end before it has read its input: what it says of that on stderr tells more than EPIPE.
    child.stdin.on('error', () => {});
    child.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      reject(startFailure(error));
    });
    child.on('exit', () => {
      if (!timedOut) return;
      // The client has handed its ends of the pipes to the server: one that is stopped never closes them.
      child.stdout.destroy();
      child.stderr.destroy();
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      clearTimeout(killTimer);
      resolve({
        code,
        stdout: Buffer.concat(stdout).toString('utf8'),
        stderr: Buffer.concat(stderr).toString('utf8'),
        timedOut,
      });
    });
    child.stdin.end(input ?? '');
  });
}

function startFailure(error: NodeJS.ErrnoException): TmuxError {
  if (error.code === 'ENOENT') {
    return new TmuxError(
      'not_installed',
      'tmux is not installed',
      'install tmux 3.2 or newer and see that it is on the PATH',
    );
  }
  return new TmuxError(
    'listing_failed',
    `tmux could not be started: ${error.message}`,
    'see whether `tmux -V` works here',
  );
}
