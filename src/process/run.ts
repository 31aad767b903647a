import { type ChildProcess, spawn } from 'node:child_process';
import type { CommandRun, RunCommand } from '../core/operator-command.ts';
import { oneLine } from '../core/text.ts';

/** A program that is to end gets this long to do so by itself, in ms. */
const TERMINATION_GRACE_MS = 1000;
/** A program that has ended may have left others that hold its output open: they get this long, in ms. */
const OUTPUT_GRACE_MS = 1000;
/** Bytes and characters of standard error that are kept: the end says what went wrong. */
const STDERR_KEPT_BYTES = 16 * 1024;
const STDERR_SHOWN = 300;

/**
 * Runs a program of the operator's: argv only, never a shell. It leads a process group of its own, so that what it has
 * started ends with it when it is ended: SIGTERM first, SIGKILL after a second.
 */
export const runCommand: RunCommand = ([program, ...args], options) =>
  new Promise((resolve) => {
    const { env, cwd, input, signal, timeoutMs, mostBytes } = options;
    const stdout: Buffer[] = [];
    let stderr = Buffer.alloc(0);
    let bytes = 0;
    let end: CommandRun['end'] | null = null;
    const timers: NodeJS.Timeout[] = [];
    const result = (how: CommandRun['end']): CommandRun => ({
      end: how,
      stdout: Buffer.concat(stdout).toString('utf8'),
      stderrEnd: endOf(stderr),
    });
    if (signal?.aborted) return resolve(result({ how: 'aborted' }));

    let child: ChildProcess;
    try {
      child = spawn(program!, args, {
        shell: false,
        detached: true,
        stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
        env,
        ...(cwd !== undefined && { cwd }),
      });
    } catch (error) {
      return resolve(result({ how: 'not_started', reason: (error as Error).message }));
    }
    const terminate = (how: CommandRun['end']): void => {
      if (end !== null) return;
      end = how;
      killGroup(child, 'SIGTERM');
      timers.push(setTimeout(() => killGroup(child, 'SIGKILL'), TERMINATION_GRACE_MS));
    };
    const onAbort = () => terminate({ how: 'aborted' });
    const finish = (how: CommandRun['end']): void => {
      for (const timer of timers) clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      resolve(result(how));
    };
    signal?.addEventListener('abort', onAbort);
    timers.push(setTimeout(() => terminate({ how: 'timeout' }), timeoutMs));

    child.stdout!.on('data', (chunk: Buffer) => {
      if (bytes > mostBytes) return;
      bytes += chunk.length;
      if (bytes > mostBytes) terminate({ how: 'oversize' });
      else stdout.push(chunk);
    });
    child.stderr!.on('data', (chunk: Buffer) => {
      stderr = Buffer.concat([stderr, chunk]).subarray(-STDERR_KEPT_BYTES);
    });
    // It may end without reading what it is given; that is its own affair.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (child.pid === undefined) finish({ how: 'not_started', reason: reasonOf(error, program!, cwd) });
    });
    child.on('exit', () => {
      timers.push(
        setTimeout(() => {
          killGroup(child, 'SIGKILL');
          child.stdout!.destroy();
          child.stderr!.destroy();
        }, OUTPUT_GRACE_MS),
      );
    });
    child.on('close', (code, killedBy) => {
      if (child.pid === undefined) return;
      // What it had started and left behind when it was ended ends with it.
      if (end !== null) killGroup(child, 'SIGKILL');
      finish(end ?? (code === null ? { how: 'signal', signal: killedBy ?? '?' } : { how: 'exit', code }));
    });
  });

function killGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // All of it has ended already.
  }
}

/** ENOENT may mean the program or its folder. */
function reasonOf({ code, message }: NodeJS.ErrnoException, program: string, cwd?: string): string {
  if (code === 'ENOENT')
    return `there is no program ${program}${cwd === undefined ? '' : `, or no folder ${cwd}`}`;
  if (code === 'EACCES') return `${program} may not be run by this user`;
  return message;
}

function endOf(stderr: Buffer): string {
  const text = oneLine(stderr.toString('utf8'));
  return text.length > STDERR_SHOWN ? `…${text.slice(-STDERR_SHOWN)}` : text;
}
