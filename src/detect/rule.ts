import { z } from 'zod';
import { AGENT_KINDS, type AgentKind, agentStateSchema, stateDetailSchema } from '../core/agent.ts';
import { faultOfPattern } from './pattern.ts';

/**
 * Where a rule looks. `prompt_box`: inside the agent's prompt box. `above_prompt`: the status lines right above it.
 * `footer`: what stands below it. `below_last_divider`: from the last full-width rule or box top to the end (a dialog).
 * `last_n`: the last `lines` non-blank lines. The others say it themselves.
 */
export const REGIONS = [
  'title',
  'command',
  'last_line',
  'last_n',
  'prompt_box',
  'above_prompt',
  'footer',
  'below_last_divider',
  'screen',
] as const;
export type Region = (typeof REGIONS)[number];

/** Source of a regular expression, compiled with the `u` flag and tried on one line at a time (see pattern.ts). */
export const patternSchema = z
  .string()
  .min(1)
  .superRefine((source, context) => {
    const fault = faultOfPattern(source);
    if (fault !== null) context.addIssue({ code: 'custom', message: fault });
  });

const patterns = z.array(patternSchema).min(1);

/** One look at one region: every pattern of `all`, at least one of `any` and none of `not` match a line of it. */
export const clauseSchema = z.strictObject({
  region: z.enum(REGIONS),
  /** How many lines `last_n` takes. */
  lines: z.int().min(1).max(60).optional(),
  all: patterns.optional(),
  any: patterns.optional(),
  not: patterns.optional(),
  /** `red`: only lines that begin in red count. `unknown`: holds only where the frame has no colours. */
  ink: z.enum(['red', 'unknown']).optional(),
});
export type Clause = z.infer<typeof clauseSchema>;

const common = {
  ...clauseSchema.shape,
  /** `claude.waiting.plan`: agent, state, what it is. Unique within an agent. */
  id: z.string().regex(/^[a-z0-9]+(?:[.-][a-z0-9]+)+$/, 'is lower-case words joined by dots'),
  /** Higher is asked first; equal priorities are asked in the order of their ids. */
  priority: z.int().min(0).max(1000),
  /** Further looks that have to hold as well. */
  and: z.array(clauseSchema).optional(),
  /** Whether the agent's prompt box has to be on the screen, or must not be. */
  prompt: z.enum(['shown', 'absent']).optional(),
  /** What has to stand in the prompt box: typed text, or nothing but a placeholder hint. */
  input: z.enum(['typed', 'empty']).optional(),
  /** Agent version and date of the screens it was made from. */
  seen: z.string().min(1),
};

/** Says which state the agent is in. */
export const stateRuleSchema = z.strictObject({
  kind: z.literal('state'),
  ...common,
  state: agentStateSchema,
  detail: stateDetailSchema.optional(),
  /** Look for the time at which a usage limit ends, on the matched line first, then on the screen from below. */
  resets: z.boolean().optional(),
});

/** Something covers the state (a picker, a transcript): the previous one is kept. */
export const viewerRuleSchema = z.strictObject({
  kind: z.literal('viewer'),
  ...common,
  /** What covers it, as shown: "transcript view". */
  covers: z.string().min(1),
});

/** A side remark that is no state; `$1` stands for the first group of the first pattern that matched. */
export const noteRuleSchema = z.strictObject({ kind: z.literal('note'), ...common, note: z.string().min(1) });

export type StateRule = z.infer<typeof stateRuleSchema>;
export type ViewerRule = z.infer<typeof viewerRuleSchema>;
export type NoteRule = z.infer<typeof noteRuleSchema>;
export type Rule = StateRule | ViewerRule | NoteRule;
/** A rule as it is written: `kind: 'state'` may be left out. */
export type RuleInput = (Omit<StateRule, 'kind'> & { kind?: 'state' }) | ViewerRule | NoteRule;

/** A rule as data. */
export const ruleSchema = z.preprocess(
  (value) =>
    typeof value === 'object' && value !== null && !('kind' in value) ? { kind: 'state', ...value } : value,
  z.discriminatedUnion('kind', [stateRuleSchema, viewerRuleSchema, noteRuleSchema]),
);

