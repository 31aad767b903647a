import type { CompiledClause, CompiledRule } from './compile.ts';
import type { Line, Screen } from './screen.ts';

/** A rule that holds, and the line it rests on. */
export interface Hit {
  matched: true;
  rule: CompiledRule;
  line: number | null;
  text: string;
  region: string;
  /** First group of the pattern that matched, for notes. */
  group: string | null;
}

/** A rule that does not hold, and why. `close`: its own words were on the screen, something else was not. */
export interface Miss {
  matched: false;
  rule: CompiledRule;
  close: boolean;
  /** In words; put together only when somebody wants to know. */
  why: () => string;
}

interface Found {
  line: Line;
  group: string | null;
}

/** The lowest line that matches, since what is current stands below. */
function lowest(lines: readonly Line[], pattern: RegExp, accepts: (line: Line) => boolean): Found | null {
  for (let i = lines.length - 1; i >= 0; i--) {
    const line = lines[i]!;
    const match = pattern.exec(line.text);
    if (match !== null && accepts(line)) return { line, group: match[1] ?? null };
  }
  return null;
}

const nameOf = (clause: CompiledClause): string =>
  clause.region === 'last_n' ? `last ${clause.lines} lines` : clause.region;

/** The line a clause rests on, `true` when it holds without one, or a function that says why it does not hold. */
function look(clause: CompiledClause, screen: Screen): Found | true | (() => string) {
  const lines = screen.region(clause.region, clause.lines);
  if (clause.ink === 'unknown' && screen.frame.ansi !== undefined) return () => 'colours are known';
  const accepts = (line: Line): boolean => clause.ink !== 'red' || screen.isRed(line.index);
  let best: Found | null = null;
  for (const pattern of clause.any) {
    best = lowest(lines, pattern, accepts);
    if (best !== null) break;
  }
  if (clause.any.length > 0 && best === null) {
    return () => `nothing in ${nameOf(clause)} matches ${clause.any.join(' or ')}`;
  }
  for (const pattern of clause.all) {
    const found = lowest(lines, pattern, accepts);
    if (found === null) return () => `nothing in ${nameOf(clause)} matches ${pattern}`;
    best ??= found;
  }
  for (const pattern of clause.not) {
    const found = lowest(lines, pattern, accepts);
    if (found !== null) return () => `${nameOf(clause)} has ${pattern}: ${found.line.text.trim()}`;
  }
  return best ?? true;
}

/** Tries one rule on a screen. */
export function evaluate(compiled: CompiledRule, screen: Screen): Hit | Miss {
  const { rule, clauses } = compiled;
  const miss = (close: boolean, why: () => string): Miss => ({ matched: false, rule: compiled, close, why });
  const own = look(clauses[0], screen);
  if (typeof own === 'function') return miss(false, own);
  const worded = own !== true;
  for (const clause of clauses.slice(1)) {
    const further = look(clause, screen);
    if (typeof further === 'function') return miss(worded, further);
  }
  if (rule.prompt === 'shown' && screen.prompt === null) return miss(worded, () => 'no prompt box is shown');
  if (rule.prompt === 'absent' && screen.prompt !== null)
    return miss(worded, () => 'the prompt box is shown');
  if (rule.input !== undefined && screen.prompt === null) return miss(worded, () => 'no prompt box is shown');
  if (rule.input === 'typed' && !screen.typed)
    return miss(worded, () => 'nothing is typed in the prompt box');
  if (rule.input === 'empty' && screen.typed) return miss(worded, () => 'text is typed in the prompt box');
  // A rule without words of its own rests on the prompt box.
  const at = worded
    ? own.line
    : screen.prompt === null
      ? null
      : { index: screen.prompt.from, text: screen.lines[screen.prompt.from] ?? '' };
  return {
    matched: true,
    rule: compiled,
    line: at?.index ?? null,
    text: at?.text ?? '',
    region: rule.region,
    group: worded ? own.group : null,
  };
}

/** The text a single clause rests on; null when it does not hold. */
export function textOf(clause: CompiledClause, screen: Screen): string | null {
  const found = look(clause, screen);
  if (typeof found === 'function') return null;
  return found === true ? '' : found.line.text;
}
