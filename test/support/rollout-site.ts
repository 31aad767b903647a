import type { ChildProcess } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundleOptions } from '../../scripts/bundle.mjs';
import type { CheckResult } from '../../src/core/check.ts';
import type { RolloutView } from '../../src/core/rollout.ts';
import { journalPath } from '../../src/journal/journal.ts';
import { openAgent } from './agents.ts';
import { Program, type Run, run, start, temporaryFolder } from './program.ts';
import { startTmuxServer, type TestServer } from './tmux-server.ts';

/** Numbers by which the error rate and the P95 ratio pass within seconds, far from what a busy machine does to them. */
export const LENIENT_HEALTH = {
  errorBoundPercent: 40,
  ratioBound: 2,
  ratioLeastPairs: 3,
  ratioDroppedPairs: 1,
  ratioBlockMs: '1s',
};

/** A file of flags that says canary, with a field that is none of cutover's. */
export const CANARY = {
  site: 'berlin',
  use_modular_monitor: true,
  rollout_stage: 'canary',
  rollout_percentage: 5,
  rollout_started_at: '2026-11-01T08:00:00.000000+00:00',
};

/** What `cutover status --json` says. */
export interface StatusJson {
  flags: { effective: { stage: string; percentage: number } };
  engine: { pid: number | null } | null;
  rollout: RolloutView | null;
}

/** What `cutover decisions --json` says in a line. */
export interface DecisionJson {
  id: number;
  kind: string;
  body: {
    event: { type: string; who?: string; why?: string };
    refusal: { message: string; mend: string } | null;
  };
}

/** A place with a rollout: a tmux server with agents, a flags file, settings, and programs that work there. */
export interface RolloutSite {
  path: string;
  flagsPath: string;
  journalPath: string;
  /** Name of the tmux server, as for -L. */
  tmux: string;
  /** The tmux server itself. */
  server: TestServer;
  /** The built program in a terminal, or `entry`. */
  program(args: string[], entry?: string): Program;
  /** A cockpit that is a window onto a server, which it starts if none runs. */
  window(): Program;
  /** Starts a cockpit: the built one, or the faulty one at `entry`. */
  cockpit(entry?: string): Program;
  /** A command of the built program. */
  run(...args: string[]): Promise<Run>;
  /** The same, going on; killed at the end. */
  spawn(...args: string[]): ChildProcess;
  flags(): Promise<Record<string, unknown>>;
  status(): Promise<StatusJson>;
  /** The checks over the evidence in the journal, as they are judged by the settings that hold. */
  checks(): Promise<CheckResult[]>;
  /** The last decision about this event that the journal has; fails without one. */
  decision(type: string): Promise<DecisionJson['body']>;
  /** A switch of the faulty cockpit, or a file of settings. */
  write(file: string, content?: string): Promise<void>;
  close(): Promise<void>;
}

/** Makes a place with so many agents, in canary; `settings` is what config.json says, `folder` where all of it is. */
export async function openSite(
  options: { agents?: number; settings?: object; folder?: { path: string; remove(): Promise<void> } } = {},
): Promise<RolloutSite> {
  const { agents = 1, settings = { health: LENIENT_HEALTH } } = options;
  const { path, remove } = options.folder ?? (await temporaryFolder());
  const flagsPath = join(path, '.tmux_orchestrator', 'feature_flags.json');
  const config = join(path, 'cutover');
  await mkdir(join(path, '.tmux_orchestrator'));
  await mkdir(config);
  await writeFile(flagsPath, `${JSON.stringify(CANARY, null, 2)}\n`);
  await writeFile(join(config, 'config.json'), JSON.stringify(settings, null, 2));
  const server = await startTmuxServer();
  for (let i = 1; i <= agents; i++) await openAgent(server, path, `claude-dev${i}`, 'claude.idle');
  const programs: Program[] = [];
  const children: ChildProcess[] = [];
  const env = { XDG_CONFIG_HOME: path, XDG_RUNTIME_DIR: join(path, 'run') };
  const program = (args: string[], entry?: string) => {
    const size = { cols: 160, rows: 50 };
    const started = new Program(args, { ...size, cwd: path, env, ...(entry !== undefined && { entry }) });
    programs.push(started);
    return started;
  };
  const window = () => {
    const args = ['-L', server.name, '--interval', '0.5'];
    const started = new Program(args, { cols: 160, rows: 50, cwd: path, env, engine: 'server' });
    programs.push(started);
    return started;
  };
  const command = (...args: string[]) => run(args, { cwd: path, env });
  const json = async (...args: string[]) => {
    const { code, stdout, stderr } = await command(...args);
    if (code !== 0) throw new Error(`cutover ${args.join(' ')}: ${stderr}`);
    return stdout;
  };
  return {
    path,
    flagsPath,
    journalPath: journalPath(flagsPath),
    tmux: server.name,
    server,
    program,
    window,
    cockpit: (entry) =>
      entry === undefined
        ? program(['-L', server.name, '--interval', '0.2'])
        : program([server.name, flagsPath, config], entry),
    run: command,
    spawn(...args) {
      const child = start(args, { cwd: path, env });
      children.push(child);
      return child;
    },
    flags: async () => JSON.parse(await readFile(flagsPath, 'utf8')),
    status: async () => JSON.parse(await json('status', '--json')),
    async checks() {
      const told = JSON.parse(await json('simulate', '--what-if', 'errorAlertPercent=1', '--json'));
      return told.checks.map(({ held }: { held: { check: CheckResult } }) => held.check);
    },
    async decision(type) {
      const lines = (await json('decisions', '--json', '--limit', '1000')).trim().split('\n');
      const found = lines
        .map((line): DecisionJson => JSON.parse(line))
        .findLast(({ kind, body }) => kind === 'decision' && body.event.type === type);
      if (found === undefined) throw new Error(`nothing was decided about ${type}`);
      return found.body;
    },
    write: (file, content = '') => writeFile(join(path, file), content),
    async close() {
      for (const child of children) child.kill('SIGKILL');
      for (const program of programs) await program.close();
      // A server that a window has started.
      await command('kill-server', '-L', server.name);
      await server.kill();
      await remove();
    },
  };
}

/** The text of the dialog with this title, as one line; empty where it is not open. */
export function dialogOf(program: Program, title: string): string {
  const lines = program.lines();
  const top = lines.findIndex((line) => line.includes(`┏━ ${title}`));
  if (top < 0) return '';
  const left = lines[top]!.indexOf(`┏━ ${title}`);
  const bottom = lines.findIndex((line, y) => y > top && line[left] === '┗');
  return lines
    .slice(top, bottom)
    .map((line) => line.slice(left, line.indexOf(line[left] === '┏' ? '┓' : '┃', left + 1)))
    .join(' ')
    .replaceAll(/[┏━┃\s]+/g, ' ');
}

/** Bundles the faulty cockpit, as the program is bundled; resolves with the path of it. */
export async function buildFaultyCockpit(folder: string): Promise<string> {
  await build({
    ...bundleOptions,
    entryPoints: [join(import.meta.dirname, 'faulty-cockpit.ts')],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
  });
  return join(folder, 'faulty-cockpit.mjs');
}