/** How to find the prompt box of an agent, and what belongs to it. */
export const layoutSchema = z.strictObject({
  /** Begin of the first line inside the box: what it matches is the prompt sign, the rest is the text. */
  prompt: patternSchema,
  /** The line right above the first line inside. Left out: the box is the run of lines that match `prompt`. */
  top: patternSchema.optional(),
  /** The line that closes the box. Left out: the box ends at a blank line. */
  bottom: patternSchema.optional(),
  /** Lines above the top that belong to it, from the top upwards: taken when all of them match. */
  head: z.array(patternSchema).default([]),
  /**
   * A terminal without colours may show the box without borders: what then stands above the prompt sign, upwards, blank
   * lines left out. Left out: it always has borders.
   */
  open: z.array(patternSchema).optional(),
  /** Cut from the lines inside: what stands beside the box. */
  aside: patternSchema.optional(),
  /** Lines at the lower end inside that are no text (a label). */
  labels: z.int().min(0).default(0),
  /** The box is an old one when a line below it matches. */
  stale: patternSchema.optional(),
  /** Most non-blank lines that may stand below the box. */
  footer: z.int().min(0).default(30),
  /** Placeholder texts; in agents that dim them the colour decides, where it is known. */
  hints: z.array(patternSchema).default([]),
  dimHints: z.boolean().default(false),
  /** Cut from every line before anything else: a scroll bar. */
  trim: patternSchema.optional(),
  /** `above_prompt` reaches up to the first line that matches `until`; paragraphs that match `past` are passed over. */
  until: patternSchema.default('^\\S'),
  past: z.array(patternSchema).default([]),
  /** Lines that are skipped on the way up. */
  skip: patternSchema.optional(),
});
export type Layout = z.infer<typeof layoutSchema>;

/** How to recognise that an agent runs in a pane (MARKERS.md §1): by command, title, process, screen. */
export const findSchema = z.strictObject({
  /** Names of its program, exact. */
  commands: z.array(z.string().min(1)).default([]),
  title: z.array(patternSchema).default([]),
  /** Paths of its script or package, where the program is an interpreter. */
  process: z.array(patternSchema).default([]),
  /** Command lines that are helpers of the agent, not the agent. */
  helper: z.array(patternSchema).default([]),
  screen: z.array(clauseSchema).default([]),
});

/** Agents with rules of their own in the program. */
export const BUILT_IN = AGENT_KINDS.filter((kind) => kind !== 'custom');

/** The kind of an agent by its id: its own for a built-in one, `custom` for any other. */
export function kindOfAgent(id: string): AgentKind {
  return BUILT_IN.find((kind) => kind === id) ?? 'custom';
}

/** Everything known of one agent, as data. A custom agent is one more of these. */
export const agentRulesSchema = z
  .strictObject({
    /** Its id: what it is called in rules, recordings and on the command line. */
    agent: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'is one lower-case word of at most 32 letters'),
    /** Its name, as shown. */
    name: z
      .string()
      .min(1)
      .max(40)
      .regex(/^\P{C}+$/u, 'has control characters'),
    /** The built-in agent whose rules these take the place of: the same as `agent`. */
    replaces: z.enum(BUILT_IN).optional(),
    find: findSchema,
    layout: layoutSchema,
    rules: z.array(ruleSchema).max(200),
  })
  .superRefine((definition, context) => {
    const ids = new Set<string>();
    const begin = `${definition.agent}.`;
    definition.rules.forEach((rule, index) => {
      if (ids.has(rule.id)) {
        context.addIssue({
          code: 'custom',
          path: ['rules', index, 'id'],
          message: `${rule.id} exists already`,
        });
      }
      if (!rule.id.startsWith(begin)) {
        context.addIssue({
          code: 'custom',
          path: ['rules', index, 'id'],
          message: `does not begin with ${begin}`,
        });
      }
      ids.add(rule.id);
    });
  });
export type AgentRules = z.infer<typeof agentRulesSchema>;
/** An agent as it is written, defaults left out. */
export type AgentRulesInput = Omit<z.input<typeof agentRulesSchema>, 'rules'> & { rules: RuleInput[] };
