/** What is remembered of one target. Times in ms since the epoch, -Infinity for never. */
export interface TargetMemory {
  /** Idle at some time since it last worked. */
  idle: boolean;
  submitted: number;
  submittedAt: number;
  crashedAt: number;
  freshAt: number;
  idleAt: number;
  seenAt: number;
}

/** What is remembered of one session. */
export interface SessionMemory {
  /** When the PM showed a crash word, within the last 30 s. */
  crashSeenAt: readonly number[];
  recoveredAt: number;
  teamIdleSince: number | null;
  /** Minutes of idleness that were told already. */
  told: readonly number[];
  seenAt: number;
}

/** Everything legacy's wanted actions depend on besides the findings of the cycle. */
export interface ActionState {
  targets: ReadonlyMap<string, TargetMemory>;
  sessions: ReadonlyMap<string, SessionMemory>;
}

/** What is remembered before the first cycle. */
export const NO_ACTIONS_YET: ActionState = { targets: new Map(), sessions: new Map() };

/** A target not seen before. */
export const NEW_TARGET: TargetMemory = {
  idle: false,
  submitted: 0,
  submittedAt: Number.NEGATIVE_INFINITY,
  crashedAt: Number.NEGATIVE_INFINITY,
  freshAt: Number.NEGATIVE_INFINITY,
  idleAt: Number.NEGATIVE_INFINITY,
  seenAt: 0,
};
/** A session not seen before. */
export const NEW_SESSION: SessionMemory = {
  crashSeenAt: [],
  recoveredAt: Number.NEGATIVE_INFINITY,
  teamIdleSince: null,
  told: [],
  seenAt: 0,
};
