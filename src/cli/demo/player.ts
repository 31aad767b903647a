/*
 * Plays recorded screens of real agents in a pane of the demo: by the clock, and by keys typed into the pane. It ends
 * with the demo: when its owner is gone, however that ended, it takes the demo's own tmux server and folder with it.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parseRecording } from '../../detect/recording.ts';
import { DEMO_AGENTS, SCENE_KEYS } from './script.ts';

const FRAME_MS = 400;
const SPINNER = ['✢', '✳', '✶', '✻', '✽', '✻', '✶', '✳'];
const BRAILLE = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

const { values } = parseArgs({
  options: {
    scenes: { type: 'string' },
    window: { type: 'string' },
    owner: { type: 'string' },
    server: { type: 'string' },
    folder: { type: 'string' },
  },
});
const agent = DEMO_AGENTS.find((one) => one.window === values.window);
if (agent === undefined || values.scenes === undefined) {
  process.stderr.write('this program is part of `cutover demo` and not started by hand\n');
  process.exit(2);
}
const frames = new Map(
  parseRecording(readFileSync(values.scenes, 'utf8'), values.scenes).map((frame) => [frame.case, frame]),
);

let index = 0;
let startedAt = Date.now();
let typed: string | null = null;
let drawn = 0;

function show(): void {
  const { scenes } = agent!;
  const current = scenes[index]!;
  const screen = typed ?? current.screen;
  if (screen === 'crash') process.kill(process.pid, 'SIGKILL');
  const frame = frames.get(screen);
  if (frame === undefined) return;
  const elapsed = Math.floor((Date.now() - startedAt) / 1000);
  drawn++;
  const lines = (frame.ansi ?? frame.text).replace(/\n$/, '').split('\n');
  process.stdout.write(
    `\u001b[H${lines.map((line) => `${moving(line, elapsed)}\u001b[0m\u001b[K`).join('\r\n')}`,
  );
  const [x, y] = frame.cursor;
  process.stdout.write(`\u001b[J\u001b[${y + 1};${x + 1}H\u001b]2;${title(frame.title)}\u0007`);
  if (typed === null && elapsed >= current.seconds) next((index + 1) % scenes.length);
}

/** What moves on a live screen: the seconds of the turn, and the spinner before them. */
function moving(line: string, elapsed: number): string {
  const counting = /\((\d+)s/.exec(line);
  if (counting === null) return line;
  return line
    .replace(counting[0], `(${Number(counting[1]) + elapsed}s`)
    .replace(/[✢✳✶✻✽]/, SPINNER[drawn % SPINNER.length]!);
}

function title(recorded: string): string {
  return recorded.trimEnd().replace(/^[\u2801-\u28ff]/, BRAILLE[drawn % BRAILLE.length]!);
}

function next(to: number): void {
  index = to;
  typed = null;
  startedAt = Date.now();
}

function onKey(key: string): void {
  if (key === '\u0003') process.exit(130);
  if (key === 'n') next((index + 1) % agent!.scenes.length);
  const kind = SCENE_KEYS[key];
  if (kind === undefined) return;
  const wanted = kind === 'crash' ? 'crash' : `${agent!.command}.${kind}`;
  if (kind !== 'crash' && !frames.has(wanted)) return;
  typed = wanted;
  startedAt = Date.now();
  show();
}

function endWithOwner(): void {
  const owner = Number(values.owner);
  try {
    process.kill(owner, 0);
  } catch {
    if (values.folder !== undefined) rmSync(values.folder, { recursive: true, force: true });
    if (values.server !== undefined) endServer(values.server);
    process.exit(0);
  }
}

function endServer(name: string): void {
  const told = spawnSync('tmux', ['-L', name, 'display-message', '-p', '#{pid} #{socket_path}'], {
    encoding: 'utf8',
  });
  const [, pid, socket] = /^(\d+) (.+)\n/.exec(told.stdout ?? '') ?? [];
  if (pid === undefined || socket === undefined) return;
  // tmux leaves its socket behind, and this process ends with the server: so the socket goes first.
  rmSync(socket, { force: true });
  process.kill(Number(pid), 'SIGTERM');
}

// No wrapping: the operator may attach with a narrower terminal than the recorded one.
process.stdout.write('\u001b[?7l\u001b[2J');
process.stdin.setRawMode?.(true);
process.stdin.on('data', (data) => {
  for (const key of data.toString()) onKey(key);
});
setInterval(show, FRAME_MS);
if (values.owner !== undefined) setInterval(endWithOwner, 2000);
show();
