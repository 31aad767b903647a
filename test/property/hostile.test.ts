import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileFrames, hostileMs } from '../../bench/hostile.ts';
import type { Frame } from '../../src/core/frame.ts';
import { classify } from '../../src/detect/classify.ts';
import { discover } from '../../src/detect/discover.ts';
import { judge } from '../../src/detect/judge.ts';
import { agentOf } from '../../src/detect/registry.ts';
import { Screen } from '../../src/detect/screen.ts';
import { PATIENCE } from '../support/tmux-server.ts';
import { corpus } from '../unit/detect/fixtures.ts';

const NOW = Date.UTC(2026, 10, 24, 12);
const many = <T>(value: T | T[] | undefined): (T | undefined)[] => (Array.isArray(value) ? value : [value]);

/** The last frames of real cases whose label names this agent alone, with one of these states or any. */
const real = [...corpus('dev').values(), ...corpus('screens').values()].map((frames) => frames.at(-1)!);
const live = real.filter((one) => typeof one.expect?.agent === 'string');
const labelled = (state: string): Frame[] => live.filter((one) => many(one.expect?.state)[0] === state);

const idle = live.filter(
  (one) =>
    many(one.expect?.state).includes('idle') &&
    ['idle', 'fresh'].includes(classify(one, one.expect?.agent as string, NOW).state),
);

/** A frame whose first lines have scrolled away, the cursor with them. */
function withoutTop(frame: Frame, cut: number): Frame {
  return {
    ...frame,
    text: frame.text.split('\n').slice(cut).join('\n'),
    ...(frame.ansi !== undefined && { ansi: frame.ansi.split('\n').slice(cut).join('\n') }),
    cursor: [frame.cursor[0], Math.max(0, frame.cursor[1] - cut)],
  };
}

/** A frame whose last lines have not been drawn. */
function withoutBottom(frame: Frame, from: number): Frame {
  const keep = (text: string): string =>
    text
      .split('\n')
      .map((line, i) => (i < from ? line : ''))
      .join('\n');
  const { ansi, ...rest } = frame;
  return { ...rest, text: keep(frame.text), ...(ansi !== undefined && { ansi: keep(ansi) }) };
}

const heightOf = (frame: Frame): number => frame.text.split('\n').length;
const promptOf = (frame: Frame) => new Screen(frame, agentOf(frame.expect?.agent as string).layout).prompt;
const judged = (frame: Frame) => judge(frame, null, NOW).judgement;

