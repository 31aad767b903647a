import type { AgentExplanation, Example, SignatureDetail } from '../../../src/core/examples.ts';
import type { Judgement } from '../../../src/core/judgement.ts';
import type { Snapshot } from '../../../src/core/snapshot.ts';
import { NOW, sampleSnapshot } from './sample-snapshot.ts';

const SECOND = 1000;
const HOUR = 3_600_000;

const PLAN = [
  '\u001b[38;5;231m●\u001b[0m I have read the plan of the checkout',
  '  service and prepared the change.',
  ' Would you like to proceed?',
  ' \u001b[1;34m❯ 1. Yes, and use auto mode\u001b[0m',
  '   2. Yes, and ask before each edit',
  '   3. No, keep planning',
];

function example(id: number, over: Partial<Example> = {}): Example {
  const at = NOW - 2 * SECOND - id * 40 * SECOND;
  return {
    id,
    at,
    agentId: '%12:4700',
    target: 'shop:1.0',
    cause: 'logic',
    why: 'no change between the captures',
    legacy: {
      screen: Array.from({ length: 60 }, (_, i) => `history ${i}`).concat(PLAN),
      from: at - 900,
      to: at,
      captures: 4,
      equal: true,
      state: 'idle',
      detail: null,
      rule: 'legacy.idle',
      line: null,
      text: '',
      given: 'idle',
    },
    modular: {
      screen: PLAN,
      from: at + 700,
      to: at + 700,
      captures: 1,
      equal: true,
      state: 'waiting',
      detail: 'plan',
      rule: 'claude.waiting.plan',
      line: 2,
      text: 'Would you like to proceed?',
      given: 'waiting: plan',
    },
    ...over,
  };
}

/** Three examples, the last of which legacy did not see at all. */
export function sampleSignatureDetail(signature: string): SignatureDetail {
  const examples = [
    example(3),
    example(2, { agentId: '%18:4706', target: 'api:2.1' }),
    example(1, { legacy: null, why: 'legacy looks only at the active pane of a window' }),
  ];
  return { signature, examples };
}

const judgement = (signature: string, over: Partial<Judgement>): Judgement => ({
  v: 1,
  id: signature,
  kind: 'judgement',
  at: NOW - HOUR,
  who: 'ana',
  why: 'the example of shop:1.0',
  signature,
  verdict: 'modular_right',
  until: null,
  ...over,
});

/** The sample with signatures of every cause, of which some are judged. */
export function judgedSnapshot(): Partial<Snapshot> {
  const [first] = sampleSnapshot().signatures;
  const row = (signature: string, over: Partial<NonNullable<typeof first>>) => ({
    ...first!,
    signature,
    ...over,
  });
  return {
    accuracy: { right: 1005, judged: 1010 },
    signatures: [
      ...sampleSnapshot().signatures.slice(0, 3),
      row('opencode error(legacy.no-ui.error) → idle(opencode.idle.composer)', {
        kind: 'opencode',
        legacy: 'error (no ui)',
        modular: 'idle',
        times: 988,
        agents: 4,
        firstAt: NOW - 13 * HOUR,
        open: false,
        judgement: judgement('o', {}),
      }),
      row('gemini idle(legacy.idle) → working(gemini.working.spinner)', {
        kind: 'gemini',
        modular: 'working',
        times: 5,
        agents: 2,
        firstAt: NOW - 40 * HOUR,
        open: false,
        judgement: judgement('g', { verdict: 'legacy_right' }),
      }),
      row('claude working(legacy.active.words) → idle(claude.idle.box)', {
        legacy: 'working',
        modular: 'idle',
        times: 12,
        agents: 3,
        firstAt: NOW - 11 * HOUR,
        open: false,
        judgement: judgement('c', { verdict: 'ignored', until: NOW + 6 * 24 * HOUR }),
      }),
      row('claude crashed(legacy.no-ui.crashed) → idle(claude.idle.box)', {
        legacy: 'crashed',
        modular: 'idle',
        cause: 'timing',
        times: 1,
        agents: 1,
        open: false,
      }),
    ],
  };
}

/** Why the first agent is said to wait. */
export function sampleExplanation(): AgentExplanation {
  return {
    target: 'shop:1.0',
    at: NOW - SECOND,
    agent: { kind: 'claude', by: 'command' },
    lines: 36,
    chosen: {
      rule: 'claude.waiting.plan',
      region: 'above_prompt',
      line: 7,
      text: ' Would you like to proceed?',
      state: 'waiting',
      detail: 'plan',
    },
    candidates: [
      { rule: 'claude.working.spinner', matched: false, why: 'nothing in last_n(12) matches' },
      {
        rule: 'claude.idle.prompt-box',
        matched: true,
        why: 'holds, but is asked later: ❯ 1. Yes, and use auto mode',
      },
      ...Array.from({ length: 20 }, (_, i) => ({
        rule: `claude.rule-${i}`,
        matched: false,
        why: 'no prompt box in view',
      })),
    ],
  };
}
