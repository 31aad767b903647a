import { z } from 'zod';
import { agentStateSchema, stateDetailSchema } from '../../core/agent.ts';

/** Matters of an agent that its PM is told of, each named by the state it comes with. */
const MATTERS = ['crashed', 'error', 'fresh', 'idle', 'waiting'] as const;
export type Matter = (typeof MATTERS)[number];

/** What was not seen for so long is forgotten. */
export const FORGOTTEN_MS = 3_600_000;

const time = z.number();
const count = z.int().min(0);

const queuedSchema = z.strictObject({
  /** Hash of the text in the prompt. */
  text: z.string(),
  /** Hash of the screen from the prompt on. */
  below: z.string(),
  /** Since when both have stood unchanged. */
  since: time,
  attempts: count,
  /** When the last attempt was wanted; null: none so far. */
  at: time.nullable(),
});

const agentSchema = z.strictObject({
  id: z.string(),
  session: z.string(),
  state: agentStateSchema,
  detail: stateDetailSchema.nullable(),
  /** Since when state and detail have been so. */
  since: time,
  seenAt: time,
  /** Seen at work at some time. */
  worked: z.boolean(),
  /** When the PM was last told of each matter. */
  told: z.array(z.strictObject({ matter: z.enum(MATTERS), at: time })),
  queued: queuedSchema.nullable(),
});
/** What is remembered of one agent. Times in ms since the epoch. */
export type AgentMemory = z.infer<typeof agentSchema>;

const pmSchema = z.strictObject({
  id: z.string(),
  target: z.string(),
  /** When the usage limit ends that it was last seen alive with; null: it was not limited. */
  limitedUntil: time.nullable(),
  /** Cycles in a row in which no PM was seen. */
  missing: count,
  /** Why its crash is proven; null: it is not. */
  crashed: z.string().nullable(),
});
/** The PM of a session that was last seen alive, and what has become of it. */
export type PmMemory = z.infer<typeof pmSchema>;

const sessionSchema = z.strictObject({
  session: z.string(),
  pm: pmSchema.nullable(),
  /** Since when all agents of the session have been idle or fresh; null: they are not. */
  idleSince: time.nullable(),
  /** How many of the notices about that are behind it. */
  idleTold: count,
});
/** What is remembered of one session. */
export type SessionMemory = z.infer<typeof sessionSchema>;

const teamSchema = z.strictObject({
  v: z.literal(1),
  agents: z.array(agentSchema),
  sessions: z.array(sessionSchema),
});
/** What modular's wishes rest on besides the observations of a cycle. Plain data, made to outlive a restart. */
export type TeamMemory = z.infer<typeof teamSchema>;

/** What is remembered before the first cycle. Not to be changed. */
export const NO_TEAM_MEMORY: TeamMemory = { v: 1, agents: [], sessions: [] };

/** Reads a memory back. Anything that is none, or one of another version, is no memory. */
export function parseTeamMemory(value: unknown): TeamMemory {
  const parsed = teamSchema.safeParse(value);
  return parsed.success ? parsed.data : NO_TEAM_MEMORY;
}
