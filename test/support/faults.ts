import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What was seen of a flags file that was read all the time. */
export interface Looks {
  count: number;
  /** Contents that were none, at most the first ten. */
  broken: string[];
  /** The stages it said, each once, in the order in which they were first seen. */
  stages: string[];
}

/** Reads the flags file again and again until it is stopped: at no instant may it be anything but whole. */
export function watchFlags(path: string): { stop(): Looks } {
  const seen: Looks = { count: 0, broken: [], stages: [] };
  const look = (): void => {
    seen.count++;
    let text = '';
    try {
      text = readFileSync(path, 'utf8');
      const { rollout_stage: stage } = JSON.parse(text);
      if (!seen.stages.includes(stage)) seen.stages.push(stage);
    } catch (error) {
      if (seen.broken.length < 10) seen.broken.push(`${(error as Error).message}: ${JSON.stringify(text)}`);
    }
  };
  const timer = setInterval(look, 2);
  return {
    stop() {
      clearInterval(timer);
      look();
      return seen;
    },
  };
}

/** Command lines of the processes that name `text`, which is a name or folder of one test alone. */
export function processesOf(text: string): string[] {
  return execFileSync('ps', ['-axo', 'pid=,args='], { encoding: 'utf8', maxBuffer: 1 << 26 })
    .split('\n')
    .filter((line) => line.includes(text));
}

function appendUntilFull(file: string, size: number): void {
  for (;;)
    try {
      appendFileSync(file, '\n'.repeat(size));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      return;
    }
}

/** A file system of a test's own, in memory. */
export interface SmallDisk {
  path: string;
  /** Writes until no byte is left, neither in files of its own nor at the end of `log`. */
  fill(log: string): void;
  /** Gives back what `fill` took for itself. */
  free(): void;
  /** Nothing on it can be changed, or all can again; no file on it may be open for writing. */
  readOnly(on: boolean): void;
  /** Unmounts it and removes its folder. */
  remove(): Promise<void>;
}

/** Why no file system can be mounted here; empty: one can. */
export const NO_MOUNTS = whyNoMounts();

function whyNoMounts(): string {
  if (process.platform !== 'linux') return 'no tmpfs here';
  if (process.getuid?.() !== 0) return 'only root may mount a file system';
  try {
    const disk = smallDisk(64);
    execFileSync('umount', [disk.path]);
    rmdirSync(disk.path);
    return '';
  } catch {
    return 'this machine lets nobody mount a file system';
  }
}

/** Mounts a tmpfs of so many KiB, over a folder that is there or on one of its own. */
export function smallDisk(kilobytes: number, path = mkdtempSync(join(tmpdir(), 'cutover-disk-'))): SmallDisk {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k,mode=0755`, 'cutover-test', path], {
    stdio: 'pipe',
  });
  const filler = join(path, 'filler');
  return {
    path,
    fill(log) {
      for (const [file, size] of [
        [filler, 1 << 16],
        [filler, 1 << 12],
        [log, 1],
      ] as const)
        appendUntilFull(file, size);
    },
    free: () => rmSync(filler),
    readOnly: (on) => void execFileSync('mount', ['-o', `remount,${on ? 'ro' : 'rw'}`, path]),
    async remove() {
      // What has just been killed may hold it for a moment; it is taken out of the tree at once all the same.
      execFileSync('umount', ['-l', path]);
      rmSync(path, { recursive: true });
    },
  };
}
