import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { setImmediate as otherWork } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { PaneInfo } from '../core/tmux.ts';

interface Process {
  pid: number;
  parent: number;
  group: number;
  /** Foreground process group of its terminal. */
  foreground: number;
}

interface CachedGroup {
  key: string;
  pids: number[];
  lines: string[];
  /** Milliseconds since start of this process (monotonic). */
  readAt: number;
}

/** Looked up again after this long even if nothing seems to have changed (a child may have been started), in ms. */
const LONGEST_TRUST_MS = 15_000;
/** Processes looked at before others get their turn of the event loop. */
const READ_AT_A_STRETCH = 200;
/** A command line longer than this is cut: enough to tell what runs. */
const LONGEST_LINE = 300;

/** Command lines of the foreground process groups of panes, cached by pane, pid and group. */
export interface ProcessTable {
  foreground(panes: readonly PaneInfo[]): Promise<Map<string, string[]>>;
  readonly subprocesses: number;
}

/**
 * Linux reads /proc: one small file a pane, and one scan of the table for all panes that changed together, never a scan
 * a pane (it cost a peer 85 % of a core at 35 panes). Elsewhere one `ps` for all.
 */
export function createProcessTable(): ProcessTable {
  const cache = new Map<string, CachedGroup>();
  const linux = process.platform === 'linux';
  let subprocesses = 0;

  async function refresh(panes: readonly PaneInfo[], groups: Map<string, number>): Promise<void> {
    if (!linux) subprocesses++;
    const table = linux ? await scanProc() : await scanPs();
    const byGroup = groupBy(table.processes, (p) => p.group);
    const byParent = groupBy(table.processes, (p) => p.parent);
    await Promise.all(
      panes.map(async (pane) => {
        const group =
          groups.get(pane.paneId) ?? table.processes.find((p) => p.pid === pane.panePid)?.foreground;
        const pids = withDescendants(byGroup.get(group ?? -1) ?? [], byParent);
        const lines = (await Promise.all(pids.map((pid) => table.commandLine(pid)))).filter(
          (line) => line !== '',
        );
        cache.set(pane.paneId, { key: keyOf(pane, group), pids, lines, readAt: performance.now() });
      }),
    );
  }

  return {
    get subprocesses() {
      return subprocesses;
    },
    async foreground(panes) {
      const groups = new Map<string, number>();
      if (linux) {
        for (const pane of panes) {
          const leader = readStat(pane.panePid);
          if (leader !== null) groups.set(pane.paneId, leader.foreground);
        }
      }
      const outdated = panes.filter((pane) => {
        const known = cache.get(pane.paneId);
        if (known === undefined || performance.now() - known.readAt > LONGEST_TRUST_MS) return true;
        if (linux && known.key !== keyOf(pane, groups.get(pane.paneId))) return true;
        return !linux || known.pids.some((pid) => !isAlive(pid));
      });
      if (outdated.length > 0) await refresh(outdated, groups);
      const asked = new Map(panes.map((pane) => [pane.paneId, cache.get(pane.paneId)?.lines ?? []]));
      for (const id of cache.keys()) if (!asked.has(id)) cache.delete(id);
      return asked;
    },
  };
}

function keyOf(pane: PaneInfo, group: number | undefined): string {
  return `${pane.panePid} ${group ?? ''} ${pane.command}`;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function withDescendants(group: Process[], byParent: Map<number, Process[]>): number[] {
  // Group leader first, then in the order of their pids: what the operator started comes before what it started.
  const found = new Set(group.map((p) => p.pid).sort((a, b) => a - b));
  for (const pid of found) for (const child of byParent.get(pid) ?? []) found.add(child.pid);
  return [...found];
}

function groupBy(processes: Process[], key: (p: Process) => number): Map<number, Process[]> {
  return Map.groupBy(processes, key);
}

interface Scan {
  processes: Process[];
  commandLine(pid: number): Promise<string>;
}

async function scanProc(): Promise<Scan> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const processes: Process[] = [];
  for (const [i, pid] of pids.entries()) {
    if (i % READ_AT_A_STRETCH === READ_AT_A_STRETCH - 1) await otherWork();
    const found = readStat(pid);
    if (found !== null) processes.push(found);
  }
  return {
    processes,
    commandLine: async (pid) => {
      try {
        const raw = await readFile(`/proc/${pid}/cmdline`, 'utf8');
        return raw.replace(/\0+$/, '').replaceAll('\0', ' ').slice(0, LONGEST_LINE);
      } catch {
        return '';
      }
    },
  };
}

/**
 * /proc/PID/stat: the name stands in brackets and may hold anything, so the fields are counted from its end. Read at
 * once: the kernel answers in microseconds, and waiting for it costs ten times as much.
 */
function readStat(pid: number): Process | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    return { pid, parent: fields[1] ?? -1, group: fields[2] ?? -1, foreground: fields[5] ?? -1 };
  } catch {
    return null;
  }
}

async function scanPs(): Promise<Scan> {
  const { stdout } = await promisify(execFile)('ps', ['-axo', 'pid=,ppid=,pgid=,tpgid=,args='], {
    maxBuffer: 64 * 1024 * 1024,
  });
  const lines = new Map<number, string>();
  const processes: Process[] = [];
  for (const line of stdout.split('\n')) {
    const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(-?\d+)\s+(.*)$/.exec(line);
    if (match === null) continue;
    const [pid, parent, group, foreground] = match.slice(1, 5).map(Number) as [
      number,
      number,
      number,
      number,
    ];
    processes.push({ pid, parent, group, foreground });
    lines.set(pid, (match[5] ?? '').slice(0, LONGEST_LINE));
  }
  return { processes, commandLine: async (pid) => lines.get(pid) ?? '' };
}
