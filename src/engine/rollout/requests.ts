import { z } from 'zod';
import type { Act } from '../../core/client.ts';
import { CutoverError, messageOf } from '../../core/errors.ts';
import type { RolloutEvent } from '../../core/rollout.ts';
import { STAGES } from '../../core/stage.ts';
import type { NewRequest, Request } from '../../journal/requests.ts';
import type { SeatJournal } from './seat.ts';

/** What was asked before is not meant for an engine that starts now, in ms. */
const HEARD_WITHIN_MS = 60_000;

/** What a command may ask of the engine that decides. */
export type RequestKind = 'pause' | 'resume' | 'approve' | 'freeze' | 'unfreeze' | 'retry' | 'drill';

/** What a command does to the file by itself, and only says whose it is. A rollback is done by the engine too. */
export type Announced = 'rollback' | 'stage';

const requestSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['pause', 'resume', 'approve', 'unfreeze', 'drill', 'rollback']) }),
  z.object({ kind: z.literal('freeze'), args: z.object({ until: z.number().nullable() }) }),
  z.object({ kind: z.literal('retry'), args: z.object({ stage: z.enum(STAGES) }) }),
]);

/** The event that a request asks for. Throws CutoverError when nobody can ask so. */
export function eventOf(
  request: NewRequest,
  at: number,
  seen: { configHash: string; evidenceHash: string },
): RolloutEvent {
  const asked = requestSchema.safeParse(request);
  if (!asked.success)
    throw new CutoverError(
      'request',
      `nothing is known of ${request.kind}`,
      'use the same version of cutover',
    );
  const decided = { at, who: request.who, why: request.why };
  const { data } = asked;
  if (data.kind === 'freeze') return { type: 'freeze', until: data.args.until, ...decided };
  if (data.kind === 'retry') return { type: 'retry', stage: data.args.stage, ...decided };
  if (data.kind === 'approve') return { type: 'approve', ...seen, ...decided };
  if (data.kind === 'rollback') return { type: 'kill', ...decided };
  return { type: data.kind, ...decided };
}

function unheard(): CutoverError {
  return new CutoverError('unheard', 'no cutover heard it when it was asked', 'ask again');
}

/** Who has just announced that they write the file, and why; null: nobody. */
export function announced(journal: Pick<SeatJournal, 'openRequests'>, now: number): Act | null {
  const request = journal
    .openRequests()
    .findLast(({ kind, at }) => isAnnouncement(kind) && now - at <= HEARD_WITHIN_MS);
  return request === undefined ? null : { who: request.who, why: request.why };
}

const isAnnouncement = (kind: string): kind is Announced => kind === 'rollback' || kind === 'stage';

/** Does what commands have asked for since the last call, one after the other, and answers each. */
export async function answerRequests(
  journal: Pick<SeatJournal, 'openRequests' | 'answer'>,
  act: (request: Request) => Promise<void>,
  now: () => number,
): Promise<void> {
  for (const request of journal.openRequests()) {
    try {
      if (now() - request.at > HEARD_WITHIN_MS) throw unheard();
      if (request.kind !== ('stage' satisfies Announced)) await act(request);
      journal.answer(request.id, now(), { ok: true, message: '' });
    } catch (error) {
      const mend = error instanceof CutoverError ? { mend: error.mend } : {};
      journal.answer(request.id, now(), { ok: false, message: messageOf(error), ...mend });
    }
  }
}
