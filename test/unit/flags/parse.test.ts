import { describe, expect, it } from 'vitest';
import type { FlagsProblem } from '../../../src/core/flags.ts';
import { describeProblem } from '../../../src/core/flags-problem.ts';
import { parseFlags } from '../../../src/flags/parse.ts';

function problemOf(text: string): FlagsProblem {
  const result = parseFlags(text, '/f.json');
  if (result.ok) throw new Error('it was taken');
  return result.problem;
}

describe('parseFlags', () => {
  it('gives the fields, the defaults of the absent ones, and keeps what it does not know', () => {
    const result = parseFlags(
      '{"rollout_stage":"beta","rollout_percentage":50.0,"mine":[1,{"a":null}]}',
      '/f',
    );
    if (!result.ok) throw new Error(result.problem.message);
    expect(result.parsed.flags).toMatchObject({
      rollout_stage: 'beta',
      rollout_percentage: 50,
      use_modular_monitor: false,
      max_concurrent_checks: 10,
    });
    expect([...result.parsed.present].sort()).toEqual(['rollout_percentage', 'rollout_stage']);
    expect(result.parsed.values.get('mine')).toEqual([1, { a: null }]);
  });

  it.each<[string, string, number | null, string | null, RegExp, RegExp]>([
    [
      'an unknown stage',
      '{\n  "a": 1,\n  "rollout_stage": "bogus"\n}',
      3,
      'rollout_stage',
      /"bogus"/,
      /canary/,
    ],
    [
      'a stage of the wrong type',
      '{"rollout_stage": 3}',
      1,
      'rollout_stage',
      /^3 is not allowed/,
      /one of disabled/,
    ],
    [
      'a boolean as text',
      '{\r\n"use_modular_monitor": "true"}',
      2,
      'use_modular_monitor',
      /"true"/,
      /true or false/,
    ],
    [
      'null for a boolean',
      '{"use_modular_monitor": null}',
      1,
      'use_modular_monitor',
      /null/,
      /true or false/,
    ],
    [
      'a percentage beyond 100',
      '{"rollout_percentage": 100.5}',
      1,
      'rollout_percentage',
      /100\.5/,
      /0 to 100/,
    ],
    ['a percentage below 0', '{"rollout_percentage": -1}', 1, 'rollout_percentage', /-1/, /0 to 100/],
    ['an endless percentage', '{"rollout_percentage": 1e999}', 1, 'rollout_percentage', /1e999/, /0 to 100/],
    ['no checks at once', '{"max_concurrent_checks": 0}', 1, 'max_concurrent_checks', /^0 is/, /at least 1/],
    ['half a check', '{"max_concurrent_checks": 1.5}', 1, 'max_concurrent_checks', /1\.5/, /whole number/],
    [
      'a list with a number',
      '{"allowed_strategies": ["a", 1]}',
      1,
      'allowed_strategies',
      /\["a", 1\]/,
      /list/,
    ],
    ['a time as a number', '{"flags_updated_at": 5}', 1, 'flags_updated_at', /^5 is/, /2026-11-24T21/],
    ['an empty file', '', 1, null, /empty/, /backup/],
    ['white space alone', ' \n\t\n', 1, null, /empty/, /backup/],
    ['a byte order mark', '\ufeff{}', 1, null, /byte order mark/, /without one/],
    ['a list', '[{}]', 1, null, /no object/, /\{ and \}/],
    ['a bare string', '"canary"', 1, null, /no object/, /\{ and \}/],
    ['half an object', '{\n  "rollout_stage": "canary",\n', 3, null, /text ends/, /roll back/],
    ['half a string', '{\n  "rollout_stage": "can', 2, null, /ends within a string/, /roll back/],
    ['half a value', '{"use_modular_monitor": tru', 1, null, /a value should stand/, /a value/],
    ['two objects', '{}\n{}', 2, null, /end of the file/, /./],
    ['a trailing comma', '{\n"a": 1,\n}', 2, null, /comma before/, /delete the comma/],
    ['a trailing comma in a list', '{"a": [1,]}', 1, null, /comma before/, /delete the comma/],
    ['a comment', '{\n // off\n "a": 1}', 2, null, /comment/, /no comments/],
    ['single quotes', "{'a': 1}", 1, null, /single quotes/, /double quotes/],
    ['a missing comma', '{"a": 1\n "b": 2}', 2, null, /comma/, /comma/],
    ['a missing colon', '{"a" 1}', 1, null, /colon/, /colon/],
    ['a line break in a string', '{"a": "x\ny"}', 1, null, /line break/, /close the string/],
    [
      'a key twice',
      '{"rollout_stage":"canary",\n"rollout\\u005fstage":"beta"}',
      2,
      'rollout_stage',
      /second time/,
      /delete one/,
    ],
    ['an unknown key twice', '{"x":1,"x":2}', 1, 'x', /second time/, /delete one/],
    ['Python infinity', '{"a": Infinity}', 1, null, /a value/, /./],
  ])('refuses %s and says where and how to mend it', (_name, text, line, field, message, mend) => {
    const problem = problemOf(text);
    expect(problem).toMatchObject({ path: '/f.json', line });
    if (field !== null) expect(problem.field).toBe(field);
    expect(problem.message).toMatch(message);
    expect(problem.mend).toMatch(mend);
  });

  it('names the field in whose value the syntax breaks', () => {
    expect(problemOf('{"a": 1, "rollout_stage": canary}')).toMatchObject({ field: 'rollout_stage', line: 1 });
  });

  it('reports the first of several wrong fields in the order of the file', () => {
    const text = '{\n"max_concurrent_checks": 0,\n"use_modular_monitor": 1\n}';
    expect(problemOf(text)).toMatchObject({ field: 'max_concurrent_checks', line: 2 });
  });

  it('refuses more than 1 MiB without reading it', () => {
    const text = `{"a":"${'x'.repeat(1024 * 1024)}"}`;
    expect(problemOf(text)).toMatchObject({ line: null, message: 'it is larger than 1 MiB' });
  });

  it('takes a key __proto__ for a key', () => {
    const result = parseFlags('{"__proto__":{"use_modular_monitor":true},"constructor":1}', '/f');
    if (!result.ok) throw new Error(result.problem.message);
    expect(result.parsed.flags.use_modular_monitor).toBe(false);
    expect(result.parsed.present.size).toBe(0);
    expect(({} as Record<string, unknown>).use_modular_monitor).toBeUndefined();
  });

  it('is not overturned by depth', () => {
    const deep = `{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
    expect(parseFlags(deep, '/f').ok).toBe(true);
    expect(problemOf(`{"a":${'['.repeat(200_000)}`).message).toMatch(/text ends/);
  });

  it('cuts what it shows of a value and keeps control characters out', () => {
    const problem = problemOf(`{"rollout_stage": "${'y'.repeat(200)}\u009b31m"}`);
    expect(problem.message.length).toBeLessThan(70);
    expect(problem.message).not.toContain('\u009b');
  });
});

describe('describeProblem', () => {
  it('names file, line and field once', () => {
    expect(describeProblem(problemOf('{\n"rollout_stage": "bogus"}'))).toBe(
      '/f.json:2: rollout_stage: "bogus" is not allowed',
    );
    expect(describeProblem(problemOf('{"rollout_stage": x}'))).toBe(
      '/f.json:1: rollout_stage: "x" where a value should stand',
    );
  });
});
