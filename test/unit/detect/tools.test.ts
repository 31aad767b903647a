import { describe, expect, it } from 'vitest';
import { CutoverError } from '../../../src/core/errors.ts';
import { explain } from '../../../src/detect/explain.ts';
import { judgeOnce } from '../../../src/detect/judge.ts';
import { casesOf, parseRecording } from '../../../src/detect/recording.ts';
import { type CaseVerdict, formatScore, score } from '../../../src/detect/score.ts';
import { claudeScreen, frame } from './fixtures.ts';

describe('explain', () => {
  const working = frame({ text: claudeScreen('✻ Vibing… (3s · ↓ 4 tokens)'), title: '✳ x' });

  it('says which rule decides, on which line, and why each other one does not', () => {
    const { discovery, chosen, candidates } = explain(working, { now: 0 });
    expect(discovery).toEqual({ kind: 'claude', agent: 'claude', by: 'command', text: 'claude' });
    expect(chosen).toEqual({
      rule: 'claude.working.status',
      region: 'above_prompt',
      line: 0,
      text: '✻ Vibing… (3s · ↓ 4 tokens)',
      state: 'working',
      detail: null,
    });
    const why = new Map(candidates.map((candidate) => [candidate.rule, candidate.why]));
    expect(why.get('claude.working.status')).toMatch(/^decides: /);
    expect(why.get('claude.idle')).toMatch(/^holds, but is asked later/);
    expect(why.get('claude.working.title')).toMatch(/^nothing in title matches/);
    expect(candidates[0]?.rule).toBe('claude.limit.menu');
  });

  it('names the rule that came close, in the verdict too', () => {
    const dialog = `${'─'.repeat(80)}\n Do you want to proceed?\n ❯ 1. Yes\n\n Esc to cancel`;
    const { evidence } = judgeOnce(frame({ text: dialog, title: '⠂ x' }), 'claude', 0);
    expect(evidence.rule).toBe('claude.waiting.permission');
    expect(evidence.nearly).toEqual({
      rule: 'claude.waiting.unknown',
      why: 'claude.waiting.permission is asked first',
    });
    const typed = judgeOnce(frame({ text: claudeScreen('● Done.', 'more') }), 'claude', 0);
    expect(typed.evidence.nearly?.rule).not.toBe('claude.queued');
  });

  it('explains a screen as the agent one asks for', () => {
    const { chosen } = explain(frame({ command: '', text: '› Ask Codex to do anything\n\n  gpt-5 · ~/p' }), {
      kind: 'codex',
      now: 0,
    });
    expect(chosen?.rule).toBe('codex.idle');
  });

  it('finds nothing to explain in a shell', () => {
    expect(explain(frame({ command: 'bash', text: '$ ' }), { now: 0 })).toEqual({
      discovery: null,
      chosen: null,
      candidates: [],
    });
  });
});

describe('recordings', () => {
  const line = JSON.stringify(frame({ case: 'a' }));
  const failure = (text: string): CutoverError => {
    try {
      parseRecording(text, 'x.jsonl');
    } catch (error) {
      if (error instanceof CutoverError) return error;
    }
    throw new Error('no CutoverError');
  };

  it('are frames by line, blank lines skipped, grouped by case or pane', () => {
    const frames = parseRecording(`${line}\n\n${JSON.stringify(frame({ paneId: '%9' }))}\n${line}\n`, 'x');
    expect([...casesOf(frames)].map(([name, list]) => [name, list.length])).toEqual([
      ['a', 2],
      ['%9', 1],
    ]);
  });

  it.each([
    ['no JSON', `${line}\n{"v":1`, /^x\.jsonl:2: is no JSON/, /incomplete/],
    [
      'a wrong field',
      line.replace('"cols":80', '"cols":"80"'),
      /^x\.jsonl:1: cols: /,
      /Correct cols in line 1/,
    ],
    ['a field of a label', `{"v":1}\n${line}`, /^x\.jsonl:1: t: /, /Correct t/],
    ['another version', line.replace('"v":1', '"v":2'), /version 2/, /update/],
  ])('%s is told with file, line, field and mend', (_, text, message, mend) => {
    const error = failure(text);
    expect(error.message).toMatch(message);
    expect(error.mend).toMatch(mend);
  });
});

describe('score', () => {
  const verdict = (fields: Partial<CaseVerdict>): CaseVerdict => ({
    case: 'c',
    agent: 'claude',
    state: 'idle',
    detail: null,
    rule: 'claude.idle',
    line: 3,
    ...fields,
  });
  const result = score([
    verdict({ case: 'right', expect: { agent: 'claude', state: ['fresh', 'idle'] } }),
    verdict({
      case: 'none',
      agent: null,
      state: null,
      rule: null,
      line: null,
      expect: { agent: null, state: null },
    }),
    verdict({ case: 'wrong state', expect: { agent: 'claude', state: 'working' } }),
    verdict({ case: 'wrong agent', expect: { agent: 'codex', state: 'idle' } }),
    verdict({
      case: 'detail',
      state: 'waiting',
      detail: 'plan',
      expect: { agent: 'claude', state: 'waiting', detail: 'question' },
    }),
    verdict({ case: 'no label' }),
  ]);

  it('counts what is right by agent and state', () => {
    expect(result.all).toEqual({ right: 3, of: 5 });
    expect(result.details).toEqual({ right: 0, of: 1 });
    expect(result.unlabelled).toBe(1);
    expect(result.byAgent.get('claude')?.get('fresh')).toEqual({ right: 1, of: 1 });
    expect(result.byAgent.get('none')?.get('none')).toEqual({ right: 1, of: 1 });
    expect(result.confusion.get('working')?.get('idle')).toBe(1);
    expect(result.wrong.map(({ case: name }) => name)).toEqual(['wrong state', 'wrong agent']);
  });

  it('prints it', () => {
    const text = formatScore(result);
    expect(text).toContain('accuracy  3 of 5 (60.0 %)');
    expect(text).toContain('working         → idle 1');
    expect(text).toContain('wrong agent: claude idle (claude.idle), labelled codex idle');
  });
});
