import type { Role } from '../../core/agent.ts';

/** Legacy knows windows by their names alone; parts of words count, so `npm-run` has a `pm`. */
const AGENT_PREFIX = 'claude-';
const AGENT_PARTS = ['pm', 'developer', 'qa', 'engineer', 'devops', 'backend', 'frontend'];
/** `claude-pm` and `project-manager` are among the original's patterns too; these two contain them. */
const PM_PARTS = ['pm', 'manager'];
const ROLE_BY_PARTS: readonly [readonly string[], { role: Role; label: string }][] = [
  [PM_PARTS, { role: 'pm', label: 'Project Manager' }],
  [['backend'], { role: 'backend', label: 'Backend Dev' }],
  [['frontend'], { role: 'frontend', label: 'Frontend Dev' }],
  [['qa', 'test'], { role: 'qa', label: 'QA Engineer' }],
  [['devops'], { role: 'devops', label: 'DevOps' }],
];
const DEVELOPER = { role: 'developer', label: 'Developer' } as const;

function hasPart(windowName: string, parts: readonly string[]): boolean {
  const name = windowName.toLowerCase();
  return parts.some((part) => name.includes(part));
}

/** Whether legacy takes the window for an agent. */
export function isLegacyAgentWindow(windowName: string): boolean {
  return windowName.toLowerCase().startsWith(AGENT_PREFIX) || hasPart(windowName, AGENT_PARTS);
}

/** Whether legacy takes the window for its session's project manager; the first such window is the one. */
export function isLegacyPmWindow(windowName: string): boolean {
  return hasPart(windowName, PM_PARTS);
}

/** The role legacy reads from a window's name, with the label it shows. */
export function legacyRole(windowName: string): { role: Role; label: string } {
  return ROLE_BY_PARTS.find(([parts]) => hasPart(windowName, parts))?.[1] ?? DEVELOPER;
}
