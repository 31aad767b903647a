import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AgentKind } from '../../src/core/agent.ts';
import type { Frame } from '../../src/core/frame.ts';
import { classify } from '../../src/detect/classify.ts';
import { type CompiledClause, compareRules } from '../../src/detect/compile.ts';
import { explain } from '../../src/detect/explain.ts';
import { type JudgeMemory, judge, judgeOnce } from '../../src/detect/judge.ts';
import { AGENTS } from '../../src/detect/registry.ts';
import { parseReset } from '../../src/detect/resets.ts';
import { corpus, frame } from '../unit/detect/fixtures.ts';

const kinds = AGENTS.map((agent) => agent.kind);
const realFrames = [...corpus('dev').values(), ...corpus('screens').values()].map((frames) => frames.at(-1)!);

/** Pieces that agents' screens are made of, next to anything at all. */
const piece = fc.oneof(
  fc.constantFrom(
    '─'.repeat(80),
    '❯ ',
    '› 1. Yes',
    '│ ● 1. Allow once',
    '  ┃  ',
    `  ╹${'▀'.repeat(20)}`,
    '▄'.repeat(20),
    '▀'.repeat(20),
    '✻ Vibing… (3s · esc to interrupt)',
    "You've hit your limit · resets 3pm (UTC)",
    'Do you want to proceed?',
    '\u001b[2m',
    '\u001b[38;2;255',
    '漢字🙂e\u0301',
    '',
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
);
const screenText = fc.array(piece, { maxLength: 60 }).map((lines) => lines.join('\n'));

const anyFrame: fc.Arbitrary<Frame> = fc
  .record({
    text: screenText,
    ansi: fc.option(screenText, { nil: undefined }),
    title: fc.oneof(fc.constantFrom('⠂ x', '✳ x', '✋  Action Required (x)'), fc.string({ unit: 'binary' })),
    command: fc.constantFrom('claude', 'node', 'bash', 'vim', 'opencode', '2.1.9', ''),
    processes: fc.option(
      fc.array(fc.oneof(fc.constantFrom('claude', '-bash', 'node /x/codex'), fc.string())),
      {
        nil: undefined,
      },
    ),
    dead: fc.boolean(),
    cursor: fc.tuple(fc.integer({ min: -1, max: 300 }), fc.integer({ min: -1, max: 300 })),
  })
  .map((fields) => frame(fields));

describe('the judgement', () => {
  it('never throws and always names its evidence, whatever is on the screens', () => {
    fc.assert(
      fc.property(fc.array(anyFrame, { minLength: 1, maxLength: 5 }), fc.integer(), (frames, step) => {
        let memory: JudgeMemory | null = null;
        frames.forEach((one, i) => {
          const result = judge(one, memory, 1_795_000_000_000 + i * step);
          memory = result.memory;
          const evidence = result.judgement?.evidence;
          if (evidence === undefined) return;
          expect(evidence.rule).toMatch(/^[a-z]+\./);
          expect(evidence.text.length).toBeLessThanOrEqual(120);
          expect(evidence.text).not.toMatch(/[\n\u001b]/);
        });
        for (const kind of kinds) judgeOnce(frames[0]!, kind, 0);
        explain(frames[0]!, { now: 0 });
      }),
      { numRuns: 300 },
    );
  });

  it('is the same for the same input', () => {
    fc.assert(
      fc.property(anyFrame, fc.constantFrom(...kinds), (one, kind) => {
        expect(classify(one, kind, 5)).toEqual(classify(structuredClone(one), kind, 5));
      }),
    );
  });

  it('survives screens that are cut anywhere: a live agent is never crashed', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...realFrames),
        fc.nat(),
        fc.nat(),
        fc.constantFrom(...kinds),
        (one, from, to, kind) => {
          const lines = one.text.split('\n');
          const cut = lines.slice(from % lines.length, (to % lines.length) + 1).join('\n');
          expect(classify({ ...one, text: cut }, kind as AgentKind, 0).state).not.toBe('crashed');
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('history', () => {
  const bound = new Set(['title', 'command', 'last_line', 'prompt_box', 'footer']);
  const regionsOf = (rule: string): string[] => {
    const compiled = AGENTS.flatMap((agent) => agent.rules).find((one) => one.rule.id === rule);
    return compiled?.clauses.map((clause: CompiledClause) => clause.region) ?? [];
  };

  /** The begin of the reply whose rest is the first thing on the screen. */
  const HEAD: Partial<Record<AgentKind, string>> = {
    claude: '● I looked at it.',
    codex: '• I looked at it.',
    gemini: '✦ I looked at it.',
    qwen: '  ✦ I looked at it.',
    opencode: '     I looked at it.',
    copilot: ' ● I looked at it.',
  };

  it('above the screen never changes the verdict of a rule that looks at the prompt, the footer or the title', () => {
    const history = fc.array(
      fc.constantFrom(
        '● Done.',
        '✻ Vibing… (3s · ↓ 4 tokens)',
        ' Do you want to proceed?',
        ' ❯ 1. Yes',
        '› old message',
        '│ ● 1. Allow once',
        '● API Error: 529 Overloaded',
        'plain words, 429 too many requests',
        '',
      ),
      { maxLength: 30 },
    );
    const live = realFrames.filter(
      ({ expect: label }) => label?.agent !== null && !Array.isArray(label?.agent),
    );
    fc.assert(
      fc.property(fc.constantFrom(...live), history, (one, lines) => {
        const kind = one.expect!.agent as AgentKind;
        const plain = classify(one, kind, 0);
        if (!regionsOf(plain.evidence.rule).every((region) => bound.has(region))) return;
        const prefix = [...lines, HEAD[kind]!];
        const shifted: Frame = {
          ...one,
          text: [...prefix, one.text].join('\n'),
          ansi: one.ansi === undefined ? undefined : [...prefix, one.ansi].join('\n'),
          cursor: [one.cursor[0], one.cursor[1] + prefix.length],
        };
        const moved = classify(shifted, kind, 0);
        expect({ state: moved.state, rule: moved.evidence.rule }).toEqual({
          state: plain.state,
          rule: plain.evidence.rule,
        });
        expect(moved.evidence.line).toBe(
          plain.evidence.line === null ? null : plain.evidence.line + prefix.length,
        );
      }),
      { numRuns: 500 },
    );
  });
});

describe('the order of rules', () => {
  it('is total: no two rules of an agent are equal, and any shuffle sorts the same', () => {
    for (const agent of AGENTS) {
      const rules = agent.source.rules;
      const sorted = agent.rules.map((compiled) => compiled.rule.id);
      fc.assert(
        fc.property(fc.shuffledSubarray(rules, { minLength: rules.length }), (shuffled) => {
          expect([...shuffled].sort(compareRules).map((rule) => rule.id)).toEqual(sorted);
        }),
        { numRuns: 20 },
      );
    }
  });
});

describe('time', () => {
  /** Best of some runs in ms: what else the machine does only makes a run longer. */
  const took = (run: () => void): number => {
    let best = Number.POSITIVE_INFINITY;
    for (let i = 0; i < 4; i++) {
      const start = performance.now();
      run();
      best = Math.min(best, performance.now() - start);
    }
    return best;
  };

  const hostile = [
    '─',
    ' ',
    '(',
    'a',
    '. ',
    '│ ',
    '✻ ',
    '429 ',
    '1s · ',
    'esc to ',
    '┃  quota ',
    '✗ (HTTP ',
    'usage limit ',
    '↑/↓ to select ',
    'Do you want to ',
    '· 9 shells ',
  ];
  const begins = ['', '│ ', '✻ ', '• (', ' ✗ ', '  ┃  '];

  it('that a pattern takes on a line grows linearly with its length', () => {
    const slow: string[] = [];
    const clauses = AGENTS.flatMap((agent) => agent.rules.flatMap(({ clauses: all }) => all));
    const patterns = new Set(clauses.flatMap(({ all, any, not }) => [...all, ...any, ...not]));
    for (const pattern of patterns) {
      for (const seed of hostile) {
        for (const begin of begins) {
          const line = (length: number): string => `${begin}${seed.repeat(length / seed.length)}!`;
          const [short, long] = [line(4000), line(16_000)];
          const large = took(() => pattern.test(long));
          // A linear pattern takes some microseconds; only what is slow at all is compared.
          if (large < 2) continue;
          const ratio = large / took(() => pattern.test(short));
          if (ratio > 9)
            slow.push(`${pattern} on ${begin}${seed}…: ${ratio.toFixed(1)} times for 4 times the length`);
        }
      }
    }
    expect(slow).toEqual([]);
  });

  it('that a screen takes grows linearly with its lines', () => {
    const text = (n: number): string =>
      Array.from({ length: n }, (_, i) => hostile[i % hostile.length]!.repeat(40)).join('\n');
    for (const kind of kinds) {
      const run = (n: number) => (): void => {
        for (let i = 0; i < 5; i++) classify(frame({ text: text(n) }), kind, 0);
      };
      run(500)();
      // Another program may take the processor away: only what is slow each time is slow.
      const ratios = [1, 2, 3].map(() => (took(run(4000)) - 5) / took(run(1000)));
      expect(Math.min(...ratios), kind).toBeLessThan(12);
    }
  });

  it('a usage limit is read from any text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 400 }),
        fc.integer({ min: 0, max: 4e12 }),
        (text, now) => {
          const reset = parseReset(`resets ${text}`, now);
          if (reset !== null) expect(Number.isFinite(reset.at)).toBe(true);
        },
      ),
    );
  });
});
