import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeAgentProblem } from '../../../src/core/rules-state.ts';
import type { RuleBook } from '../../../src/detect/book.ts';
import { parseAgentFile } from '../../../src/detect/custom.ts';
import { discover, needsProcesses } from '../../../src/detect/discover.ts';
import { explain } from '../../../src/detect/explain.ts';
import { type JudgeMemory, judge, judgeOnce } from '../../../src/detect/judge.ts';
import { agentOf, BUILT_IN_BOOK, bookWith, rulesHash } from '../../../src/detect/registry.ts';
import { replayModular } from '../../../src/detect/score.ts';
import { claudeScreen, frame } from './fixtures.ts';

/** The example that docs/agents.md shows. */
function example(): string {
  const page = readFileSync(new URL('../../../docs/agents.md', import.meta.url), 'utf8');
  return /```json\n([\s\S]*?)```/.exec(page)![1]!;
}

function bookOf(...texts: string[]): RuleBook {
  return bookWith(
    texts.map((text) => {
      const file = parseAgentFile(text, 'a.json');
      if (!file.ok) throw new Error(file.problems.map(describeAgentProblem).join('\n'));
      return file.agent;
    }),
  );
}

const definition = () => JSON.parse(example());
const NOW = Date.UTC(2026, 10, 24, 12);
const screen = (above: string, typed = '', below = '') =>
  `Mender 1.4\n\n${above}\n\n> ${typed}\n\n${below}`.trimEnd();

describe('the example of docs/agents.md', () => {
  const book = bookOf(example());

  it.each<[string, string, string | null, string | null, string]>([
    ['idle', screen('All tests pass.'), 'idle', null, 'mender.idle'],
    ['a hint in the prompt', screen('Done.', 'Ask for anything'), 'idle', null, 'mender.idle'],
    ['working', screen('⣾ Running the tests… (12s)'), 'working', null, 'mender.working'],
    ['typed text', screen('Done.', 'and now the docs'), 'message_queued', null, 'mender.queued'],
    [
      'a dialog',
      'Mender 1.4\n\nrm -rf build\n\nAllow this command? [y/n]',
      'waiting',
      'permission',
      'mender.waiting.permission',
    ],
    ['a limit', screen('Usage limit reached, resets at 3pm (UTC)'), 'rate_limited', null, 'mender.limit'],
    ['a quoted dialog', screen('It said:\n  Allow this command? [y/n]'), 'idle', null, 'mender.idle'],
    ['typed marker words', screen('Done.', '⣾ Working… (1s)'), 'message_queued', null, 'mender.queued'],
  ])('judges %s', (_, text, state, detail, rule) => {
    const cursor: [number, number] = [40, text.split('\n').findLastIndex((line) => line.startsWith('>'))];
    const { judgement } = judge(frame({ command: 'mender', text, cursor }), null, NOW, book);
    expect(judgement).toMatchObject({ kind: 'custom', label: 'Mender', state, detail, evidence: { rule } });
  });

  it('reads the end of a limit and a remark', () => {
    const text = screen('Usage limit reached, resets at 3pm (UTC)', '', 'context left: 4%');
    const judgement = judgeOnce(frame({ command: 'mender', text }), 'mender', NOW, book);
    expect(judgement).toMatchObject({
      resetsAt: Date.UTC(2026, 10, 24, 15),
      notes: ['context low: 4%'],
    });
  });

  it.each<[string, Parameters<typeof frame>[0], string]>([
    ['its command', { command: 'mender' }, 'command'],
    ['a script', { command: 'node', processes: ['node /opt/mender/cli.js --fast'] }, 'process'],
    ['a wrapper', { command: 'bash', processes: ['bash -c mender', 'mender'] }, 'process'],
    ['a title over ssh', { command: 'ssh', title: 'mender: login', processes: ['ssh box'] }, 'title'],
  ])('is found by %s', (_, fields, by) => {
    expect(discover(frame(fields), book)).toMatchObject({
      kind: 'custom',
      agent: 'mender',
      label: 'Mender',
      by,
    });
    expect(discover(frame(fields))).toBeNull();
  });

  it('leaves the built-in agents as they are', () => {
    const claude = frame({ text: claudeScreen('● Done.') });
    expect(judge(claude, null, NOW, book).judgement).toEqual(judge(claude, null, NOW).judgement);
    expect(needsProcesses({ command: 'mender', title: '' }, book)).toBe(false);
    expect(needsProcesses({ command: 'mender', title: '' })).toBe(true);
    expect(agentOf('mender').rules).toEqual([]);
  });

  it('is explained, and replayed from a recording', () => {
    const one = frame({ command: 'mender', text: screen('⣾ Reading… (2s)') });
    expect(explain(one, { now: NOW, book })).toMatchObject({
      discovery: { agent: 'mender', label: 'Mender' },
      chosen: { rule: 'mender.working', state: 'working' },
    });
    expect(replayModular([one], 'c', book)).toMatchObject({ agent: 'custom', state: 'working' });
  });
});

