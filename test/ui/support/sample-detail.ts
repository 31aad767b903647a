import type { AgentDetail } from '../../../src/core/client.ts';
import { MINUTE, NOW, SECOND } from './sample-agents.ts';
import { sampleSnapshot } from './sample-snapshot.ts';

const ESC = '\u001b';

/** The agent view's data for the first agent: a plan that waits for an answer. */
export function sampleDetail(over: Partial<AgentDetail> = {}): AgentDetail {
  const screen = [
    `${ESC}[38;5;231m●${ESC}[0m I have read the plan of the checkout service and prepared the change.`,
    '',
    `${ESC}[36m╭─ Plan ────────────────────────────────────────────────╮${ESC}[0m`,
    `${ESC}[36m│${ESC}[0m 1. Move the tax rules into their own module           ${ESC}[36m│${ESC}[0m`,
    `${ESC}[36m│${ESC}[0m 2. Add tests for the rounding of each currency        ${ESC}[36m│${ESC}[0m`,
    `${ESC}[36m╰───────────────────────────────────────────────────────╯${ESC}[0m`,
    '',
    ' Would you like to proceed?',
    '',
    ` ${ESC}[1;34m❯ 1. Yes, and use auto mode${ESC}[0m`,
    '   2. Yes, and ask before each edit',
    '   3. No, keep planning',
    '',
    ` ${ESC}[2mEsc to cancel${ESC}[0m`,
    ...Array.from({ length: 22 }, () => ''),
  ];
  return {
    id: '%12:4700',
    screen,
    cols: 120,
    rows: 36,
    capturedAt: NOW - 200,
    problem: null,
    evidence: {
      modular: {
        rule: 'claude.waiting.plan',
        line: 7,
        text: 'Would you like to proceed?',
        region: 'above_prompt',
        nearly: { rule: 'claude.idle.prompt-box', why: 'no prompt box in view' },
      },
      legacy: { rule: 'legacy.idle', line: null, text: '', region: null, nearly: null },
    },
    divergence: sampleSnapshot().divergences.find((d) => d.agentId === '%12:4700') ?? null,
    signature: { times: 31, agents: 6, judgement: null },
    label: null,
    history: [
      { at: NOW - 14 * MINUTE, monitor: 'legacy', state: 'working' },
      { at: NOW - 14 * MINUTE, monitor: 'modular', state: 'working' },
      { at: NOW - 10 * MINUTE, monitor: 'legacy', state: 'idle' },
      { at: NOW - 10 * MINUTE, monitor: 'modular', state: 'idle' },
      { at: NOW - 7 * MINUTE, monitor: 'legacy', state: 'working' },
      { at: NOW - 7 * MINUTE, monitor: 'modular', state: 'working' },
      { at: NOW - 1 * MINUTE, monitor: 'legacy', state: 'idle' },
      { at: NOW - 42 * SECOND, monitor: 'modular', state: 'waiting: plan' },
    ],
    ...over,
  };
}
