import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkAgentFile } from '../../src/config/agent-files.ts';
import { parseSettings, readSettings } from '../../src/config/settings.ts';
import { parseAgentFile } from '../../src/detect/custom.ts';
import { faultOfPattern } from '../../src/detect/pattern.ts';
import { openFlags } from '../../src/flags/store.ts';
import { unsafeIn } from '../support/hostile.ts';
import { temporaryFolder } from '../support/program.ts';
import { SOAK } from '../support/socket-fuzz.ts';

const NOW = Date.UTC(2026, 10, 30, 6);
const DEEP = 100_000;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

const nested = (open: string, inner: string, close: string, depth = DEEP): string =>
  open.repeat(depth) + inner + close.repeat(depth);

/** Values as they stand in a text: no parser of JSON minds them, what comes after it may. */
const value = fc.oneof(
  fc.constantFrom(nested('[', '', ']'), nested('{"a":', '1', '}'), nested('[{"":', '0', '}]')),
  fc.constantFrom(
    '1e400',
    '-1e400',
    '1e-400',
    '-0',
    `${'9'.repeat(400)}`,
    '0.1e308',
    '123456789012345678901234567890',
  ),
  fc.constantFrom(
    '{"__proto__":{"polluted":1}}',
    '{"constructor":{"prototype":{"polluted":1}}}',
    '{"toString":null,"hasOwnProperty":1,"valueOf":[]}',
  ),
  fc.constantFrom(
    '"\\u0000\\u001b]52;c;x\\u0007\\ud800"',
    '"\\u202e\u202e\u2028\u009b31m"',
    `"${'x'.repeat(100_000)}"`,
    '""',
    'null',
    'true',
    '[]',
    '{}',
  ),
);
const key = fc.constantFrom(
  ...[
    'agent',
    'name',
    'find',
    'layout',
    'rules',
    'rollout',
    'health',
    'actions',
    'notices',
    'keys',
    'ui',
    'monitors',
    '$schema',
  ],
  ...['__proto__', 'constructor', 'toString', '\\u001b]2;x\\u0007', 'a\u202eb', 'x'.repeat(5000), ''],
);
const object = fc
  .array(
    fc.tuple(
      key,
      fc.oneof(
        value,
        fc.tuple(key, value).map(([k, v]) => `{"${k}":${v}}`),
        value.map((v) => `[${v},${v}]`),
      ),
    ),
    { maxLength: 5 },
  )
  .map((members) => `{${members.map(([k, v]) => `"${k}": ${v}`).join(',\n')}}`);
const noJson = fc.constantFrom(
  '',
  ' ',
  '\u0000{}',
  '\ufeff{}',
  '{"a":1}\u0000',
  '{"a":\u009b}',
  '{',
  '[',
  nested('[', '', ''),
  nested('{"a":', '', ''),
  `{"a":"\u202e`,
  '/* x */{}',
  'NaN',
);

function expectUnpolluted(): void {
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  expect(Object.keys(Object.prototype)).toEqual([]);
}

describe('a hostile file of settings, or of a custom agent', () => {
  it.each([
    ['settings', parseSettings],
    ['an agent', parseAgentFile],
  ])('is refused with a place and a mend, or taken; nothing throws: %s', (_, parse) => {
    fc.assert(
      fc.property(fc.oneof({ weight: 4, arbitrary: object }, noJson), (text) => {
        const read = parse(text, 'file.json');
        expectUnpolluted();
        if (read.ok) return;
        expect(read.problems.length).toBeGreaterThan(0);
        for (const { message, mend, line } of read.problems) {
          expect(message).not.toBe('');
          expect(mend).not.toBe('');
          expect(unsafeIn(message)).toEqual([]);
          if (line !== null) expect(line).toBeLessThanOrEqual(text.split('\n').length);
        }
      }),
      { numRuns: 60 * SOAK },
    );
  });

  it('names the line behind a value of any depth', () => {
    const read = parseSettings(
      `{"x":\n${nested('[', '', ']')},\n"y": ${nested('{"a":', '1', '}')},\n\n"health": {"ratioBound": "no"}}`,
      'f',
    );
    expect(read.ok ? [] : read.problems.map(({ line, field }) => [line, field])).toEqual(
      expect.arrayContaining([[5, 'health.ratioBound']]),
    );
  });

  it.each([
    ['too large', Buffer.alloc(300 * 1024, ' ')],
    ['UTF-16', Buffer.from('\ufeff{"rollout": {}}', 'utf16le')],
    ['no UTF-8', Buffer.from('7b22fffe223a317d', 'hex')],
  ])('is refused when it is %s', async (_, bytes) => {
    const file = join(folder.path, 'file.json');
    await writeFile(file, bytes);
    expect(await checkAgentFile(file)).not.toEqual([]);
    const settings = await readSettings(file).catch((error: Error) => error);
    expect(settings instanceof Error || !settings.ok).toBe(true);
  });
});

