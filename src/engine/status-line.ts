import { VERDICTS } from '../core/check.ts';
import { formatClock, formatHours } from '../core/format.ts';
import type { RolloutView } from '../core/rollout.ts';
import type { Snapshot } from '../core/snapshot.ts';
import type { Stage } from '../core/stage.ts';
import { oneLine } from '../core/text.ts';

/** What the status line is made of. */
export type Standing = Pick<Snapshot, 'flags' | 'rollout'> & {
  stage: Pick<Snapshot['stage'], 'current' | 'percentage'>;
};

const GLYPHS: Record<Stage, string> = {
  disabled: '○',
  canary: '◐',
  beta: '◐',
  production: '●',
  legacy_disabled: '●',
};
const VERDICT_GLYPHS = { pass: '✓', inconclusive: '…', error: '!', fail: '✗' } as const;
/** Gates that are a matter of time or of a person are told of in words. */
const NOT_COUNTED = ['bake', 'look', 'freeze', 'approval'];
const HOUR = 3_600_000;
/** Of a reason, in characters: a status line has little room. */
const LONGEST_REASON = 40;

/**
 * How the rollout stands, for the status line of tmux: `◐ CANARY 5% ✓6 …1 bake 13h of 24h`. A format of tmux in which
 * nothing but our own colour is obeyed. No seconds and no moving numbers: it is set anew whenever it changes.
 */
export function statusLine(snapshot: Standing): string {
  const { flags, rollout } = snapshot;
  const { sub, drill } = rollout;
  if (flags.killed) return coloured('red', '▼ KILL SWITCH legacy alone');
  if (sub.kind === 'rolled_back') {
    const why = sub.why === '' ? '' : `: ${clip(oneLine(sub.why))}`;
    return coloured('red', `▼ ROLLED BACK ${sub.from} ${formatClock(sub.at).slice(0, 5)}${why}`);
  }
  if (drill !== null) return coloured('yellow', `▼ DRILL ${drill.stage}`);
  const parts = [stageText(snapshot.stage), gatesText(rollout), standingText(rollout)];
  if (flags.status === 'rejected') parts.push('! flags file rejected');
  return tmuxText(parts.filter((part) => part !== '').join(' '));
}

function stageText({ current, percentage }: Pick<Snapshot['stage'], 'current' | 'percentage'>): string {
  return `${GLYPHS[current]} ${current.toUpperCase()}${current === 'disabled' ? '' : ` ${percentage}%`}`;
}

function gatesText({ gates }: RolloutView): string {
  const counted = gates.filter(({ id, dryRun }) => !dryRun && !NOT_COUNTED.includes(id));
  return VERDICTS.flatMap((verdict) => {
    const n = counted.filter((gate) => gate.verdict === verdict).length;
    return n === 0 ? [] : [`${VERDICT_GLYPHS[verdict]}${n}`];
  }).join(' ');
}

function standingText({ sub, freeze, bake }: RolloutView): string {
  if (sub.kind === 'paused') return 'paused';
  if (freeze !== null) return 'frozen';
  if (sub.kind === 'awaiting_approval') return 'waits for an approval';
  if (bake.ofMs === null) return '';
  if (!bake.running) return 'bake stands';
  // Whole hours: every minute would be a tmux command a minute.
  const whole = bake.ms < HOUR ? bake.ms : Math.floor(bake.ms / HOUR) * HOUR;
  return `bake ${formatHours(whole)} of ${formatHours(bake.ofMs)}`;
}

function clip(text: string): string {
  const characters = [...text];
  return characters.length <= LONGEST_REASON ? text : `${characters.slice(0, LONGEST_REASON - 1).join('')}…`;
}

/** A text as a status line of tmux shows it literally: neither `#[…]` nor anything else of it is obeyed. */
export function tmuxText(text: string): string {
  return text.replaceAll('#', '##');
}

function coloured(colour: string, text: string): string {
  return `#[fg=${colour}]${tmuxText(text)}#[default]`;
}
