import { execFileSync } from 'node:child_process';
import { afterEach, expect, it } from 'vitest';
import { seeded } from '../../src/statistics/random.ts';
import { Program } from '../support/program.ts';
import { until } from '../support/tmux-server.ts';

const KEYS = 2000;
/** The screen is looked at after so many keys, and has another size after so many looks at it. */
const AT_ONCE = 80;
const LOOKS_A_SIZE = 1;

/** Everything but `a`, which gives the terminal to tmux: test/e2e/live.test.ts and walk.test.ts look at that. */
const CHARACTERS = [...'bcdefghijklmnopqrstuvwxyzADFGPRTUVY?:/ .,-_1234567890\'"()[]!#äß日'];
const SEQUENCES = [
  ...['\u001b[A', '\u001b[B', '\u001b[C', '\u001b[D', '\u001b[5~', '\u001b[6~', '\u001b[H', '\u001b[F'],
  ...['\r', '\r', '\r', '\t', '\u001b[Z', '\u007f', '\u0006', '\u0002'],
  // The way out of whatever is open, and of an agent that is typed to.
  ...['\u001b', '\u001b', '\u001b', '\u001d', '\u001d'],
];

let program: Program | null = null;
afterEach(() => program?.close());

/** What has to be true whatever is open. */
async function expectSound(cols: number, rows: number, pressed: string): Promise<void> {
  const sound = (): boolean => {
    const lines = program!.lines();
    // The palette attaches too: back from there.
    if (/^\[(shop|api)\] /.test(lines[rows - 1]!)) program!.press('\u0002d');
    if (cols < 60 || rows < 15) return lines.join(' ').includes('60');
    const headers = lines.filter((line) => /^ cutover {2,}[○◐●] [A-Z_]+ \d/.test(line));
    return (
      headers.length === 1 && lines[0] === headers[0] && lines[rows - 1] !== '' && program!.inAlternateScreen
    );
  };
  await until('a sound screen', sound, 10_000).catch(() => {
    throw new Error(`at ${cols}x${rows} after ${JSON.stringify(pressed)}:\n${program!.text()}`);
  });
}

const processesOf = (name: string): string[] =>
  execFileSync('ps', ['-axo', 'args'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(name));

it(`${KEYS} random keys at random sizes: no crash, a sound screen throughout, and nothing is left`, async () => {
  const random = seeded(Number(process.env.SEED ?? 11));
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const begin = async (): Promise<string> => {
    program = new Program(['demo'], { cols: 120, rows: 40 });
    await program.shows(/Agents 6/, 30_000);
    return `cutover-demo-${program.pid}`;
  };
  const names = [await begin()];
  let [cols, rows] = [120, 40];
  let pressed = '';
  for (let i = 0; i < KEYS; i += AT_ONCE) {
    if (i % (AT_ONCE * LOOKS_A_SIZE) === 0) {
      [cols, rows] = [50 + Math.floor(random() * 150), 12 + Math.floor(random() * 45)];
      program!.resize(cols, rows);
    }
    pressed = '';
    for (let key = 0; key < AT_ONCE; key++) {
      const one = random() < 0.6 ? pick(CHARACTERS) : pick(SEQUENCES);
      pressed += one;
      program!.press(one);
    }
    // Some of them mean the end of the program: that has to be one without a word.
    const ended = await Promise.race([
      expectSound(cols, rows, pressed).then(
        () => false,
        (error: unknown) => (program!.exit === null ? Promise.reject(error) : true),
      ),
      program!.ended(20_000).then(
        () => true,
        () => false,
      ),
    ]);
    if (!ended) continue;
    expect(program!.exit).toMatchObject({ exitCode: 0 });
    expect(program!.inAlternateScreen).toBe(false);
    names.push(await begin());
    [cols, rows] = [120, 40];
  }
  expect(program!.written).not.toContain('\u001b[3J');
  program!.kill('SIGTERM');
  await program!.ended();
  for (const name of names)
    await until('the end of all that belongs to the demo', () => processesOf(name).length === 0, 10_000);
});
