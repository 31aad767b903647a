import { ACTION_VERBS, heldWishes } from '../../core/action-words.ts';
import type { ActionEnd, ActionResult, ActionRun, ActionSubject, Wish } from '../../core/actions.ts';
import type { AgentRow } from '../../core/snapshot.ts';
import { clip, foreign, type Line, tone, wrap } from '../cells.ts';
import type { Tone } from '../theme.ts';
import type { Scene } from './scene.ts';
import { roughAge } from './words.ts';

const INDENT = 10;
/** Lines of a text that may be long: what a PM is told of a whole team. */
const MOST_LINES = 3;

const SIGNS: Record<ActionResult, { glyph: string; tone: Tone; word: string }> = {
  done: { glyph: '✓', tone: 'ok', word: 'done' },
  failed: { glyph: '✗', tone: 'bad', word: 'failed' },
  stopped: { glyph: '!', tone: 'warn', word: 'stopped' },
  refused: { glyph: '·', tone: 'dim', word: 'refused' },
  unknown: { glyph: '?', tone: 'warn', word: 'unknown' },
};

/** Whether an action is about this agent: by its pane, its window, or as the PM of its session. */
function isAbout({ kind, session, target }: ActionSubject, row: AgentRow): boolean {
  if (kind === 'recover_pm' && row.role === 'pm' && session === row.session) return true;
  return target === row.target || target === row.target.replace(/\.\d+$/, '');
}

/** The same of one that has opened a pane. */
function wasAbout(action: ActionRun | ActionEnd, row: AgentRow): boolean {
  return action.paneId === row.paneId || isAbout(action, row);
}

/** A text under a label, in at most so many lines; the last one says by `…` that there were more. */
function told(label: string, text: string, width: number, colour: Tone = 'plain', most = MOST_LINES): Line[] {
  const room = Math.max(8, width - INDENT);
  const lines = wrap(foreign(text), room);
  if (lines.length > most) {
    lines.length = most;
    lines[most - 1] = `${clip(lines[most - 1] as string, room - 1)}…`.replace('……', '…');
  }
  return lines.map((line, i) => [tone('dim', (i === 0 ? label : '').padEnd(INDENT)), tone(colour, line)]);
}

function deedOn({ kind }: ActionSubject): string {
  if (kind === 'recover_pm') return ACTION_VERBS.recover_pm;
  return `${ACTION_VERBS[kind]} ${kind === 'submit_message' || kind === 'notify_pm' ? 'it' : 'here'}`;
}

function wishLines(wish: Wish, width: number): Line[] {
  const { by, held, why } = wish;
  return [...told('wanted', `${by} ${deedOn(wish)}: ${why}`, width), ...told('', held, width, 'warn')];
}

/** What the monitors want to be done for an agent and why it is not, what is being done, and what was done last. */
export function agentActionLines({ snapshot, now }: Scene, row: AgentRow, width: number): Line[] {
  const { running, recent } = snapshot.actions;
  const out = running
    .filter((run) => wasAbout(run, row))
    .flatMap((run) => told('now', `↻ ${run.by} ${run.step}, ${roughAge(now - run.since)}`, width, 'accent'));
  for (const wish of heldWishes(snapshot.actions))
    if (isAbout(wish, row)) out.push(...wishLines(wish, width));
  const last = recent.findLast((end) => wasAbout(end, row));
  if (last !== undefined) {
    const { glyph, tone: colour, word } = SIGNS[last.result];
    const ago = `${roughAge(now - last.at)} ago, by ${last.by}`;
    out.push(...told('last', `${glyph} ${word} ${ago}`, width, colour), ...told('', last.text, width));
  }
  return out.length === 0 ? [] : [...out, []];
}
