import type { Role } from '../core/agent.ts';

/** In the order in which they are asked: `qa-engineer` is qa, `backend-dev` is backend. */
const ROLE_WORDS: readonly (readonly [Role, ReadonlySet<string>])[] = [
  ['pm', new Set(['pm', 'manager', 'projectmanager', 'orchestrator'])],
  ['backend', new Set(['backend', 'be'])],
  ['frontend', new Set(['frontend', 'fe', 'ui'])],
  ['devops', new Set(['devops', 'ops', 'sre', 'infra'])],
  ['qa', new Set(['qa', 'test', 'tests', 'tester', 'testing'])],
  ['reviewer', new Set(['reviewer', 'review', 'reviews'])],
  ['researcher', new Set(['researcher', 'research'])],
  ['writer', new Set(['writer', 'docs', 'documentation', 'doc'])],
  ['developer', new Set(['developer', 'dev', 'engineer', 'eng', 'coder', 'programmer'])],
];

/**
 * Role of an agent by the words of its window's name (MONITORS.md B): words, not substrings, so `npm` is no pm.
 * `fixPM2` splits into `fix`, `pm`; a name without a known word is an `agent`.
 */
export function roleOf(windowName: string): Role {
  const words = windowName
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}]+/u);
  return ROLE_WORDS.find(([, known]) => words.some((word) => known.has(word)))?.[0] ?? 'agent';
}
