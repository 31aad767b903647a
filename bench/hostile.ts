import type { Frame } from '../src/core/frame.ts';
import { judgeOnce } from '../src/detect/judge.ts';
import { AGENTS } from '../src/detect/registry.ts';

/** What agents' screens are made of, and what makes patterns try again and again. */
const PIECES = [
  '─'.repeat(40),
  '│ ',
  '┃  ',
  '❯ ',
  '› ',
  '> ',
  '● ',
  '• ',
  '✻ ',
  '✗ ',
  '✕ ',
  '■ ',
  '⠋ ',
  '… ',
  '(',
  ')',
  '1. Yes',
  '9 shells · ',
  '(1h 2m 3s · ',
  'esc to ',
  'esc to interrupt',
  'Do you want to ',
  "You've hit your limit ",
  'resets 3pm (UTC) ',
  '429 ',
  '"code":429,',
  'API Error: ',
  'connection ',
  'quota ',
  '↑/↓ to select ',
  '▀'.repeat(12),
  '▄'.repeat(12),
  '╭───╮',
  '╰───╯',
  'a',
  ' ',
  '. ',
  '漢字',
  '🙂',
  'e\u0301',
  '\u200b',
  '\u00a0',
];

/** Numbers from 0 to below `n`, the same for the same seed (mulberry32). */
export function chances(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * n);
  };
}

function line(chance: (n: number) => number, width: number): string {
  const piece = (): string => PIECES[chance(PIECES.length)]!;
  switch (chance(5)) {
    case 0:
      return '';
    case 1: {
      // Anything at all.
      return Array.from({ length: chance(width) }, () => String.fromCodePoint(32 + chance(0x2800))).join('');
    }
    case 2: {
      // One piece over and over: what makes a pattern go back most.
      const one = piece();
      return `${piece()}${one.repeat(Math.ceil(width / one.length))}`.slice(0, width - 1) + piece()[0];
    }
    case 3: {
      const [a, b] = [piece(), piece()];
      return `${a}${`${a}${b}`.repeat(Math.ceil(width / (a.length + b.length)))}`.slice(0, width);
    }
    default:
      return Array.from({ length: chance(12) }, piece)
        .join('')
        .slice(0, width);
  }
}

/** Random and adversarial screens of 50 lines and up to 300 columns, now and then a line as long as a terminal allows. */
export function hostileFrames(count: number, seed: number): Frame[] {
  const chance = chances(seed);
  return Array.from({ length: count }, (_, i) => {
    const width = [40, 80, 200, 300][chance(4)]!;
    const same = chance(4) === 0 ? line(chance, width) : null;
    const lines = Array.from({ length: 50 }, () => same ?? line(chance, width));
    if (chance(20) === 0) lines[chance(50)] = PIECES[chance(PIECES.length)]!.repeat(4000);
    const text = lines.join('\n');
    return {
      v: 1,
      t: 0,
      paneId: `%${i}`,
      target: 'work:1.0',
      title: line(chance, 120),
      command: ['node', 'ssh', 'claude', 'opencode', '2.1.9', ''][chance(6)]!,
      processes: ['ssh box'],
      cols: width,
      rows: 50,
      cursor: [chance(width), chance(50)],
      text,
      ...(chance(2) === 0 && {
        ansi: text.replaceAll('● ', '\u001b[31m● \u001b[39m').replaceAll('> ', '\u001b[2m> '),
      }),
    };
  });
}

/** Finds the agent of a screen and judges it as each of these agents: the dearest of them, in ms. */
function judgedMs(frame: Frame, agents: readonly string[]): number {
  let worst = 0;
  for (const id of agents) {
    const start = performance.now();
    // Finds the agent too. A frame of its own each time, so that nothing parsed before is used again.
    judgeOnce({ ...frame }, id, 0);
    worst = Math.max(worst, performance.now() - start);
  }
  return worst;
}

/**
 * How long judging takes, in ms: the median over the screens, and the dearest, which is judged again to take out what
 * else the machine did. `every`: each screen as a screen of every agent, else of one in turn.
 */
export function hostileMs(frames: readonly Frame[], every: boolean): { median: number; worst: number } {
  const ids = AGENTS.map((agent) => agent.id);
  const timed = frames.map((frame, i) => {
    const agents = every ? ids : [ids[i % ids.length]!];
    return { frame, agents, ms: judgedMs(frame, agents) };
  });
  timed.sort((a, b) => b.ms - a.ms);
  const again = timed
    .slice(0, 30)
    .map(({ frame, agents }) => Math.min(...Array.from({ length: 5 }, () => judgedMs(frame, agents))));
  return { median: timed[Math.floor(timed.length / 2)]!.ms, worst: Math.max(...again) };
}
