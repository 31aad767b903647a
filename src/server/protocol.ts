import { z } from 'zod';
import { CutoverError } from '../core/errors.ts';
import { expectationSchema } from '../core/frame.ts';
import { HISTORY_SPANS } from '../core/history.ts';
import { JUDGEMENT_VERDICTS } from '../core/judgement.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { STAGES } from '../core/stage.ts';
import type { Delta } from './delta.ts';

/** Both sides have to speak the same; it grows with every change that the other side would not understand. */
export const PROTOCOL = 2;
/** A message larger than this is no message of ours, in bytes: a Snapshot of 2,000 agents has 2 MB. */
export const LARGEST_MESSAGE = 32 * 1024 * 1024;

const text = z.string().max(10_000);
const actSchema = z.object({ who: text, why: text });
const stageSchema = z.enum(STAGES);
const rulingSchema = z.union([
  z.object({ verdict: z.enum(JUDGEMENT_VERDICTS).exclude(['ignored']), until: z.null() }),
  z.object({ verdict: z.literal('ignored'), until: z.number() }),
]);

/** What a client may ask, by the names of EngineClient's methods, with their parameters in order (as `given`). */
export const REQUESTS = {
  previewStage: z.tuple([stageSchema]),
  setStage: z.tuple([stageSchema, text, actSchema]),
  rollBack: z.tuple([actSchema]),
  pause: z.tuple([actSchema]),
  resume: z.tuple([actSchema]),
  approve: z.tuple([actSchema]),
  freeze: z.tuple([z.number().nullable(), actSchema]),
  unfreeze: z.tuple([actSchema]),
  retry: z.tuple([stageSchema, actSchema]),
  drill: z.tuple([actSchema]),
  agentDetail: z.tuple([text]),
  signatureDetail: z.tuple([text]),
  judge: z.tuple([text, rulingSchema, actSchema]),
  undoJudgement: z.tuple([text, actSchema]),
  labelAgent: z.tuple([text, z.number(), expectationSchema, actSchema]),
  undoLabel: z.tuple([text, actSchema]),
  explainAgent: z.tuple([text]),
  writeExample: z.tuple([text, z.number().int().min(0)]),
  healthHistory: z.tuple([z.enum(HISTORY_SPANS)]),
  stageHistory: z.tuple([]),
  refresh: z.tuple([]),
} as const;
export type RequestName = keyof typeof REQUESTS;

/** Requests beside those of EngineClient. */
export const HELLO = 'hello';
export const SNAPSHOT = 'snapshot';
export const SHUTDOWN = 'shutdown';
/** Notification of a change. */
export const CHANGED = 'changed';

/** The greeting of a client. */
export const helloSchema = z.object({ protocol: z.number(), version: text });

const snapshotSchema = z.custom<Snapshot>(
  (value) =>
    z
      .looseObject({
        v: z.literal(1),
        sequence: z.number(),
        rows: z.array(z.looseObject({ id: z.string() })),
        events: z.array(z.looseObject({ id: z.number() })),
        stage: z.looseObject({ current: stageSchema }),
        rollout: z.looseObject({}),
        actions: z.looseObject({}),
        flags: z.looseObject({ path: z.string() }),
      })
      .safeParse(value).success,
  'is no snapshot',
);

/** The answer to it. */
export const welcomeSchema = z.object({
  protocol: z.number(),
  version: text,
  pid: z.number().int(),
  startedAt: z.number(),
  snapshot: snapshotSchema,
});
export type Welcome = z.infer<typeof welcomeSchema>;

/** A change as it is sent: what differs, or the whole. */
export const changedSchema = z.union([
  z.object({ snapshot: snapshotSchema }),
  z.object({
    delta: z.custom<Delta>(
      (value) =>
        z
          .looseObject({
            from: z.number(),
            sequence: z.number(),
            set: z.looseObject({}),
            unset: z.array(z.string()),
            rows: z.object({
              order: z.array(z.string()).nullable(),
              changed: z.array(z.looseObject({ id: z.string() })),
            }),
            events: z.object({
              first: z.number().nullable(),
              added: z.array(z.looseObject({ id: z.number() })),
            }),
          })
          .safeParse(value).success,
      'is no change',
    ),
  }),
]);
export type Changed = z.infer<typeof changedSchema>;

/** What of a CutoverError crosses the socket. */
export const errorDataSchema = z.object({ code: text, mend: text });

/** The other side speaks another protocol. */
export function mismatch(theirs: { protocol: number; version: string }): CutoverError {
  return new CutoverError(
    'protocol',
    `the cutover that runs is version ${theirs.version} and speaks protocol ${theirs.protocol}, this one speaks ${PROTOCOL}`,
    'end it with `cutover kill-server` of its version, or by its pid, and start this one',
  );
}
