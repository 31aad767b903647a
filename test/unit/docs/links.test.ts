import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

it.each(['README.md', ...globSync('docs/*.md')])('%s links to files that are there', (path) => {
  const links = [...readFileSync(path, 'utf8').matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, link]) => link!);
  const broken = links.filter((link) => !/^https?:/.test(link) && !existsSync(join(dirname(path), link)));
  expect(broken).toEqual([]);
});
