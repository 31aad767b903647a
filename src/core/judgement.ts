import { z } from 'zod';
import { frameSchema } from './frame.ts';

/** What an operator says of a signature, with its examples in view (MONITORS.md C). */
export const JUDGEMENT_VERDICTS = ['modular_right', 'legacy_right', 'both_wrong', 'ignored'] as const;
export type JudgementVerdict = (typeof JUDGEMENT_VERDICTS)[number];

/** What every line of the labels says: which one it is, when, by whom and why. */
const line = {
  v: z.literal(1),
  id: z.string().min(1),
  /** Milliseconds since the epoch. */
  at: z.number(),
  who: z.string(),
  why: z.string(),
};

const judgementSchema = z
  .object({
    ...line,
    kind: z.literal('judgement'),
    signature: z.string().min(1),
    verdict: z.enum(JUDGEMENT_VERDICTS),
    /** Milliseconds since the epoch from which on an ignored signature is a question again; null for the others. */
    until: z.number().nullable(),
  })
  .refine(({ verdict, until }) => (verdict === 'ignored') === (until !== null), {
    path: ['until'],
    message: 'is for an ignored signature, and it needs one',
  });

const stateLabelSchema = z.object({
  ...line,
  kind: z.literal('label'),
  /** Identity of the agent when it was labelled. */
  agentId: z.string().min(1),
  /** The screen that was in view; its `expect` is the label. */
  frame: frameSchema.required({ expect: true }),
});

const undoSchema = z.object({
  ...line,
  kind: z.literal('undo'),
  /** `id` of the line that counts no more. */
  of: z.string().min(1),
});

/** One line of the labels: nothing is ever erased, an undo is a line of its own. */
export const labelLineSchema = z.discriminatedUnion('kind', [judgementSchema, stateLabelSchema, undoSchema]);
export type LabelLine = z.infer<typeof labelLineSchema>;
export type Judgement = z.infer<typeof judgementSchema>;
export type StateLabel = z.infer<typeof stateLabelSchema>;
export type Undo = z.infer<typeof undoSchema>;

/** A judgement as it is asked for: to ignore needs an end. */
export type Ruling =
  | { verdict: Exclude<JudgementVerdict, 'ignored'>; until: null }
  | { verdict: 'ignored'; until: number };

/** What counts of all lines: neither undone nor replaced by a later one. */
export interface Standing {
  /** The last judgement of each signature. */
  judgements: ReadonlyMap<string, Judgement>;
  /** Oldest first; of two labels of the same screen the later one. */
  labels: readonly StateLabel[];
}

/** Reads the lines in their order. An undo brings back what stood before; one of an unknown line does nothing. */
export function standingOf(lines: readonly LabelLine[]): Standing {
  const undone = new Set(lines.flatMap((one) => (one.kind === 'undo' ? [one.of] : [])));
  const judgements = new Map<string, Judgement>();
  const labels = new Map<string, StateLabel>();
  for (const one of lines) {
    if (one.kind === 'undo' || undone.has(one.id)) continue;
    if (one.kind === 'judgement') judgements.set(one.signature, one);
    else {
      const { paneId, title, text } = one.frame;
      const screen = [one.agentId, paneId, title, text].join('\u0000');
      // Deleted first, so that a screen labelled again takes its place at the end.
      labels.delete(screen);
      labels.set(screen, one);
    }
  }
  return { judgements, labels: [...labels.values()] };
}

/** Whether a judgement holds: one to ignore does so until its time has come. */
export function holdsAt({ until }: Judgement, now: number): boolean {
  return until === null || now < until;
}
