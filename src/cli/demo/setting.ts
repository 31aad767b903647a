import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { CutoverError } from '../../core/errors.ts';
import { DEMO_AGENTS, type DemoAgent } from './script.ts';

const execute = promisify(execFile);

/** Size of the recorded screens. */
const COLS = '120';
const ROWS = '40';

/** What a site that has not started its rollout has in its flags file. */
const FIRST_FLAGS = {
  use_modular_monitor: false,
  use_plugin_system: false,
  use_metrics_collector: false,
  use_concurrent_strategy: true,
  enable_async_monitoring: false,
  rollout_stage: 'disabled',
  rollout_percentage: 0,
  default_strategy: 'concurrent',
  allowed_strategies: ['polling', 'concurrent'],
  max_concurrent_checks: 10,
  maintain_legacy_state_files: true,
  migrate_state_on_read: true,
  parallel_run_comparison: true,
  log_performance_metrics: false,
  verbose_migration_logs: false,
  flags_updated_at: null,
  rollout_started_at: null,
};

/** The demo's own world: a tmux server, panes that play recorded agents, a flags file in a temporary folder. */
export interface Setting {
  socketName: string;
  flagsPath: string;
  /** Leaves nothing behind: no server, no process, no file. May be called twice. */
  remove(): Promise<void>;
}

/** Builds the demo's world. Throws CutoverError when there is no tmux; nothing is left behind then. */
export async function buildSetting(): Promise<Setting> {
  const folder = await mkdtemp(join(tmpdir(), 'cutover-demo-'));
  const socketName = `cutover-demo-${process.pid}`;
  // The user's own server is another one; what it exports into this process must not lead there.
  const { TMUX: _outer, TMUX_PANE: _outerPane, ...env } = process.env;
  const tmux = (...args: string[]) =>
    execute('tmux', ['-u', '-L', socketName, '-f', '/dev/null', ...args], { env });
  const setting: Setting = {
    socketName,
    flagsPath: join(folder, '.tmux_orchestrator', 'feature_flags.json'),
    async remove() {
      const socket = await tmux('display-message', '-p', '#{socket_path}').catch(() => null);
      await tmux('kill-server').catch(() => null);
      if (socket !== null) await rm(socket.stdout.trim(), { force: true });
      await rm(folder, { recursive: true, force: true });
    },
  };
  try {
    await mkdir(join(folder, '.tmux_orchestrator'));
    await writeFile(setting.flagsPath, `${JSON.stringify(FIRST_FLAGS, null, 2)}\n`);
    const started = new Set<string>();
    for (const agent of DEMO_AGENTS) {
      const shell = await shellFor(agent, folder, socketName);
      const window = ['-n', agent.window, '--', 'bash', '--rcfile', shell, '-i'];
      if (started.has(agent.session)) await tmux('new-window', '-d', '-t', `${agent.session}:`, ...window);
      else await tmux('new-session', '-d', '-x', COLS, '-y', ROWS, '-s', agent.session, ...window);
      started.add(agent.session);
    }
  } catch (error) {
    await setting.remove();
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new CutoverError(
      'not_installed',
      'the demo needs tmux and bash',
      'install tmux 3.2 or newer and bash',
    );
  }
  return setting;
}

/**
 * The start-up file of a pane's shell: a function named like the agent that plays it, and its first call. When the
 * agent crashes, the shell's prompt is what is left, and typing the name starts it again.
 */
async function shellFor(agent: DemoAgent, folder: string, socketName: string): Promise<string> {
  const player = fileURLToPath(new URL('./demo-player.js', import.meta.url));
  const scenes = fileURLToPath(new URL('../fixtures/demo/scenes.jsonl', import.meta.url));
  const options = { scenes, window: agent.window, owner: String(process.pid), server: socketName, folder };
  const words = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  const call = [process.execPath, player, ...words].map(quoted).join(' ');
  const lines = [
    `PS1='dev@demo:~/${agent.session}$ '`,
    'unset HISTFILE',
    `${agent.command}() { ( exec -a ${agent.command} ${call} ); }`,
    agent.command,
    '',
  ];
  const path = join(folder, `${agent.session}-${agent.window}.bashrc`);
  await writeFile(path, lines.join('\n'));
  return path;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
