import { describe, expect, it } from 'vitest';
import { compareRules, compileAgent } from '../../../src/detect/compile.ts';
import { AGENTS, rulesHash } from '../../../src/detect/registry.ts';
import { type AgentRulesInput, agentRulesSchema, ruleSchema } from '../../../src/detect/rule.ts';

const minimal = (rules: AgentRulesInput['rules']): AgentRulesInput => ({
  agent: 'mine',
  name: 'Mine',
  find: { commands: ['mine'] },
  layout: { prompt: '^mine> ' },
  rules,
});
const idle: AgentRulesInput['rules'][number] = {
  id: 'mine.idle',
  state: 'idle',
  priority: 1,
  region: 'prompt_box',
  prompt: 'shown',
  seen: 'mine 1, 2026-11',
};

describe('rules as data', () => {
  it('survive JSON: what is built in could come from a file', () => {
    for (const agent of AGENTS) {
      const read = compileAgent(JSON.parse(JSON.stringify(agent.source)));
      expect(read.source).toEqual(agent.source);
    }
  });

  it('have unique ids that begin with their agent, and say where they were seen', () => {
    for (const { kind, source } of AGENTS) {
      for (const rule of source.rules) {
        expect(rule.id.startsWith(`${kind}.`), rule.id).toBe(true);
        expect(rule.seen, rule.id).toMatch(/\d/);
      }
    }
    const ids = AGENTS.flatMap(({ source }) => source.rules.map((rule) => rule.id));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('are asked in a total order: priority, then id', () => {
    const rules = AGENTS.flatMap(({ source }) => source.rules);
    const forwards = [...rules].sort(compareRules).map((rule) => rule.id);
    const backwards = [...rules]
      .reverse()
      .sort(compareRules)
      .map((rule) => rule.id);
    expect(backwards).toEqual(forwards);
  });

  it('have a hash that changes with them', () => {
    expect(rulesHash).toMatch(/^[0-9a-f]{8,14}$/);
  });

  it('take a rule without a kind for one that says a state', () => {
    expect(ruleSchema.parse(idle)).toMatchObject({ kind: 'state', state: 'idle' });
  });
});

describe('what is wrong with a rule is said with its field', () => {
  const issueOf = (input: unknown): string => {
    const result = agentRulesSchema.safeParse(input);
    const issue = result.error?.issues[0];
    return issue === undefined ? 'fine' : `${issue.path.join('.')}: ${issue.message}`;
  };

  it.each<[string, unknown, RegExp]>([
    ['a broken pattern', minimal([{ ...idle, any: ['('] }]), /^rules\.0\.any\.0: is no regular expression/],
    [
      'a pattern that explodes',
      minimal([{ ...idle, any: ['(a+)+$'] }]),
      /^rules\.0\.any\.0: repeats a group/,
    ],
    ['an unknown state', minimal([{ ...idle, state: 'busy' as never }]), /^rules\.0\.state: /],
    ['an unknown region', minimal([{ ...idle, region: 'top' as never }]), /^rules\.0\.region: /],
    ['an unknown field', minimal([{ ...idle, regexp: 'x' } as never]), /^rules\.0: .*regexp/],
    ['an id that exists', minimal([idle, idle]), /^rules\.1\.id: mine\.idle exists already/],
    [
      'an id of another agent',
      minimal([{ ...idle, id: 'your.idle' }]),
      /^rules\.0\.id: does not begin with mine\./,
    ],
    ['no source', minimal([{ ...idle, seen: '' }]), /^rules\.0\.seen: /],
  ])('%s', (_, input, message) => {
    expect(issueOf(input)).toMatch(message);
  });

  it('accepts what is right', () => {
    expect(issueOf(minimal([idle]))).toBe('fine');
  });
});
