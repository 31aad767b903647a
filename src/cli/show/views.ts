/** What `cutover show` can show: the views of the cockpit, and one agent. */
export const SHOWN = ['dashboard', 'agents', 'agent', 'differences', 'health', 'stage', 'events'] as const;
export type ShownView = (typeof SHOWN)[number];
