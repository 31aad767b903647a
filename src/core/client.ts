import type { AgentId } from './agent.ts';
import type { Divergence } from './divergence.ts';
import type { DiffLine, FlagsWritten } from './flags.ts';
import type { Evidence, MonitorName } from './report.ts';
import type { Snapshot } from './snapshot.ts';
import type { Stage } from './stage.ts';

/** Who asks for something, and why; recorded with the act. */
export interface Act {
  who: string;
  why: string;
}

/** What a stage change would write, for the operator to see first. */
export interface StagePreview {
  path: string;
  from: { stage: Stage; percentage: number };
  to: { stage: Stage; percentage: number };
  diff: DiffLine[];
  /** The content this preview was made from; `setStage` refuses when the file has moved on. */
  revision: string;
  /** Health checks that do not pass: the operator should know before advancing. */
  warnings: string[];
}

/** Everything about one agent, for the agent view. Asked for, not part of the Snapshot. */
export interface AgentDetail {
  id: AgentId;
  /** The live screen with its SGR colours (no other control sequences), one entry a line. */
  screen: string[];
  cols: number;
  rows: number;
  capturedAt: number;
  /** Set when the pane did not answer; `screen` is then the last known one. */
  problem: string | null;
  evidence: Partial<Record<MonitorName, Evidence>>;
  divergence: Divergence | null;
  /** Times and agents of the divergence's signature. */
  signature: { times: number; agents: number } | null;
  /** States over time, oldest first: what each monitor said from `at` on. */
  history: { at: number; monitor: MonitorName; state: string }[];
}

/**
 * A window's view of the engine: the only thing `ui/` knows of it. Runs in the process for now; a socket can stand
 * between the two without a change to a window.
 */
export interface EngineClient {
  /** The newest snapshot. */
  snapshot(): Snapshot;
  /** Calls back at every new snapshot until the returned function is called. */
  subscribe(listener: (snapshot: Snapshot) => void): () => void;
  /** What changing to this stage would write. Throws CutoverError when the file cannot be read. */
  previewStage(stage: Stage): Promise<StagePreview>;
  /** Writes the stage if the file is still at `revision`. Throws CutoverError otherwise; nothing is written then. */
  setStage(stage: Stage, revision: string, act: Act): Promise<FlagsWritten>;
  /** Writes `disabled`, 0 %, whatever else the file says. Throws CutoverError when it could not be written. */
  rollBack(act: Act): Promise<FlagsWritten>;
  /** One agent in full, with a fresh capture. */
  agentDetail(id: AgentId): Promise<AgentDetail>;
  /** Asks both monitors for a cycle now. */
  refresh(): void;
  /** Leaves the engine; what an in-process engine holds is released. */
  close(): Promise<void>;
}
