import type { AgentId } from './agent.ts';
import type { Divergence } from './divergence.ts';
import type { AgentExplanation, SignatureDetail } from './examples.ts';
import type { DiffLine, FlagsWritten } from './flags.ts';
import type { Expectation } from './frame.ts';
import type { HealthHistory, HistorySpan, StageChange } from './history.ts';
import type { Judgement, Ruling, StateLabel } from './judgement.ts';
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
  /** Times and agents of the divergence's signature, and what the operator says of it. */
  signature: { times: number; agents: number; judgement: Judgement | null } | null;
  /** The last label that an operator gave a screen of this agent. */
  label: { at: number; who: string; expect: Expectation } | null;
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
  /** Holds the rollout where it is; a rollback is not held. The acts from here on throw CutoverError when refused. */
  pause(act: Act): Promise<void>;
  resume(act: Act): Promise<void>;
  /** Approves the next step as it is seen now: any change of stage, config or evidence voids it. */
  approve(act: Act): Promise<void>;
  /** No promotion until then (ms since the epoch; null: until `unfreeze`). */
  freeze(until: number | null, act: Act): Promise<void>;
  unfreeze(act: Act): Promise<void>;
  /** After a rollback: begins again at this stage. */
  retry(stage: Stage, act: Act): Promise<void>;
  /** Begins a rollback drill; the Snapshot tells how it goes. */
  drill(act: Act): Promise<void>;
  /** One agent in full, with a fresh capture. */
  agentDetail(id: AgentId): Promise<AgentDetail>;
  /** The examples of a signature; none when it has not been seen since the start. */
  signatureDetail(signature: string): Promise<SignatureDetail>;
  /** Records who is right where this signature occurs. Throws CutoverError when that could not be written. */
  judge(signature: string, ruling: Ruling, act: Act): Promise<void>;
  /** Takes the last judgement of this signature back and returns it. Throws CutoverError when there is none. */
  undoJudgement(signature: string, act: Act): Promise<Judgement>;
  /**
   * Records what the screen that `agentDetail` captured at `capturedAt` really shows. Throws CutoverError when that
   * screen is not known any more, or when it could not be written.
   */
  labelAgent(id: AgentId, capturedAt: number, expect: Expectation, act: Act): Promise<void>;
  /** Takes the last label of this agent back and returns it. Throws CutoverError when there is none. */
  undoLabel(id: AgentId, act: Act): Promise<StateLabel>;
  /** Why modular says what it says of this agent. Throws CutoverError when it has no frame of it. */
  explainAgent(id: AgentId): Promise<AgentExplanation>;
  /** Writes the screens of an example as a recording beside the labels; returns its path. Throws CutoverError. */
  writeExample(signature: string, example: number): Promise<string>;
  /** Health over time. Throws CutoverError when another engine keeps it. */
  healthHistory(span: HistorySpan): Promise<HealthHistory>;
  /** The stages so far with their reasons, newest first. Throws CutoverError when another engine keeps them. */
  stageHistory(): Promise<StageChange[]>;
  /** Asks both monitors for a cycle now. */
  refresh(): void;
  /** Leaves the engine; what an in-process engine holds is released. */
  close(): Promise<void>;
}
