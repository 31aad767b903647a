import type { AgentKind } from '../core/agent.ts';
import {
  type AgentRules,
  type AgentRulesInput,
  agentRulesSchema,
  type Clause,
  kindOfAgent,
  type Region,
  type Rule,
} from './rule.ts';

export interface CompiledClause {
  region: Region;
  lines: number;
  all: readonly RegExp[];
  any: readonly RegExp[];
  not: readonly RegExp[];
  ink: Clause['ink'] | null;
}

export interface CompiledRule {
  rule: Rule;
  /** The rule's own look first, then those of `and`. */
  clauses: readonly [CompiledClause, ...CompiledClause[]];
}

export interface CompiledLayout {
  prompt: RegExp;
  top: RegExp | null;
  bottom: RegExp | null;
  head: readonly RegExp[];
  open: readonly RegExp[] | null;
  aside: RegExp | null;
  labels: number;
  stale: RegExp | null;
  footer: number;
  hints: readonly RegExp[];
  dimHints: boolean;
  trim: RegExp | null;
  until: RegExp;
  past: readonly RegExp[];
  skip: RegExp | null;
}

export interface CompiledFind {
  commands: ReadonlySet<string>;
  title: readonly RegExp[];
  process: readonly RegExp[];
  helper: readonly RegExp[];
  screen: readonly CompiledClause[];
}

/** An agent's rules ready for use: checked, compiled, in the order in which they are asked. */
export interface CompiledAgent {
  /** Unique in a book: the kind of a built-in agent, the own word of a custom one. */
  id: string;
  kind: AgentKind;
  /** The own name of a custom agent; null: its kind says what it is called. */
  label: string | null;
  source: AgentRules;
  find: CompiledFind;
  layout: CompiledLayout;
  rules: readonly CompiledRule[];
}

const regex = (source: string): RegExp => new RegExp(source, 'u');
const optional = (source: string | undefined): RegExp | null => (source === undefined ? null : regex(source));

function compileClause(clause: Clause): CompiledClause {
  return {
    region: clause.region,
    lines: clause.lines ?? 5,
    all: (clause.all ?? []).map(regex),
    any: (clause.any ?? []).map(regex),
    not: (clause.not ?? []).map(regex),
    ink: clause.ink ?? null,
  };
}

/** Total order of rules: priority from high to low, then id. */
export function compareRules(a: Rule, b: Rule): number {
  return b.priority - a.priority || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** Checks and compiles the rules of an agent. Throws a ZodError that names the field. */
export function compileAgent(input: AgentRulesInput): CompiledAgent {
  const source = agentRulesSchema.parse(input);
  const { find, layout } = source;
  return {
    id: source.agent,
    kind: kindOfAgent(source.agent),
    label: kindOfAgent(source.agent) === 'custom' ? source.name : null,
    source,
    find: {
      commands: new Set(find.commands),
      title: find.title.map(regex),
      process: find.process.map(regex),
      helper: find.helper.map(regex),
      screen: find.screen.map(compileClause),
    },
    layout: {
      prompt: regex(layout.prompt),
      top: optional(layout.top),
      bottom: optional(layout.bottom),
      head: layout.head.map(regex),
      open: layout.open?.map(regex) ?? null,
      aside: optional(layout.aside),
      labels: layout.labels,
      stale: optional(layout.stale),
      footer: layout.footer,
      hints: layout.hints.map(regex),
      dimHints: layout.dimHints,
      trim: optional(layout.trim),
      until: regex(layout.until),
      past: layout.past.map(regex),
      skip: optional(layout.skip),
    },
    rules: [...source.rules].sort(compareRules).map((rule) => ({
      rule,
      clauses: [compileClause(rule), ...(rule.and ?? []).map(compileClause)] as const,
    })),
  };
}