describe('the rules as a value', () => {
  it('have a hash that changes with them', () => {
    expect(bookWith([])).toBe(BUILT_IN_BOOK);
    expect(BUILT_IN_BOOK.hash).toBe(rulesHash);
    const one = bookOf(example());
    const other = bookOf(example().replace('"priority": 800', '"priority": 801'));
    expect(new Set([rulesHash, one.hash, other.hash]).size).toBe(3);
    expect(bookOf(example()).hash).toBe(one.hash);
  });

  it('may replace a built-in agent', () => {
    const own = {
      ...definition(),
      agent: 'claude',
      replaces: 'claude',
      find: { commands: ['claude'] },
      rules: [],
    };
    const book = bookOf(JSON.stringify(own));
    const text = claudeScreen('✻ Vibing… (3s · ↓ 4 tokens)');
    expect(judgeOnce(frame({ text }), 'claude', NOW).state).toBe('working');
    expect(judgeOnce(frame({ text }), 'claude', NOW, book)).toMatchObject({
      kind: 'claude',
      state: 'unknown',
    });
    expect(book.agents.map((agent) => agent.id)).toEqual(BUILT_IN_BOOK.agents.map((agent) => agent.id));
  });

  it('judge anew when they change, though the screen does not', () => {
    const one = frame({ command: 'mender', text: screen('⣾ Reading… (2s)') });
    const [book, other] = [bookOf(example()), bookOf(example().replace('⠁-⣿', 'x'))];
    const first = judge(one, null, NOW, book);
    expect(first.judgement?.state).toBe('working');
    const second = judge(one, first.memory, NOW + 10_000, other);
    const third = judge(one, second.memory, NOW + 20_000, other);
    expect(third.judgement?.state).toBe('idle');
  });

  it('that have gone take their agent with them: it is none, it has not crashed', () => {
    const one = frame({ command: 'mender', text: screen('Done.') });
    let memory: JudgeMemory | null = judge(one, null, NOW, bookOf(example())).memory;
    expect(memory).not.toBeNull();
    for (let i = 1; i <= 4; i++) {
      const result = judge(one, memory, NOW + i * 5000);
      expect(result.judgement).toBeNull();
      memory = result.memory;
    }
  });

  it('that find an agent no more say nothing of its process', () => {
    const one = frame({ command: 'mender', text: screen('Done.'), processes: ['mender'] });
    const { memory } = judge(one, null, NOW, bookOf(example()));
    const elsewhere = bookOf(example().replace('"commands": ["mender"]', '"commands": ["fixer"]'));
    expect(judge(one, memory, NOW + 5000, elsewhere).judgement).toBeNull();
  });

  it('judge by whichever custom agent a frame shows where only the kind is known', () => {
    const one = frame({ command: 'mender', text: screen('⣾ Reading… (2s)') });
    const book = bookOf(example());
    expect(judgeOnce(one, 'custom', NOW, book)).toMatchObject({ label: 'Mender', state: 'working' });
    expect(judgeOnce(frame({ command: 'cat' }), 'custom', NOW, book)).toMatchObject({ state: 'unknown' });
  });
});

