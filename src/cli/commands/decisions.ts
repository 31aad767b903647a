import { EXIT, type ExitCode } from '../../core/errors.ts';
import { formatCount, formatStamp } from '../../core/format.ts';
import { oneLine } from '../../core/text.ts';
import {
  type Decision,
  findFlags,
  type IntentBody,
  journalPath,
  readRecords,
  verifyJournal,
} from '../../server/direct.ts';
import { columns } from '../columns.ts';
import { print, printJson, printJsonLines } from '../output.ts';

interface DecisionsOptions {
  flags?: string;
  journal?: string;
  limit: number;
  json?: boolean;
}

/** `cutover decisions`: what was decided and why, newest last. */
export function decisions(options: DecisionsOptions): void {
  const path = findFlags(options.flags, process.env);
  const kinds = ['decision', 'intent', 'commit', 'dropped', 'stage', 'act', 'drill'] as const;
  const records = readRecords(options.journal ?? journalPath(path), kinds, options.limit);
  if (options.json === true) {
    printJsonLines(records.map((record) => ({ v: 1, ...record })));
    return;
  }
  if (records.length === 0) {
    print('nothing has been decided yet');
    return;
  }
  print(
    ...columns(
      records.map(({ id, at, kind, body }) => [
        String(id),
        formatStamp(at),
        kind,
        oneLine(words(kind, body)),
      ]),
    ),
  );
}

interface ActRecord {
  act: string;
  who: string;
  why: string;
  refused: string | null;
}

interface StageRecord {
  from: { stage: string; share: number };
  to: { stage: string; share: number };
  who: string;
  why: string;
}

function words(kind: string, body: unknown): string {
  if (kind === 'decision') {
    const { state, event, outcome, refusal, next } = body as Decision;
    if (refusal !== null) return `${event.type} refused: ${refusal.message}`;
    if (outcome !== null) return `${state.stage}: ${outcome.action.replace('_', ' ')}: ${outcome.reason}`;
    return `${event.type}: ${state.stage} → ${next.stage}, ${next.sub.kind.replace('_', ' ')}`;
  }
  if (kind === 'intent') {
    const { write } = body as IntentBody;
    return `${write.kind} ${write.from} → ${write.to}, by ${write.who}: ${write.why}`;
  }
  if (kind === 'act') {
    const { act, who, why, refused } = body as ActRecord;
    return `${act} by ${who}${why === '' ? '' : `: ${why}`}${refused === null ? '' : ` (refused: ${refused})`}`;
  }
  if (kind === 'stage') {
    const { from, to, who, why } = body as StageRecord;
    return `${from.stage} ${from.share} % → ${to.stage} ${to.share} %, by ${who}${why === '' ? '' : `: ${why}`}`;
  }
  if (kind === 'drill') {
    const { passed, problem } = body as { passed: boolean; problem: string };
    return passed ? 'passed' : `failed: ${problem}`;
  }
  const { intent, why } = body as { intent: number; why?: string };
  return `of ${intent}${why === undefined ? '' : `: ${why}`}`;
}

/** `cutover decisions verify`: makes every stored decision again; exit code 1 when one comes out otherwise. */
export function verifyDecisions(options: { flags?: string; journal?: string; json?: boolean }): ExitCode {
  const path = options.journal ?? journalPath(findFlags(options.flags, process.env));
  const verified = verifyJournal(path);
  const ok = verified.faults.length === 0;
  if (options.json === true) printJson({ v: 1, ok, ...verified });
  else if (ok)
    print(
      `${formatCount(verified.decisions)} decisions come out the same; ${formatCount(verified.records)} records, unaltered`,
    );
  else print(...verified.faults.map(({ id, why }) => `record ${id}: ${oneLine(why)}`));
  return ok ? EXIT.ok : EXIT.error;
}
