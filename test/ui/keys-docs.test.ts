import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { keysTable } from './support/keys-table.ts';

const DOCS = 'docs/keys.md';
const BEGIN = '<!-- keys: made from the registry by npm run docs:keys -->';
const END = '<!-- end of keys -->';

it('the manual has the keys that the registry has', () => {
  const text = readFileSync(DOCS, 'utf8');
  const from = text.indexOf(BEGIN);
  const to = text.indexOf(END);
  expect(from).toBeGreaterThan(0);
  expect(to).toBeGreaterThan(from);
  const made = `${text.slice(0, from + BEGIN.length)}\n\n${keysTable()}\n\n${text.slice(to)}`;
  if (process.env.UPDATE_DOCS === '1') writeFileSync(DOCS, made);
  expect(readFileSync(DOCS, 'utf8'), 'run npm run docs:keys').toBe(made);
});

it('says every command of a place that has one key or none', () => {
  for (const line of keysTable()
    .split('\n')
    .filter((one) => one.startsWith('| `') || one.startsWith('| –')))
    expect(line).toMatch(/^\| (–|`.+`) \| .*\| `[a-z._0-9]+` \|$/);
});
