import type { Divergence, Signature } from '../core/divergence.ts';
import { holdsAt, type Judgement } from '../core/judgement.ts';
import { oneLine } from '../core/text.ts';

/** The judgements that count, by signature. */
export type Judgements = ReadonlyMap<string, Judgement>;

/** The judgement of this signature, if there is one that holds. */
export function judgementOf(judgements: Judgements, signature: string, now: number): Judgement | null {
  const judgement = judgements.get(signature);
  return judgement !== undefined && holdsAt(judgement, now) ? judgement : null;
}

/** The signature with its judgement: a judged one is no open question. */
export function judgedSignature(signature: Signature, judgements: Judgements, now: number): Signature {
  const judgement = judgementOf(judgements, signature.signature, now);
  return judgement === null ? signature : { ...signature, open: false, judgement };
}

/** The divergence as it is shown: an ignored one says by whom, until when and why. */
export function judgedDivergence(divergence: Divergence, judgements: Judgements, now: number): Divergence {
  const judgement = judgementOf(judgements, divergence.signature, now);
  if (judgement === null || judgement.until === null) return divergence;
  const until = new Date(judgement.until).toISOString().slice(0, 10);
  const why = `ignored by ${judgement.who} until ${until}: ${judgement.why}`;
  return { ...divergence, cause: 'ignored', why: oneLine(why) };
}

/**
 * Accuracy of modular where the two differ (MONITORS.md C): of all occurrences of judged signatures, those in which
 * modular was right. Ignored ones count neither way.
 */
export function accuracyOf(signatures: readonly Signature[]): { right: number; judged: number } {
  let right = 0;
  let judged = 0;
  for (const { judgement, times } of signatures) {
    if (judgement === null || judgement.verdict === 'ignored') continue;
    judged += times;
    if (judgement.verdict === 'modular_right') right += times;
  }
  return { right, judged };
}
