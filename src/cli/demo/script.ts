/** One scene of an agent's play: a recorded screen, and how long it stays in seconds. `crash` ends the process. */
export interface Scene {
  screen: string | 'crash';
  seconds: number;
}

/** One agent of the demo. Legacy knows agents by their window's name only, so one of them has a name it does not know. */
export interface DemoAgent {
  session: string;
  window: string;
  /** Name of the process, as tmux shows it. */
  command: 'claude' | 'codex' | 'opencode';
  scenes: Scene[];
}

/** Keys that an operator may type into a pane of the demo, and the kind of screen they ask for. */
export const SCENE_KEYS: Record<string, string> = {
  w: 'working',
  p: 'permission',
  i: 'idle',
  l: 'limit',
  c: 'crash',
};

const scene = (screen: string, seconds: number): Scene => ({ screen, seconds });

/** A PM and five agents of three kinds in two sessions; everything an agent can go through happens within a minute. */
export const DEMO_AGENTS: DemoAgent[] = [
  {
    session: 'shop',
    window: 'claude-pm',
    command: 'claude',
    scenes: [scene('claude.working', 25), scene('claude.idle', 20), scene('claude.thinking', 15)],
  },
  {
    session: 'shop',
    window: 'claude-developer',
    command: 'claude',
    scenes: [scene('claude.plan', 30), scene('claude.working', 25), scene('claude.permission', 30)],
  },
  {
    session: 'shop',
    window: 'qa',
    command: 'codex',
    scenes: [scene('codex.working', 35), scene('codex.permission', 20), scene('codex.idle', 20)],
  },
  {
    session: 'api',
    window: 'backend',
    command: 'claude',
    scenes: [scene('claude.working', 18), scene('claude.limit', 600)],
  },
  {
    session: 'api',
    window: 'frontend',
    command: 'opencode',
    scenes: [scene('opencode.working', 20), scene('opencode.idle', 25), scene('opencode.permission', 20)],
  },
  {
    session: 'api',
    window: 'docs',
    command: 'claude',
    scenes: [scene('claude.idle', 15), scene('claude.working', 25), scene('crash', 0)],
  },
];
