import type { IdleKind } from './idle-kind.ts';
import type { LegacyState } from './judge.ts';

/** What legacy found of one agent in a cycle. */
export interface AgentFinding {
  session: string;
  /** `session:window` */
  target: string;
  /** Role label: `QA Engineer`. */
  label: string;
  isPm: boolean;
  state: LegacyState;
  uiPresent: boolean;
  /** Set when idle. */
  idleKind: IdleKind | null;
}

/** What a look at the PM of a session showed; `not_due`: legacy does not look so soon after a recovery. */
export type PmLook = 'missing' | 'crash_word' | 'no_interface' | 'unhealthy' | 'healthy' | 'not_due';

/** The project manager of a session that has agents. */
export interface PmFinding {
  session: string;
  /** `session:window`; null when no window has a PM's name. */
  target: string | null;
  look: PmLook;
  /** The word that looks like a crash; empty otherwise. */
  word: string;
}

/** Everything legacy found in one cycle, in the order it looked. */
export interface LegacyFindings {
  agents: readonly AgentFinding[];
  pms: readonly PmFinding[];
}
