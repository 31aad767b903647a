import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ActionRecord } from '../../../../src/core/actions.ts';
import type { Snapshot } from '../../../../src/core/snapshot.ts';
import type { Engine } from '../../../../src/engine/engine.ts';
import { openEngine } from '../../../../src/engine/open.ts';
import { journalPath, openJournalReadOnly } from '../../../../src/journal/journal.ts';
import { openAgent, playing } from '../../../support/agents.ts';
import { temporaryFolder } from '../../../support/program.ts';
import { startTmuxServer, type TestServer, until } from '../../../support/tmux-server.ts';

const MODULAR = { use_modular_monitor: true, rollout_stage: 'production', rollout_percentage: 100 };
const LEGACY = { use_modular_monitor: false, rollout_stage: 'disabled', rollout_percentage: 0 };

/** A session with a PM and a developer, on a tmux server of its own, and an engine that may act there. */
export interface Team {
  server: TestServer;
  folder: string;
  /** A command that shows the screen of an idle Claude after a moment: how a PM is started here. */
  start: string[];
  engine(): Engine;
  /** Waits until the snapshot is so, and gives it. */
  when(what: string, seen: (snapshot: Snapshot) => boolean, timeoutMs?: number): Promise<Snapshot>;
  /** Opens the engine; `actions` is what config.json says of them. */
  open(authority: 'legacy' | 'modular', actions: object, more?: object): Promise<Engine>;
  /** Panes whose window has the name of a PM and whose process lives. */
  pms(): Promise<string[]>;
  /** Ends the process of the PM's pane with SIGKILL. */
  killPm(): Promise<void>;
  /** The records of actions in the journal, oldest first. */
  records(): ActionRecord[];
  /** Every command by which something was done to panes since the engine was opened, as tmux itself has logged it. */
  commands(): Promise<string[]>;
  close(): Promise<void>;
}

/** Commands of tmux by which something is done to the panes of others. */
const ACTS =
  /\b(new-window|respawn-pane|respawn-window|kill-pane|kill-window|kill-session|send-keys|paste-buffer|split-window)\b/;

export async function openTeam(options: { pm?: string | null } = {}): Promise<Team> {
  const { path: folder, remove } = await temporaryFolder();
  const server = await startTmuxServer({ cols: 120, rows: 40 });
  const flagsPath = join(folder, 'feature_flags.json');
  const script = join(folder, 'pm.sh');
  await writeFile(script, `sleep 0.4\n${await playing(folder, 'claude.idle')}\n`);
  await openAgent(server, folder, 'claude-dev', 'claude.idle');
  const pm = options.pm === undefined ? await playing(folder, 'claude.idle') : options.pm;
  if (pm !== null) await server.run('new-window', '-d', '-t', 'main:', '-n', 'Claude-pm', pm);
  await server.run('set-option', '-s', 'message-limit', '10000');
  let before = 0;
  let current: Engine | null = null;
  const form = '#{window_name}\t#{pane_id}\t#{pane_pid}\t#{pane_dead}';
  const panesOfPm = async () =>
    (await server.run('list-panes', '-a', '-F', form))
      .split('\n')
      .map((line) => line.split('\t'))
      .filter(([name, , , dead]) => name === 'Claude-pm' && dead === '0');
  const team: Team = {
    server,
    folder,
    start: ['bash', script],
    engine: () => current!,
    when: (what, seen, timeoutMs = 20_000) =>
      until(what, () => seen(current!.snapshot()) && current!.snapshot(), timeoutMs).catch((error: Error) => {
        const { events, actions, rows } = current!.snapshot();
        const agents = rows.map(({ target, modular }) => `${target} ${modular?.state}`);
        const told = [...agents, ...events.map(({ text }) => text), JSON.stringify(actions)].join('\n');
        throw new Error(`${error.message}\n${told}`);
      }),
    async open(authority, actions, more = {}) {
      await current?.close();
      const flags = { ...(authority === 'modular' ? MODULAR : LEGACY), parallel_run_comparison: true };
      await writeFile(flagsPath, JSON.stringify(flags));
      await writeFile(join(folder, 'config.json'), JSON.stringify({ actions, ...more }));
      current = await openEngine({
        server: server.server,
        flagsPath,
        configFolder: folder,
        env: { XDG_RUNTIME_DIR: join(folder, 'run') },
        intervalMs: 200,
        comparison: 'always',
      });
      before = (await loggedBy(server)).length;
      current.start();
      return current;
    },
    pms: async () => (await panesOfPm()).map(([, id]) => id!),
    async killPm() {
      for (const [, , pid] of await panesOfPm()) process.kill(Number(pid), 'SIGKILL');
    },
    records() {
      const journal = openJournalReadOnly(journalPath(flagsPath));
      try {
        return journal
          .records({ kinds: ['action_intent', 'action'] })
          .map(({ body }) => body as ActionRecord);
      } finally {
        journal.close();
      }
    },
    commands: async () =>
      (await loggedBy(server))
        .reverse()
        .slice(before)
        .filter((line) => ACTS.test(line)),
    async close() {
      await current?.close();
      await server.kill();
      await remove();
    },
  };
  return team;
}

/** What tmux itself has logged of the commands that its clients gave it; it tells that to clients alone. */
async function loggedBy(server: TestServer): Promise<string[]> {
  const args = ['-L', server.name, '-C', 'attach-session', '-f', 'ignore-size', '-t', 'main'];
  const client = spawn('tmux', args);
  let out = '';
  client.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString('utf8');
  });
  await until('a client that is attached', () => out.includes('%session-changed'));
  client.stdin.write('show-messages\n');
  await until('the log of tmux', () => /command: [\s\S]*\n%end/.test(out));
  client.stdin.end();
  await once(client, 'close');
  return out.split('\n').filter((line) => line.includes('command: '));
}
