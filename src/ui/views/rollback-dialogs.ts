import { formatClock, formatCount, formatDuration, formatPercent } from '../../core/format.ts';
import type { RolledBack } from '../../core/rollout.ts';
import type { RollbackProof } from '../../core/snapshot.ts';
import { cell, foreign, type Line, tone, wrap } from '../cells.ts';
import { keyOf } from '../key-words.ts';
import { dialogRows } from '../layout/areas.ts';
import type { Overlay } from '../overlay.ts';
import { cutTo, type Dialog, INNER, WIDTH, yesNo } from './dialog-parts.ts';
import type { Scene } from './scene.ts';

const LABEL = 8;

export function rollbackDialog(overlay: Extract<Overlay, { kind: 'rollback' }>, scene: Scene): Dialog {
  const { stage, rows } = scene.snapshot;
  const seen = rows.filter((row) => row.legacy !== null || row.legacyPending).length;
  const who =
    rows.length === 0
      ? 'whatever agents there are'
      : seen < rows.length
        ? `${seen} of ${rows.length} agents`
        : rows.length === 1
          ? 'the agent'
          : `all ${rows.length} agents`;
  const from = `${stage.current} ${formatPercent(stage.percentage)}`;
  const body: Line[] = [
    [tone('strong', from), '  →  ', tone('strong', 'disabled 0 %')],
    [`From the next cycle on legacy serves ${who}.`],
    [],
    overlay.busy ? [tone('dim', 'Writing…')] : yesNo(scene, 'rollback.confirm', 'roll back now'),
    [],
  ];
  return { title: 'ROLL BACK', width: WIDTH, body };
}

/** The proof of the rollback that is shown: not the one of another before it. */
function proofOf(before: number | null, sub: RolledBack | null, scene: Scene): RollbackProof | null {
  const { rollback } = scene.snapshot;
  if (rollback === null) return null;
  return rollback.at !== before || (sub !== null && rollback.at >= sub.at) ? rollback : null;
}

/** Why it was rolled back, in the words of who did it, and what spoke against modular, a line each. */
export function reasonLines(who: string, why: string, evidence: readonly string[]): Line[] {
  const quoted = why === '' ? ', no reason given' : `: “${foreign(why)}”`;
  const said = who === 'cutover' ? foreign(why) : `${foreign(who)}${quoted}`;
  return [
    ...wrap(said, INNER - LABEL).map(
      (text, i): Line => [tone('dim', i === 0 ? cell('reason', LABEL) : ' '.repeat(LABEL)), text],
    ),
    ...evidence.flatMap((line) =>
      wrap(foreign(line), INNER - LABEL - 2).map(
        (text, i): Line => [' '.repeat(LABEL), tone('bad', i === 0 ? '✗ ' : '  '), text],
      ),
    ),
  ];
}

/** What the rollback did, step by step, as the proof of it comes in. */
function stepLines(
  overlay: Extract<Overlay, { kind: 'rolled_back' }>,
  proof: RollbackProof | null,
  scene: Scene,
): Line[] {
  const written = proof ?? overlay.written;
  const step = (text: string, value: string, rest = ''): Line => [
    tone('ok', '✓ '),
    cell(text, 21),
    cell(value, 7),
    tone('dim', rest),
  ];
  const served = proof?.served ?? null;
  const notes = [...new Set([...(overlay.written?.notes ?? []), ...(proof?.notes ?? [])])];
  // Somebody else wrote the file: how long that took is not known here.
  const { writtenMs = null, readBackMs = null } = written ?? {};
  const isThere = scene.snapshot.stage.current === 'disabled';
  const elsewhere: Line = isThere
    ? [tone('ok', '✓ '), 'the flags file says disabled']
    : [tone('dim', '… '), 'writing disabled to the flags file'];
  const file: Line[] =
    writtenMs === null || readBackMs === null
      ? [elsewhere]
      : [
          step('flags written', formatDuration(writtenMs)),
          step('read back', formatDuration(readBackMs), 'rollout_stage disabled'),
        ];
  if (written === null) return file;
  return [
    ...file,
    served === null
      ? [tone('dim', '… '), 'waiting for the first cycle that legacy serves']
      : [
          tone('ok', '✓ '),
          `legacy served cycle ${formatCount(served.tick)} after ${(served.afterMs / 1000).toFixed(1)} s, ${served.agents} of ${served.of} agents`,
        ],
    ...notes.map((note): Line => [tone('warn', '! '), foreign(note)]),
  ];
}

/** Proof and reason of a rollback, whoever asked for it. */
export function rolledBackDialog(overlay: Extract<Overlay, { kind: 'rolled_back' }>, scene: Scene): Dialog {
  const { sub } = scene.snapshot.rollout;
  const now = sub.kind === 'rolled_back' ? sub : null;
  const proof = proofOf(overlay.before, now, scene);
  const at = proof?.at ?? (overlay.written === null ? now?.at : undefined);
  const steps = stepLines(overlay, proof, scene);
  // This cockpit's own rollback may be known before the rollout tells of it.
  const own = overlay.written !== null;
  const who = own ? (proof?.who ?? 'operator') : (now?.who ?? proof?.who ?? 'operator');
  const why = own ? (proof?.why ?? overlay.why) : (now?.why ?? proof?.why ?? overlay.why);
  const retry: Line = scene.readOnly
    ? [tone('dim', 'retry   '), 'not here: this cockpit is read-only']
    : [
        tone('dim', 'retry   '),
        tone('accent', keyOf(scene.bindings, 'retry.ask') || 'by its command:'),
        '   after looking at what happened (',
        tone('accent', keyOf(scene.bindings, 'focus.5')),
        ' Events)',
      ];
  const room = dialogRows(scene.size) - steps.length - 3;
  const reasons = reasonLines(who, why, now?.evidence ?? []);
  return {
    title: `ROLLED BACK${at === undefined ? '' : `  ${formatClock(at)}`}`,
    width: WIDTH,
    body: [...steps, [], ...cutTo(reasons, room, LABEL), retry, []],
  };
}