describe('a screen that is cut', () => {
  it('at any line from above: a dialog that waits is never idle', () => {
    // What waits beside a prompt says so in a line above it: that one may be cut away.
    const dialogs = labelled('waiting').filter((frame) => promptOf(frame) === null);
    expect(dialogs.length).toBeGreaterThan(20);
    for (const frame of dialogs) {
      for (let cut = 0; cut < heightOf(frame); cut++) {
        const judgement = judged(withoutTop(frame, cut));
        const where = `${frame.case} cut at ${cut}: ${judgement?.evidence.rule}`;
        expect(['idle', 'fresh', 'message_queued'], where).not.toContain(judgement?.state);
      }
    }
  });

  it('at any line from above or below: a live agent is found, and has not crashed', () => {
    for (const frame of live) {
      if (judged(frame) === null) continue;
      for (let cut = 0; cut < heightOf(frame); cut += 3) {
        for (const part of [withoutTop(frame, cut), withoutBottom(frame, cut)]) {
          // Where only the screen says so it has to be there.
          if (discover(frame)?.by === 'screen') continue;
          expect(judged(part)?.state ?? 'no agent', `${frame.case} at ${cut}`).not.toMatch(
            /crashed|no agent/,
          );
        }
      }
    }
  });

  it('above the prompt and its last block: says what the whole screen says', () => {
    for (const frame of live) {
      const kind = frame.expect?.agent as string;
      const whole = classify(frame, kind, NOW);
      const { prompt, lines } = new Screen(frame, agentOf(kind).layout);
      if (prompt === null || whole.evidence.line === null) continue;
      // The block right above the prompt begins at the last line that has its head.
      const { until } = agentOf(kind).layout;
      let head = Math.min(prompt.start, whole.evidence.line);
      while (head > 0 && !until.test(lines[head]!)) head--;
      for (let cut = 0; cut <= head; cut++) {
        const { state, evidence } = classify(withoutTop(frame, cut), kind, NOW);
        if (evidence.rule === whole.evidence.rule) continue;
        // With its welcome cut off a fresh agent is an idle one.
        expect([state, whole.state], `${frame.case} cut at ${cut}: ${evidence.rule}`).toEqual([
          'idle',
          'fresh',
        ]);
      }
    }
  });

  it('half drawn, a resting agent may be unknown, but waits for nobody and has no error', () => {
    // Without the prompt below it a quoted dialog looks like one.
    const resting = idle.filter((one) => many(one.expect?.state)[0] === 'idle');
    for (const frame of resting.filter((one) => !/quote|adversarial/.test(one.case ?? ''))) {
      const kind = frame.expect?.agent as string;
      for (let from = promptOf(frame)!.start; from < heightOf(frame); from++) {
        const { state, evidence } = classify(withoutBottom(frame, from), kind, NOW);
        expect(
          ['waiting', 'error', 'rate_limited', 'crashed'],
          `${frame.case} to ${from}: ${evidence.rule}`,
        ).not.toContain(state);
      }
    }
  });

  it('with nothing on it, is unknown', () => {
    for (const kind of new Set(live.map((one) => one.expect?.agent as string))) {
      for (const text of ['', '\n'.repeat(40), '   \n \n']) {
        const frame = { ...live[0]!, text, ansi: text, title: '' };
        expect(classify(frame, kind, NOW)).toMatchObject({
          state: 'unknown',
          evidence: { rule: `${kind}.blank` },
        });
      }
    }
  });
});

/** Lines that agents show when something is the matter, as a reply may quote them. */
const MARKERS = [
  'Do you want to proceed?',
  '❯ 1. Yes',
  "  2. Yes, and don't ask again for rm commands",
  'Esc to cancel · Tab to amend',
  '✻ Simplifying… (2m 18s · ↓ 4.8k tokens · esc to interrupt)',
  '• Working (3s • esc to interrupt)',
  '⠋ Thinking... (esc to cancel, 4s)',
  "You've hit your limit · resets 10pm (UTC)",
  '■ You’ve hit your usage limit. Try again at 3:00 PM.',
  '● API Error: 529 Overloaded',
  '✕ [API Error: {"error":{"code":429}}]',
  '✗ Execution failed: 429 Too Many Requests',
  'Press enter to confirm or esc to cancel',
  'Would you like to run the following command?',
  'Allow once  Allow always  Reject',
  '△ Permission required',
  '│ ● 1. Allow once',
  'Please run /login',
  'Retrying in 12s',
  'Traceback (most recent call last):',
  'panic: runtime error',
  'bash: claude: command not found',
  'me@box:~$ ',
  '漢字の行です、長い長い一行の文章です。',
  '🙂 emoji and 한글 beside e\u0301 accents',
  '────────────────',
  '',
  'plain words in between, nothing else',
];

/** Where the text of a reply begins, by agent: its head and the columns before every further line. */
const REPLY: Record<string, [head: string, indent: string]> = {
  claude: ['● ', '  '],
  codex: ['• ', '  '],
  gemini: ['✦ ', '  '],
  opencode: ['     ', '     '],
  copilot: [' ● ', '   '],
  qwen: ['  ✦ ', '    '],
};

/** What stands before typed text, by agent. */
const SIGN: Record<string, string> = {
  claude: '❯\u00a0',
  codex: '› ',
  gemini: ' > ',
  opencode: '  ┃  ',
  copilot: '❯ ',
  qwen: '> ',
};

