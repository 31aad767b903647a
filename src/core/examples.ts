import type { AgentId, AgentKind, AgentState, StateDetail } from './agent.ts';
import type { DivergenceCause } from './divergence.ts';

/** What one monitor saw and said in an example of a difference. */
export interface ExampleSide {
  /** The last screen it rests on, with its SGR colours (no other control sequences), one entry a line. */
  screen: string[];
  /** Milliseconds since the epoch of its first and last capture. */
  from: number;
  to: number;
  captures: number;
  /** Whether its captures are all the same. */
  equal: boolean;
  state: AgentState;
  detail: StateDetail | null;
  rule: string;
  /** Zero-based line of the screen that decided; null when none did. */
  line: number | null;
  text: string;
  /** What it would have said, given the other's frames; null where that was not tried. */
  given: string | null;
}

/** One occurrence of a signature, with both screens. */
export interface Example {
  /** Grows with every example; identifies it. */
  id: number;
  at: number;
  agentId: AgentId;
  target: string;
  cause: DivergenceCause;
  why: string;
  /** null: this monitor does not take the pane for an agent. */
  legacy: ExampleSide | null;
  modular: ExampleSide | null;
}

/** What there is to judge a signature by. */
export interface SignatureDetail {
  signature: string;
  /** The last ones, newest first; of an agent whose screens stay the same only the newest. */
  examples: Example[];
}

/** The rule that decides on a frame, and where. */
export interface ChosenRule {
  rule: string;
  region: string;
  /** Zero-based line of the frame's text. */
  line: number | null;
  text: string;
  state: AgentState;
  detail: StateDetail | null;
}

/** A rule that was asked of a frame, and why it does or does not hold. */
export interface AskedRule {
  rule: string;
  matched: boolean;
  why: string;
}

/** Why modular judges the last frame of an agent as it does. */
export interface AgentExplanation {
  target: string;
  /** Milliseconds since the epoch of the frame. */
  at: number;
  /** null: no agent is found in the frame. `by`: what gave it away. */
  agent: { kind: AgentKind; by: string } | null;
  /** Lines of the frame. */
  lines: number;
  /** The rule that decides on this frame alone; null: nothing on the screen is known. */
  chosen: ChosenRule | null;
  /** The other rules in the order in which they were asked, and why each lost. */
  candidates: AskedRule[];
}
