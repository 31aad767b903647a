import type { AgentState, StateDetail } from '../core/agent.ts';
import type { Frame } from '../core/frame.ts';
import type { Evidence } from '../core/report.ts';
import type { RuleBook } from './book.ts';
import type { CompiledAgent } from './compile.ts';
import { evaluate, type Hit, type Miss } from './match.ts';
import { BUILT_IN_BOOK } from './registry.ts';
import { parseReset } from './resets.ts';
import { Screen } from './screen.ts';
import { shownText } from './shown.ts';

/** The verdict of one frame, without any memory. */
export interface Classified {
  state: AgentState;
  detail: StateDetail | null;
  /** Milliseconds since the epoch at which a usage limit ends, if the screen says so. */
  resetsAt: number | null;
  notes: string[];
  evidence: Evidence;
  /** Something covers the state: whoever knows the previous one should keep it. */
  keepPrevious: boolean;
  /** Hardly anything is drawn: an agent that has just been started looks so. */
  bare: boolean;
}

/** All rules of an agent tried on a screen, in the order in which they are asked. */
export function evaluateAll(agent: CompiledAgent, screen: Screen): (Hit | Miss)[] {
  return agent.rules.map((rule) => evaluate(rule, screen));
}

/** The first rule that holds; notes are none. */
export function chosenOf(results: readonly (Hit | Miss)[]): Hit | null {
  return results.find((result): result is Hit => result.matched && result.rule.rule.kind !== 'note') ?? null;
}

/** The rule that came close: one asked earlier whose words were there, else the next that would have held. */
function nearlyOf(results: readonly (Hit | Miss)[], chosen: Hit | null): Evidence['nearly'] {
  let next: Evidence['nearly'] = null;
  for (const result of results) {
    const { rule } = result.rule;
    if (rule.kind === 'note' || result === chosen) continue;
    if (!result.matched && result.close) return { rule: rule.id, why: shownText(result.why()) };
    if (result.matched && next === null)
      next = { rule: rule.id, why: `${chosen?.rule.rule.id} is asked first` };
  }
  return next;
}

function resetOf(hit: Hit, screen: Screen, now: number): { at: number | null; over: boolean } {
  const { rule } = hit.rule;
  if (rule.kind !== 'state' || rule.resets !== true) return { at: null, over: false };
  const lines = screen.region('screen', 0);
  // A narrow pane wraps the message: two lines are read as one.
  const texts = [hit.line, ...lines.map((line) => line.index).reverse()].map((index) =>
    index === null ? hit.text : `${screen.lines[index] ?? ''} ${screen.lines[index + 1]?.trim() ?? ''}`,
  );
  for (const text of texts) {
    if (!/limit|quota|usage|reset/iu.test(text)) continue;
    const reset = parseReset(text, now);
    if (reset !== null) return reset;
  }
  return { at: null, over: false };
}

function notesOf(results: readonly (Hit | Miss)[]): string[] {
  const notes: string[] = [];
  for (const result of results) {
    const { rule } = result.rule;
    if (result.matched && rule.kind === 'note')
      notes.push(rule.note.replace('$1', () => shownText(result.group ?? '')));
  }
  return notes;
}

/** Hardly anything drawn: a few lines, or nothing but the block graphics of a splash screen. */
function isBare(screen: Screen): boolean {
  const lines = screen.region('screen', 0);
  return lines.length <= 8 || lines.every((line) => /^[\s▀-▟█░▒▓·.]+$/u.test(line.text));
}

/**
 * Judges one frame as a screen of the agent with this id. `now`: milliseconds since the epoch, for times a screen
 * names.
 */
export function classify(frame: Frame, id: string, now: number, book: RuleBook = BUILT_IN_BOOK): Classified {
  const agent = book.agentOf(id);
  const screen = new Screen(frame, agent.layout);
  const results = evaluateAll(agent, screen);
  const chosen = chosenOf(results);
  const notes = notesOf(results);
  const nearly = nearlyOf(results, chosen);
  if (chosen === null) {
    const rule = screen.last < 0 ? `${id}.blank` : `${id}.unrecognised`;
    return {
      state: 'unknown',
      detail: null,
      resetsAt: null,
      notes,
      evidence: { rule, line: null, text: '', region: null, nearly },
      keepPrevious: false,
      bare: isBare(screen),
    };
  }
  const { rule } = chosen.rule;
  const evidence = {
    rule: rule.id,
    line: chosen.line,
    text: shownText(chosen.text),
    region: chosen.region,
    nearly,
  };
  if (rule.kind !== 'state') {
    const covers = rule.kind === 'viewer' ? [rule.covers, ...notes] : notes;
    return {
      state: 'unknown',
      detail: null,
      resetsAt: null,
      notes: covers,
      evidence,
      keepPrevious: true,
      bare: false,
    };
  }
  const reset = resetOf(chosen, screen, now);
  if (reset.over) {
    return {
      state: 'idle',
      detail: null,
      resetsAt: null,
      notes: [...notes, 'the usage limit on the screen is over'],
      evidence,
      keepPrevious: false,
      bare: false,
    };
  }
  return {
    state: rule.state,
    detail: rule.detail ?? null,
    resetsAt: reset.at,
    notes,
    evidence,
    keepPrevious: false,
    bare: false,
  };
}