/** Lines of code stand two columns further right than the text around them, wrapped where the pane ends. */
function wrapped(lines: readonly string[], columns: number): string[] {
  return lines.flatMap((line) => {
    const room = Math.max(8, columns - 2);
    const characters = [...line];
    if (characters.length <= room) return [`  ${line}`];
    const parts: string[] = [];
    for (let i = 0; i < characters.length; i += room)
      parts.push(`  ${characters.slice(i, i + room).join('')}`);
    return parts;
  });
}

/** A real idle screen whose last block is another reply. */
function replying(frame: Frame, quoted: readonly string[]): Frame {
  const kind = frame.expect?.agent as string;
  const { prompt } = new Screen(frame, agentOf(kind).layout);
  const [head, indent] = REPLY[kind]!;
  const room = frame.cols - indent.length - 2;
  const reply = [
    `${head}The log says:`,
    '',
    ...wrapped(quoted, room).map((line) => (line.trim() === '' ? '' : `${indent}${line}`)),
    '',
    `${indent}None of it needs a change.`,
    '',
  ];
  const { ansi: _, ...rest } = frame;
  const lines = frame.text.split('\n');
  const above = lines.slice(0, prompt!.start);
  return {
    ...rest,
    text: [...above, '', ...reply, ...lines.slice(prompt!.start)].join('\n'),
    cursor: [frame.cursor[0], frame.cursor[1] + reply.length + 1],
  };
}

describe('what is quoted or typed', () => {
  const quotes = fc.array(fc.constantFrom(...MARKERS), { minLength: 1, maxLength: 12 });

  it('in a reply, at any width, wrapped or not: an idle agent is idle', () => {
    expect(new Set(idle.map((one) => one.expect?.agent)).size).toBeGreaterThanOrEqual(6);
    expect(idle.some((one) => one.cols <= 40)).toBe(true);
    fc.assert(
      fc.property(fc.constantFrom(...idle), quotes, (frame, quoted) => {
        const { state, evidence } = classify(replying(frame, quoted), frame.expect?.agent as string, NOW);
        expect(state, `${frame.case}: ${evidence.rule} on ${evidence.text}`).toMatch(/^(?:idle|fresh)$/);
      }),
      { numRuns: 1500 },
    );
  });

  it('into the prompt: a message is queued, and nothing else', () => {
    fc.assert(
      fc.property(fc.constantFrom(...idle), fc.constantFrom(...MARKERS), (frame, words) => {
        const kind = frame.expect?.agent as string;
        const { prompt } = new Screen(frame, agentOf(kind).layout);
        const sign = SIGN[kind]!;
        const typed = words.trim().slice(0, frame.cols - 8);
        if (typed === '' || typed.startsWith('─')) return;
        const { ansi: _, ...rest } = frame;
        const lines = frame.text.split('\n');
        lines[prompt!.from] = `${sign}${typed}`;
        const screen = {
          ...rest,
          text: lines.join('\n'),
          cursor: [sign.length + typed.length, prompt!.from] as [number, number],
        };
        const { state, evidence } = classify(screen, kind, NOW);
        expect(state, `${frame.case}: ${evidence.rule} on ${evidence.text}`).toBe('message_queued');
      }),
      { numRuns: 1500 },
    );
  });

  it('in an editor, a pager or a log: there is no agent', () => {
    for (const command of ['vim', 'nvim', 'less', 'bat', 'tail', 'cat', 'watch', 'git', 'tmux']) {
      for (const frame of live) {
        const shown = { ...frame, command, processes: [`${command} claude.log`] };
        expect(discover(shown), `${frame.case} in ${command}`).toBeNull();
      }
    }
  });
});

describe('10,000 random and adversarial screens', () => {
  it(
    'are judged without a throw, none taking much longer than the others',
    () => {
      const { median, worst } = hostileMs(hostileFrames(10_000, 4711), false);
      // Patterns that go back again and again made it several hundred times as long.
      expect(worst / median).toBeLessThan(50);
    },
    120_000 * PATIENCE,
  );
});
