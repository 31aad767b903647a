import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
// What the build has Ink draw into, in the place of its own.
import InkOutput from '../../node_modules/ink/build/output.js';
import sanitizeAnsi from '../../node_modules/ink/build/sanitize-ansi.js';
import { type Output, rememberingOutput } from '../../src/ui/ink/remembering-output.ts';
import { rememberingSanitizer } from '../../src/ui/ink/remembering-sanitizer.ts';
import rememberedWidth from '../../src/ui/ink/string-width.ts';

type OutputClass = new (size: { width: number; height: number }) => Output;
const Original = InkOutput as unknown as OutputClass;
const RUNS = 150;

const piece = fc.oneof(
  fc.constantFrom(
    '│ row',
    '日本',
    'e\u0301',
    '👩‍💻',
    '\u200b',
    ' ',
    '',
    '\u001b[1;31mred\u001b[0m',
    '\u001b[2mopen',
  ),
  fc.constantFrom('\u001b[0m', '\u001b[39m', '─'.repeat(5), 'a longer text that goes over the edge'),
  fc.string({ maxLength: 6, unit: 'grapheme' }),
);
const line = fc.array(piece, { maxLength: 4 }).map((parts) => parts.join('').replaceAll(/[\r\n\t]/g, ' '));
const text = fc.array(line, { minLength: 1, maxLength: 4 }).map((lines) => lines.join('\n'));
const brackets = (plain: string, index: number): string => `[${index}${plain}]`;
const operation = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      x: fc.integer({ min: 0, max: 22 }),
      y: fc.integer({ min: -2, max: 7 }),
      text,
      transformers: fc.constantFrom(0, 0, 0, 1).map((count) => [brackets].slice(0, count)),
    }),
  },
  { weight: 1, arbitrary: fc.constant('clip' as const) },
  { weight: 1, arbitrary: fc.constant('unclip' as const) },
);
const frame = fc.array(operation, { maxLength: 6 });

function draw(
  Class: OutputClass,
  operations: readonly (typeof operation extends fc.Arbitrary<infer T> ? T : never)[],
) {
  const output = new Class({ width: 24, height: 6 });
  for (const one of operations)
    if (one === 'clip') output.clip({ x1: 2, x2: 18, y1: 1, y2: 5 });
    else if (one === 'unclip') output.unclip();
    else output.write(one.x, one.y, one.text, { transformers: one.transformers });
  return output.get();
}

describe('the output that remembers rows', () => {
  it(`draws what Ink's own draws, of frames that have much in common, ${RUNS} times`, () => {
    const Remembering = rememberingOutput(Original);
    fc.assert(
      fc.property(fc.array(frame, { minLength: 1, maxLength: 3 }), (frames) => {
        // Again, and mixed: a row of one frame comes again in another.
        for (const operations of [...frames, ...frames, frames.flat()])
          expect(draw(Remembering, operations)).toEqual(draw(Original, operations));
      }),
      { numRuns: RUNS },
    );
  });

  it('puts no row together that it has drawn before', () => {
    let made = 0;
    class Counted extends Original {
      constructor(size: { width: number; height: number }) {
        super(size);
        made++;
      }
    }
    const Remembering = rememberingOutput(Counted);
    const rows = Array.from({ length: 30 }, (_, i) => `│ agent ${i}`);
    const show = () => {
      made = 0;
      const output = new Remembering({ width: 40, height: 30 });
      output.write(0, 0, rows.join('\n'), { transformers: [] });
      output.get();
      return made;
    };
    expect(show()).toBe(30);
    expect(show()).toBe(0);
    rows[3] = '│ agent 3 is idle';
    expect(show()).toBe(1);
  });
});

describe('the width that is remembered', () => {
  it('is what the package says, also when it is asked again', () => {
    fc.assert(
      fc.property(line, (any) => {
        for (let time = 0; time < 2; time++) expect(rememberedWidth(any)).toBe(stringWidth(any));
      }),
    );
  });
});

describe('the sanitizer that remembers lines', () => {
  it("says what Ink's own says, of lines that have come before too", () => {
    const sanitize = rememberingSanitizer(sanitizeAnsi);
    const sequence = fc.constantFrom(
      ...[
        '\u001b[1;38:2::9:9:9m',
        '\u001b[0m',
        '\u001b[2J',
        '\u001b]8;;http://x\u0007',
        '\u001bPq',
        '\u001b\\',
      ],
      ...['\u009b1m', '\u0301', '\u001b[', '\u001b', '\t', '\u0007'],
    );
    const any = fc.array(fc.oneof(line, sequence, fc.constant('\n')), { maxLength: 8 });
    fc.assert(
      fc.property(any, (parts) => {
        for (let time = 0; time < 2; time++)
          expect(sanitize(parts.join(''))).toBe(sanitizeAnsi(parts.join('')));
      }),
      { numRuns: 1000 },
    );
  });
});
