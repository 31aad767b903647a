import type { AskedRule, ChosenRule } from '../core/examples.ts';
import type { Frame } from '../core/frame.ts';
import type { RuleBook } from './book.ts';
import { chosenOf, evaluateAll } from './classify.ts';
import { type Discovery, discover } from './discover.ts';
import { BUILT_IN_BOOK } from './registry.ts';
import { Screen } from './screen.ts';
import { shownText } from './shown.ts';

/** Why a frame is judged as it is. */
export interface Explanation {
  discovery: Discovery | null;
  /** The rule that decides; null: no agent, or nothing on the screen is known. A viewer's state is `unknown`. */
  chosen: ChosenRule | null;
  /** Every rule of the agent in the order in which it was asked. */
  candidates: AskedRule[];
}

/** Explains the judgement of one frame, as a screen of `kind` (the id of an agent) if given, else of the one found. */
export function explain(frame: Frame, options: { kind?: string; now: number; book?: RuleBook }): Explanation {
  const book = options.book ?? BUILT_IN_BOOK;
  const discovery = discover(frame, book);
  const id = options.kind ?? discovery?.agent;
  if (id === undefined) return { discovery, chosen: null, candidates: [] };
  const agent = book.agentOf(id);
  const results = evaluateAll(agent, new Screen(frame, agent.layout));
  const hit = chosenOf(results);
  const rule = hit?.rule.rule;
  return {
    discovery,
    chosen:
      hit === null || rule === undefined
        ? null
        : {
            rule: rule.id,
            region: hit.region,
            line: hit.line,
            text: shownText(hit.text),
            state: rule.kind === 'state' ? rule.state : 'unknown',
            detail: rule.kind === 'state' ? (rule.detail ?? null) : null,
          },
    candidates: results.map((result) => ({
      rule: result.rule.rule.id,
      matched: result.matched,
      why: shownText(whyOf(result === hit, result.matched ? result.text : result.why(), result.matched)),
    })),
  };
}

function whyOf(chosen: boolean, text: string, matched: boolean): string {
  if (!matched) return text;
  return chosen ? `decides: ${text.trim()}` : `holds, but is asked later: ${text.trim()}`;
}