describe('what is wrong with a file is said with line, field and mend', () => {
  const said = (text: string): string[] => {
    const file = parseAgentFile(text, 'agents/m.json');
    return file.ok ? [] : file.problems.map((one) => `${describeAgentProblem(one)}; ${one.mend}`);
  };
  const changed = (from: string, to: string): string => {
    expect(example()).toContain(from);
    return example().replace(from, to);
  };

  it.each<[string, () => string, RegExp]>([
    ['nothing', () => ' \n', /^agents\/m\.json:1: is empty; write the rest of it$/],
    ['half a file', () => example().slice(0, 300), /^agents\/m\.json:\d+: is no JSON: /],
    [
      'a last comma',
      () =>
        changed('"mender 1.4, 2026-11"\n    },\n    {\n      "kind"', '"x1",\n    },\n    {\n      "kind"'),
      /^agents\/m\.json:4\d: is no JSON: .*; .*no last commas$/,
    ],
    ['a list', () => '[]', /^agents\/m\.json:1: is not an object; write an object$/],
    [
      'a missing field',
      () => changed('"prompt": "^> ?",', ''),
      /^agents\/m\.json:9: layout\.prompt: is missing; add it: a string$/,
    ],
    [
      'a field nobody knows',
      () => changed('"lines": 3', '"rows": 3'),
      /^agents\/m\.json:21: rules\.0\.rows: is no field here; /,
    ],
    [
      'a state nobody knows',
      () => changed('"state": "waiting"', '"state": "busy"'),
      /^agents\/m\.json:17: rules\.0\.state: is not one of .*; write one of starting, /,
    ],
    [
      'a broken pattern',
      () => changed('^[⠁-⣿] ', '^[⠁-⣿ '),
      /^agents\/m\.json:31: rules\.1\.any\.0: is no regular expression: /,
    ],
    [
      'a pattern that explodes',
      () => changed('^Usage limit reached', '(a+)+$'),
      /^agents\/m\.json:39: rules\.2\.any\.0: repeats a group that repeats: this can take for ever; /,
    ],
    [
      'a built-in agent',
      () => example().replaceAll('mender', 'codex'),
      /^agents\/m\.json:2: agent: codex is built in; write another word, or add "replaces": "codex"/,
    ],
    [
      'another replaced',
      () => changed('"name"', '"replaces": "codex",\n  "name"'),
      /^agents\/m\.json:3: replaces: is codex, but agent is mender; /,
    ],
    [
      'no name of its own',
      () => example().replaceAll('mender', 'custom'),
      /^agents\/m\.json:2: agent: custom is no name/,
    ],
    [
      'no way to find it',
      () => changed(/"find": \{[^}]*\}/.exec(example())![0], '"find": {}'),
      /^agents\/m\.json:4: find: has no way to find/,
    ],
    [
      'a shell as its command',
      () => changed('"commands": ["mender"]', '"commands": ["mender", "bash"]'),
      /^agents\/m\.json:5: find\.commands\.1: bash runs much else/,
    ],
    [
      'an interpreter',
      () => changed('"commands": ["mender"]', '"commands": ["python3"]'),
      /find\.commands\.0: python3 runs much else/,
    ],
    [
      'a foreign rule id',
      () => changed('"mender.idle"', '"claude.idle"'),
      /rules\.5\.id: does not begin with mender\./,
    ],
    [
      'control characters in its name',
      () => changed('"Mender"', '"Men\\u001bder"'),
      /^agents\/m\.json:3: name: has control/,
    ],
  ])('%s', (_, text, message) => {
    expect(said(text())[0]).toMatch(message);
  });

  it('all of it, not only the first', () => {
    const twice = changed('"state": "waiting"', '"state": "busy"').replace(
      '"region": "footer"',
      '"region": "feet"',
    );
    expect(said(twice)).toHaveLength(2);
  });

  it('never throws, whatever is in it', () => {
    const text = example();
    for (let i = 0; i < text.length; i += 7) {
      for (const cut of [text.slice(0, i), text.slice(i), `${text.slice(0, i)}"${text.slice(i)}`]) {
        const file = parseAgentFile(cut, 'm.json');
        if (!file.ok) expect(file.problems[0]!.message).not.toBe('');
      }
    }
  });
});
