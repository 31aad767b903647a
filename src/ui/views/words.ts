import type { AgentState, StateDetail } from '../../core/agent.ts';
import type { Divergence, Side, Signature } from '../../core/divergence.ts';
import { formatAge } from '../../core/format.ts';
import type { JudgementVerdict, Ruling } from '../../core/judgement.ts';
import type { AgentRow, MonitorView, TmuxStatus } from '../../core/snapshot.ts';
import { foreign } from '../cells.ts';
import { STATE_SIGNS } from '../glyphs.ts';
import type { Tone } from '../theme.ts';

const two = (n: number): string => String(n).padStart(2, '0');

/** Wall-clock time without seconds, `15:00`. */
export function clockMinutes(ms: number): string {
  const d = new Date(ms);
  return `${two(d.getHours())}:${two(d.getMinutes())}`;
}

/** How old something is, in the unit that fits: `27 s`, `4 min`, `2 h`. */
export function roughAge(ms: number): string {
  const s = Math.max(0, Math.round(ms / 1000));
  if (s < 120) return `${s} s`;
  return s < 7200 ? `${Math.round(s / 60)} min` : `${Math.round(s / 3600)} h`;
}

/** The same without a space, for the table: `27s`, `4m`, `2h`. */
export function shortAge(ms: number): string {
  return roughAge(ms).replace(' min', 'm').replace(' ', '');
}

/** A whole stretch of time as an operator says it: `72 h`, `30 min`. */
export function stretch(ms: number): string {
  return ms < 3_600_000 ? `${Math.round(ms / 60_000)} min` : `${Math.round(ms / 360_000) / 10} h`;
}

const DETAIL_WORDS: Partial<Record<StateDetail, string>> = { model_unavailable: 'no model' };

/** What goes with a state: the kind of waiting, until when it is limited, what still runs. */
export function remark(view: {
  state: AgentState;
  detail: StateDetail | null;
  resetsAt?: number | null;
  notes?: string[];
}): string {
  if (view.state === 'rate_limited' && view.resetsAt) return `till ${clockMinutes(view.resetsAt)}`;
  const note = foreign(view.notes?.[0] ?? '');
  if (view.detail === 'background' && note !== '') return note;
  if (view.detail !== null) return DETAIL_WORDS[view.detail] ?? view.detail;
  return view.state === 'working' ? note : '';
}

/** A state with its sign, `◆ waiting plan`. */
export function stateText(view: MonitorView | null, absent: string): { text: string; tone: Tone } {
  if (view === null) return { text: absent, tone: 'dim' };
  const sign = STATE_SIGNS[view.state];
  return { text: `${sign.glyph} ${sign.word} ${remark(view)}`.trimEnd(), tone: sign.tone };
}

/** The same in words only, `waiting plan`; for a side that is not there `not seen`. */
export function sideText(side: Side | MonitorView | null): string {
  return side === null ? 'not seen' : `${STATE_SIGNS[side.state].word} ${remark(side)}`.trimEnd();
}

const CAUSE_WORDS: Record<Divergence['cause'], string> = {
  logic: 'logic',
  timing: 'timing',
  refinement: 'refined',
  ignored: 'ignored',
  discovery: 'discovery',
};

/** Why two reports differ, in a word or two. */
export function causeText(d: { class: Divergence['class']; cause: Divergence['cause'] }): string {
  if (d.class === 'missing_in_legacy') return 'missing in legacy';
  if (d.class === 'missing_in_modular') return 'missing in modular';
  return CAUSE_WORDS[d.cause];
}

/** Causes that say nothing against either monitor: shown dim. */
export function isQuiet(cause: Divergence['cause']): boolean {
  return cause === 'refinement' || cause === 'timing' || cause === 'ignored';
}

const JUDGEMENT_WORDS: Record<JudgementVerdict, string> = {
  modular_right: 'modular right',
  legacy_right: 'legacy right',
  both_wrong: 'both wrong',
  ignored: 'ignored',
};

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A day as the screen names it, `30 Nov`. */
export function dayText(ms: number): string {
  const d = new Date(ms);
  return `${d.getDate()} ${MONTHS[d.getMonth()]}`;
}

/** What the operator says of a signature: `modular right`, `ignored until 30 Nov`, `ignored until 22:14`. */
export function judgementText({ verdict, until }: Pick<Ruling, 'verdict' | 'until'>, now: number): string {
  if (until === null) return JUDGEMENT_WORDS[verdict];
  return `ignored until ${until - now < 86_400_000 ? clockMinutes(until) : dayText(until)}`;
}

/** The tone of a judgement: what speaks against modular stands out. */
export function judgementTone(verdict: JudgementVerdict): Tone {
  if (verdict === 'modular_right') return 'ok';
  return verdict === 'ignored' ? 'dim' : 'bad';
}

/** A signature in few words: `claude idle → waiting: plan`. */
export function signatureText({
  kind,
  legacy,
  modular,
}: Pick<Signature, 'kind' | 'legacy' | 'modular'>): string {
  return foreign(`${kind ?? 'no agent'} ${legacy} → ${modular}`);
}

/** A state to be recorded, `waiting: plan`; without one `not an agent`. */
export function choiceText({
  state,
  detail,
}: {
  state: AgentState | null;
  detail: StateDetail | null;
}): string {
  if (state === null) return 'not an agent';
  return detail === null ? state : `${state}: ${detail}`;
}

/** The mark of a row that differs: `≠`, `+` seen by modular alone, `−` by legacy alone, `≈` where nothing is open. */
export function differsMark(row: AgentRow): { text: string; tone: Tone } {
  if (row.differs === null) return { text: ' ', tone: 'plain' };
  if (row.differs.class === 'missing_in_modular') return { text: '−', tone: 'bad' };
  if (isQuiet(row.differs.cause) || row.differs.judged === 'modular_right') return { text: '≈', tone: 'dim' };
  return { text: row.differs.class === 'missing_in_legacy' ? '+' : '≠', tone: 'warn' };
}

/** How old legacy's word on a row is in ms, if older than two intervals; else null. */
export function legacyAge(row: AgentRow, now: number, intervalMs: number): number | null {
  if (row.legacy === null) return null;
  const age = now - row.legacy.at;
  return age > 2 * intervalMs ? age : null;
}

/** Since when, as the table shows it. */
export function sinceText(row: AgentRow, now: number): string {
  const view = row.modular ?? row.legacy;
  return view === null ? '–' : formatAge(now - view.since);
}

/** What stands before the numbers of an area while tmux does not answer: they are the last known ones. */
export function staleWord(status: TmuxStatus): string {
  return status === 'ok' || status === 'connecting' ? '' : 'stale · ';
}
