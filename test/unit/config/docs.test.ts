import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseSettings } from '../../../src/config/settings.ts';
import { settingsTables } from './settings-table.ts';

const DOCS = 'docs/configuration.md';
const BEGIN = '<!-- settings: made from the schema by npm run docs:configuration -->';
const END = '<!-- end of settings -->';

it('the manual has the settings that the schema has', () => {
  const text = readFileSync(DOCS, 'utf8');
  const from = text.indexOf(BEGIN);
  const to = text.indexOf(END);
  expect(from).toBeGreaterThan(0);
  expect(to).toBeGreaterThan(from);
  const made = `${text.slice(0, from + BEGIN.length)}\n\n${settingsTables()}\n\n${text.slice(to)}`;
  if (process.env.UPDATE_DOCS === '1') writeFileSync(DOCS, made);
  expect(readFileSync(DOCS, 'utf8'), 'run npm run docs:configuration').toBe(made);
});

it('names every setting with what may be written, and the example is taken', () => {
  const rows = settingsTables()
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  expect(rows.length).toBeGreaterThan(60);
  for (const row of rows)
    expect(row).toMatch(/^\| `[\w$.[\]]+` \| [^|]*\S[^|]* \| (`.*`|–|needed) \| .* \|$/);
  const example = /```json\n([\s\S]*?)```/.exec(readFileSync(DOCS, 'utf8'))?.[1] ?? '';
  expect(parseSettings(example, 'config.json')).toMatchObject({ ok: true });
});
