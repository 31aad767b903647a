import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { transitions } from './transitions.ts';

const DOCS = 'docs/rollout.md';
const BEGIN =
  '<!-- transitions: made from the code by UPDATE_DOCS=1 npx vitest run test/unit/rollout/docs.test.ts -->';
const END = '<!-- end of transitions -->';

describe(DOCS, () => {
  it('has the transitions that the code has', () => {
    const text = readFileSync(DOCS, 'utf8');
    const from = text.indexOf(BEGIN);
    const to = text.indexOf(END);
    expect(from).toBeGreaterThan(0);
    expect(to).toBeGreaterThan(from);
    const made = `${text.slice(0, from + BEGIN.length)}\n\n${transitions()}\n\n${text.slice(to)}`;
    if (process.env.UPDATE_DOCS === '1') writeFileSync(DOCS, made);
    expect(readFileSync(DOCS, 'utf8'), 'run it with UPDATE_DOCS=1').toBe(made);
  });
});
