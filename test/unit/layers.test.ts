import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

/** DESIGN.md §2: what each folder of src/ may import besides its own files and packages. */
const PURE = ['core'];
const MAY_IMPORT: Record<string, string[]> = {
  core: [],
  detect: PURE,
  statistics: PURE,
  compare: [...PURE, 'detect'],
  health: [...PURE, 'statistics'],
  rollout: [...PURE, 'statistics'],
  tmux: floor1(),
  actions: floor1(),
  monitors: floor1(),
  journal: floor1(),
  flags: floor1(),
  config: floor1(),
  recording: floor1(),
  notify: floor1(),
  process: floor1(),
  live: floor1(),
  engine: [
    ...floor1(),
    'tmux',
    'monitors',
    'actions',
    'flags',
    'config',
    'journal',
    'recording',
    'notify',
    'process',
    'live',
  ],
  server: [...floor1(), 'engine'],
  ui: [...floor1(), 'server'],
  cli: [...floor1(), 'server', 'ui'],
};
/** Node's modules that touch the world: clocks, files, processes. Floors 0 and 1 must not. */
const WORLD = /^node:(fs|child_process|net|os|process|timers|worker_threads|sqlite|tty)/;
const NO_WORLD = ['core', 'detect', 'statistics', 'compare', 'health', 'rollout'];

function floor1(): string[] {
  return ['core', 'detect', 'statistics', 'compare', 'health', 'rollout'];
}

/** Breaches of the layers by one file, as sentences. */
function breachesOf(path: string, source: string): string[] {
  const folder = path.split('/')[1] ?? '';
  const allowed = MAY_IMPORT[folder];
  if (allowed === undefined) return [`${path}: ${folder} is no folder of the design`];
  const breaches: string[] = [];
  const imports = source.matchAll(
    /(?:^|\n)\s*(?:import|export)\b[^;'"]*?from\s+'([^']+)'|import\(\s*'([^']+)'\s*\)/g,
  );
  for (const match of imports) {
    const name = match[1] ?? match[2] ?? '';
    if (NO_WORLD.includes(folder) && WORLD.test(name)) breaches.push(`${path} imports ${name}`);
    if (!name.startsWith('.')) continue;
    const target = normalize(join(dirname(path), name));
    if (!target.startsWith('src/')) continue;
    const other = target.split('/')[1] ?? '';
    if (other !== folder && !allowed.includes(other))
      breaches.push(`${path} imports ${relative('src', target)}`);
  }
  if (
    NO_WORLD.includes(folder) &&
    /\bDate\.now\(\)|\bMath\.random\(|\bprocess\.(env|cwd|hrtime)|new Date\(\)/.test(source)
  ) {
    breaches.push(`${path} reads a clock, chance or the environment`);
  }
  return breaches;
}

describe('layers', () => {
  it('import downwards only', () => {
    const files = globSync('src/**/*.{ts,tsx}').map((file) => file.replaceAll('\\', '/'));
    expect(files.length).toBeGreaterThan(50);
    expect(files.flatMap((file) => breachesOf(file, readFileSync(file, 'utf8')))).toEqual([]);
  });

  it.each([
    ['src/core/a.ts', "import { x } from '../detect/b.ts';"],
    ['src/detect/a.ts', "import {\n  x,\n} from '../compare/b.ts';"],
    ['src/health/a.ts', "import { x } from '../compare/b.ts';"],
    ['src/flags/a.ts', "import { x } from '../tmux/b.ts';"],
    ['src/engine/a.ts', "import type { x } from '../server/b.ts';"],
    ['src/ui/views/a.tsx', "const m = await import('../../engine/b.ts');"],
    ['src/cli/a.ts', "export { x } from '../engine/b.ts';"],
    ['src/rollout/a.ts', 'const now = Date.now();'],
    ['src/detect/a.ts', "import { readFile } from 'node:fs/promises';"],
    ['src/helpers/a.ts', ''],
  ])('a breach in %s is found', (path, source) => {
    expect(breachesOf(path, source)).toHaveLength(1);
  });
});