describe('a hostile flags file', () => {
  const open = async (content: string | Buffer) => {
    const path = join(folder.path, 'feature_flags.json');
    await writeFile(path, content);
    return { path, flags: await openFlags({ path, env: {}, now: () => NOW }) };
  };

  it.each<[string, string | Buffer]>([
    ['a byte order mark', '\ufeff{"rollout_stage":"production"}'],
    ['UTF-16', Buffer.from('\ufeff{"rollout_stage":"production"}', 'utf16le')],
    ['UTF-16 of the other end', Buffer.from('\ufeff{"rollout_stage":"production"}', 'utf16le').swap16()],
    ['NUL before it', '\u0000{"rollout_stage":"production"}'],
    ['NUL behind it', '{"rollout_stage":"production"}\u0000'],
    ['NUL in a string', '{"rollout_stage":"production","x":"\u0000"}'],
    [
      'bytes that are no UTF-8',
      Buffer.from([...Buffer.from('{"rollout_stage":"production","x":"'), 0xc0, 0xaf, ...Buffer.from('"}')]),
    ],
    ['the stage twice', '{"rollout_stage":"disabled","rollout_stage":"production"}'],
    ['the stage twice, once in escapes', '{"rollout_stage":"disabled","rollout\\u005fstage":"production"}'],
    ['a share without end', '{"rollout_stage":"production","rollout_percentage":1e400}'],
    ['depth without end', `{"rollout_stage":"production","x":${'['.repeat(DEEP)}`],
    ['a megabyte of text', `{"rollout_stage":"production","x":"${'y'.repeat(1 << 20)}"}`],
  ])('with %s changes no stage, is not overwritten, and is kept by a rollback', async (_, content) => {
    const { path, flags } = await open(content);
    expect(flags.state()).toMatchObject({ status: 'rejected', effective: { rollout_stage: 'disabled' } });
    expect(unsafeIn(flags.state().problem!.message)).toEqual([]);
    await expect(flags.setStage('canary', null, NOW)).rejects.toMatchObject({ code: 'flags_rejected' });
    expect((await readFile(path)).equals(Buffer.from(content as string))).toBe(true);
    await flags.rollBack(NOW);
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({
      rollout_stage: 'disabled',
      rollout_percentage: 0,
    });
    await flags.close();
  });

  it('that is valid keeps every byte of what is not cutover’s, whatever it holds', async () => {
    const foreign = [
      '"__proto__": {"rollout_stage": "production", "polluted": 1}',
      '"constructor": {"prototype": {"polluted": 1}}',
      '"hasOwnProperty": null, "toString": 1, "": 2',
      '"big": 123456789012345678901234567890, "small": 1e-400, "large": 1e400, "minus": -0',
      `"deep": ${nested('[', '', ']')}`,
      `"deeper": ${nested('{"__proto__":', '1', '}', DEEP / 4)}`,
      `"text\\u0000\\u001b]52;c;x\\u0007": "\u202e\u009b31m $(touch ran-x) #(touch ran-y)"`,
      '"rollout_stage\\u0000": "production"',
    ];
    for (const member of foreign) {
      const { path, flags } = await open(`{${member},\n "rollout_stage": "disabled"}\n`);
      expect(flags.state(), member.slice(0, 60)).toMatchObject({
        status: 'ok',
        effective: { rollout_stage: 'disabled' },
      });
      await flags.setStage('canary', flags.state().revision, NOW);
      const text = await readFile(path, 'utf8');
      expect(text.startsWith(`{${member},\n "rollout_stage": "canary"`)).toBe(true);
      expect((await flags.reload()).effective.rollout_stage).toBe('canary');
      expect(unsafeIn((await flags.preview('beta', NOW)).diff.map((line) => line.text).join(''))).toEqual([]);
      expectUnpolluted();
      await flags.close();
    }
  });
});

describe('a pattern of a rules file', () => {
  /** Patterns of every shape over few letters: what repeats, and what may stand in what repeats. */
  const { pattern } = fc.letrec<{ pattern: string; part: string; atom: string }>((tie) => ({
    atom: fc.oneof(
      {
        weight: 6,
        arbitrary: fc.constantFrom('a', 'b', '.', '\\w', '[ab]', '[^b]', '\\s', ' ', '\\d', '\\S', 'ab'),
      },
      { weight: 3, arbitrary: tie('pattern').map((inner) => `(?:${inner})`) },
      {
        weight: 1,
        arbitrary: fc
          .tuple(fc.constantFrom('?=', '?!', '?<=', ''), tie('pattern'))
          .map(([head, inner]) => `(${head}${inner})`),
      },
    ),
    part: fc
      .tuple(tie('atom'), fc.constantFrom('', '', '*', '+', '?', '{2,}', '{1,30}', '{3}', '*?', '+?'))
      .map(([atom, sign]) => (/^\(\?[=!<]/.test(atom) ? atom : atom + sign)),
    pattern: fc
      .array(
        fc.oneof(
          { weight: 8, arbitrary: tie('part') },
          { weight: 1, arbitrary: fc.constantFrom('^', '$', '|', '\\b') },
        ),
        { minLength: 1, maxLength: 5 },
      )
      .map((parts) => parts.join('')),
  }));
  const LINES = ['a', 'ab', 'aab', 'a ', 'b', '1', ' '].flatMap((seed) =>
    ['!', 'b', ''].map((end) => seed.repeat(2000 / seed.length) + end),
  );
  const LONGEST_MS = 20_000;

  it('is not taken, or no line takes it long', () => {
    let taken = 0;
    let refused = 0;
    fc.assert(
      fc.property(pattern, (source) => {
        const fault = faultOfPattern(source);
        if (fault !== null) {
          refused++;
          return;
        }
        taken++;
        // Ended from outside when it takes too long.
        const trying = 'for (const line of lines) new RegExp(source, "u").test(line);';
        runInNewContext(trying, { lines: LINES, source }, { timeout: LONGEST_MS });
      }),
      { numRuns: 800 * SOAK },
    );
    expect(taken).toBeGreaterThan(100);
    expect(refused).toBeGreaterThan(100);
  });
});
