import { describe, expect, it } from 'vitest';
import { diffOf } from '../../../src/flags/diff.ts';
import { type Changes, type Edit, editFlags } from '../../../src/flags/edit.ts';
import { type ParsedFlags, parseFlags } from '../../../src/flags/parse.ts';
import { stageChanges, timestamp } from '../../../src/flags/stage-change.ts';
import { DEFAULT_FLAGS } from '../../../src/flags/state.ts';

function parse(text: string): ParsedFlags {
  const result = parseFlags(text, '/f');
  if (!result.ok) throw new Error(result.problem.message);
  return result.parsed;
}
const edit = (text: string, changes: Changes): Edit => editFlags(text, parse(text), changes);
const diff = (text: string, changes: Changes): string[] =>
  diffOf(text, edit(text, changes), parse(text).object).map(
    ({ kind, text: line }) => `${{ same: ' ', removed: '-', added: '+' }[kind]} ${line}`,
  );

const NOON = Date.UTC(2026, 10, 24, 12, 0, 0, 7);

describe('editFlags', () => {
  it.each<[string, string, Changes, string]>([
    ['replaces a value where it stands', '{"a" : 1 , "b":2}', [['a', 10]], '{"a" : 10 , "b":2}'],
    [
      'keeps the number format',
      '{"p": 5.0, "q": 5, "r": 0.00}',
      [
        ['p', 50],
        ['q', 50],
        ['r', 5],
      ],
      '{"p": 50.0, "q": 50, "r": 5.00}',
    ],
    [
      'touches nothing that is equal',
      '{"p": 5.0, "q": 1e1}',
      [
        ['p', 5],
        ['q', 10],
      ],
      '{"p": 5.0, "q": 1e1}',
    ],
    [
      'appends in the manner of the last member',
      '{\n    "a": 1,\n    "b": 2\n}\n',
      [['c', 3]],
      '{\n    "a": 1,\n    "b": 2,\n    "c": 3\n}\n',
    ],
    ['appends with tabs and CRLF', '{\r\n\t"a":1\r\n}', [['c', null]], '{\r\n\t"a":1,\r\n\t"c":null\r\n}'],
    [
      'appends on one line',
      '{"a":1,"b":2}',
      [
        ['c', 'x'],
        ['d', true],
      ],
      '{"a":1,"b":2,"c":"x","d":true}',
    ],
    ['appends with commas in front', '{ "a": 1\n, "b": 2\n}', [['c', 3]], '{ "a": 1\n, "b": 2\n, "c": 3\n}'],
    [
      'repeats no empty line',
      '{\n  "a": 1,\n\n  "b": 2\n}',
      [['c', 3]],
      '{\n  "a": 1,\n\n  "b": 2,\n  "c": 3\n}',
    ],
    [
      'fills an empty object',
      '{}\n',
      [
        ['a', 1],
        ['b', 2],
      ],
      '{\n  "a": 1,\n  "b": 2\n}\n',
    ],
    ['fills an empty object over two lines', '{\r\n}', [['a', 1]], '{\r\n  "a": 1\r\n}'],
    ['does not see keys of inner objects', '{"x":{"a":1},"a":2}', [['a', 3]], '{"x":{"a":1},"a":3}'],
    ['finds an escaped key', '{"\\u0061":2}', [['a', 3]], '{"\\u0061":3}'],
  ])('%s', (_name, before, changes, after) => {
    expect(edit(before, changes).text).toBe(after);
  });

  it('keeps the number that no double can hold', () => {
    const text = '{"id": 12345678901234567890, "a": 1.10}';
    expect(edit(text, [['b', 1]]).text).toBe('{"id": 12345678901234567890, "a": 1.10, "b": 1}');
  });
});

describe('stageChanges', () => {
  it('sets stage, share, master switch and times', () => {
    const time = '2026-11-24T12:00:00.007000+00:00';
    expect(timestamp(NOON)).toBe(time);
    expect(Object.fromEntries(stageChanges(DEFAULT_FLAGS, 'canary', NOON))).toEqual({
      use_modular_monitor: true,
      rollout_stage: 'canary',
      rollout_percentage: 5,
      flags_updated_at: time,
      rollout_started_at: time,
    });
  });

  it.each([
    ['disabled', 0, false],
    ['canary', 5, true],
    ['beta', 50, true],
    ['production', 100, true],
    ['legacy_disabled', 100, true],
  ] as const)('%s means %d %%', (stage, percentage, on) => {
    expect(Object.fromEntries(stageChanges(null, stage, NOON))).toMatchObject({
      rollout_percentage: percentage,
      use_modular_monitor: on,
    });
  });

  it('starts the stage anew when it changes, and not when it is written again', () => {
    const before = { ...DEFAULT_FLAGS, rollout_stage: 'canary', rollout_started_at: 'then' } as const;
    expect(Object.fromEntries(stageChanges(before, 'canary', NOON)).rollout_started_at).toBe('then');
    expect(Object.fromEntries(stageChanges(before, 'beta', NOON)).rollout_started_at).toBe(timestamp(NOON));
  });
});

describe('diffOf', () => {
  it('shows the changed lines in their order, with a line around them', () => {
    const text = [
      '{',
      '    "first": 1,',
      '    "use_modular_monitor": true,',
      '    "rollout_stage": "canary",',
      '    "rollout_percentage": 5.0,',
      '    "verbose_migration_logs": false,',
      '    "last": 1',
      '}',
    ].join('\n');
    expect(diff(text, stageChanges(parse(text).flags, 'beta', NOON).slice(0, 3))).toEqual([
      '  "use_modular_monitor": true,',
      '- "rollout_stage": "canary",',
      '+ "rollout_stage": "beta",',
      '- "rollout_percentage": 5.0,',
      '+ "rollout_percentage": 50.0,',
      '  "verbose_migration_logs": false,',
    ]);
  });

  it('shows an appended member with the comma before it', () => {
    expect(diff('{\r\n  "a": 1\r\n}\r\n', [['b', 2]])).toEqual([
      '  {',
      '-   "a": 1',
      '+   "a": 1,',
      '+   "b": 2',
      '  }',
    ]);
  });

  it('shows members, not lines, where they share a line', () => {
    expect(
      diff('{"a":1,"rollout_stage": "canary","z":0}', [
        ['rollout_stage', 'beta'],
        ['new', 1],
      ]),
    ).toEqual(['- "rollout_stage": "canary"', '+ "rollout_stage": "beta"', '+ "new":1']);
  });

  it('shows every line of a new file', () => {
    const created = edit('{}\n', [['a', 1]]);
    expect(diffOf('{}\n', created, null)).toEqual([
      { kind: 'added', text: '{' },
      { kind: 'added', text: '  "a": 1' },
      { kind: 'added', text: '}' },
    ]);
  });

  it('shows nothing when nothing changes', () => {
    expect(diff('{\n"a": 1\n}', [['a', 1]])).toEqual([]);
  });
});
