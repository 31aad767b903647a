import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Frame } from '../src/core/frame.ts';

const execute = promisify(execFile);

/** Windows a session gets: a server of a thousand panes has several sessions. */
const WINDOWS_A_SESSION = 100;

/** A tmux server of the bench's own, with panes that show recorded screens of real agents. */
export interface BenchServer {
  name: string;
  tmux(...args: string[]): Promise<string>;
  kill(): Promise<void>;
}

/** What runs in a pane: fills the history, shows a screen, and stays, writing twice a second without a process for it or not. */
const PLAY = `[ "$3" -gt 0 ] && seq -f 'line %.0f of what has scrolled away' "$3" && clear
cat "$1"
[ "$2" = idle ] && exec -a claude cat
exec -a claude bash -c 'exec 9<> <(:); while :; do printf "\\033[40;1H✻ Working… (%ss)" $RANDOM; read -rt 0.5 -u 9; done'
`;

/** Starts `count` panes of 200×50 in sessions of a hundred, `active` of them writing twice a second, with `history` lines scrolled away. */
export async function startBenchServer(
  frames: Frame[],
  count: number,
  active: number,
  history = 0,
): Promise<BenchServer> {
  const folder = mkdtempSync(join(tmpdir(), 'cutover-bench-'));
  const name = `cutover-test-bench-${randomBytes(4).toString('hex')}`;
  const tmux = async (...args: string[]) =>
    (await execute('tmux', ['-u', '-L', name, '-f', '/dev/null', ...args], { maxBuffer: 1 << 28 })).stdout;
  for (const [i, frame] of frames.entries()) {
    const screen = (frame.ansi ?? frame.text).replace(/\n+$/, '').replaceAll('\n', '\r\n');
    writeFileSync(join(folder, `${i}.screen`), screen);
  }
  const play = join(folder, 'play.sh');
  writeFileSync(play, PLAY);
  const windows = Array.from({ length: count }, (_, i) => {
    const session = `team${Math.floor(i / WINDOWS_A_SESSION)}`;
    const how =
      i % WINDOWS_A_SESSION === 0
        ? `new-session -d -x 200 -y 50 -s ${session}`
        : `new-window -d -t ${session}:`;
    const screen = join(folder, `${i % frames.length}.screen`);
    return `${how} -n claude-${i} -- bash ${play} ${screen} ${i < active ? 'active' : 'idle'} ${history}\n`;
  });
  // The first starts the server, which then takes all others from one file.
  await tmux(...windows[0]!.trim().split(' '));
  const file = join(folder, 'windows.conf');
  for (let i = 1; i < count; i += WINDOWS_A_SESSION) {
    writeFileSync(file, windows.slice(i, i + WINDOWS_A_SESSION).join(''));
    await tmux('source-file', file);
  }
  const server: BenchServer = {
    name,
    tmux,
    async kill() {
      const socket = await tmux('display-message', '-p', '#{socket_path}').catch(() => '');
      await tmux('kill-server').catch(() => '');
      // tmux leaves its socket behind.
      if (socket !== '') rmSync(socket.trim(), { force: true });
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await shown(server, count);
  return server;
}

/** Waits until every pane runs what it is to run, and a moment more for the last output to be drawn. */
async function shown(server: BenchServer, count: number): Promise<void> {
  const deadline = Date.now() + 120_000;
  for (;;) {
    const commands = (await server.tmux('list-panes', '-a', '-F', '#{pane_current_command}'))
      .trim()
      .split('\n');
    if (commands.filter((command) => command === 'claude').length === count) break;
    if (Date.now() > deadline)
      throw new Error(`only some of the ${count} panes started: ${new Set(commands).size}`);
    await after(200);
  }
  await after(3000);
}
