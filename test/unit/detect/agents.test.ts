import { describe, expect, it } from 'vitest';
import { replayModular } from '../../../src/detect/score.ts';
import { corpus } from './fixtures.ts';

const cases = new Map([...corpus('dev'), ...corpus('screens')]);

/** Case (its size left out where there are several), state, detail, rule. */
const TABLE: Record<string, readonly (readonly [string, string | null, string | null, string | null])[]> = {
  claude: [
    ['claude-idle-fresh-start-with-a-dummy-subscription-token-120x40', 'fresh', null, 'claude.fresh'],
    ['claude-idle-after-a-short-answer-80x24', 'idle', null, 'claude.idle'],
    ['claude-idle-reply-quotes-a-permission-dialog-adversarial-80x24', 'idle', null, 'claude.idle'],
    ['claude-working-streaming-a-token-per-second-early-200x50', 'working', null, 'claude.working.title'],
    [
      'claude-working-streaming-with-unsubmitted-text-typed-in-the-pro-80x24',
      'working',
      null,
      'claude.working.title',
    ],
    ['claude-compact', 'working', 'compacting', 'claude.working.compacting'],
    ['claude-bg', 'working', 'background', 'claude.working.background'],
    ['claude-error-http-401-the-cli-is-retrying-by-itself-80x24', 'working', null, 'claude.working.retry'],
    ['claude-40-typed', 'message_queued', null, 'claude.queued'],
    ['claude-40-perm', 'waiting', 'permission', 'claude.waiting.permission'],
    [
      'claude-waiting_approval-file-write-permission-dialog-diff-120x40',
      'waiting',
      'permission',
      'claude.waiting.permission',
    ],
    ['claude-waiting_approval-plan-approval-dialog-80x24', 'waiting', 'plan', 'claude.waiting.plan'],
    ['claude-q', 'waiting', 'question', 'claude.waiting.question'],
    ['claude-onb1', 'waiting', 'trust', 'claude.waiting.trust'],
    ['claude-bypass', 'waiting', 'trust', 'claude.waiting.trust'],
    ['claude-onboarding-second-screen-after-enter-80x24', 'waiting', 'login', 'claude.waiting.not-logged-in'],
    [
      'claude-rate_limited-subscription-usage-limit-reached-unified-headers-120x40',
      'rate_limited',
      null,
      'claude.limit.menu',
    ],
    [
      'claude-error-http-529-overloaded-repeated-given-up-back-at-th-80x24',
      'error',
      'overloaded',
      'claude.error.overloaded',
    ],
    ['claude-404', 'error', 'model_unavailable', 'claude.error.model'],
    ['claude-error-http-500-retries-used-up-back-at-the-prompt-120x40', 'error', null, 'claude.error.other'],
    ['claude-idle-model-picker-open-user-menu-80x24', 'unknown', null, 'claude.viewer.picker'],
    ['claude-transcript2', 'unknown', null, 'claude.viewer.transcript'],
    ['claude-starting-first-200-ms-after-launch-80x24', 'starting', null, 'claude.unrecognised'],
    ['claude-crashed_shell-sigkill-while-streaming-stale-frame-above-the-ba-80x24', null, null, null],
    ['claude-exited_shell-suspended-with-ctrl-z-at-a-permission-dialog-bas-80x24', null, null, null],
  ],
  codex: [
    ['codex-fresh', 'idle', null, 'codex.idle'],
    ['codex-idle-after-user-interrupt-esc-80x24', 'idle', null, 'codex.idle'],
    [
      'codex-idle_unsubmitted-text-typed-in-the-prompt-not-submitted-80x24',
      'message_queued',
      null,
      'codex.queued',
    ],
    ['codex-working-waiting-for-the-first-token-4-s-80x24', 'working', null, 'codex.working.status'],
    ['codex-slow', 'working', null, 'codex.working.title'],
    ['codex-compact', 'working', 'compacting', 'codex.working.compacting'],
    ['codex-exec', 'waiting', 'permission', 'codex.waiting.permission'],
    [
      'codex-waiting_approval-multiple-choice-question-plan-mode-80x24',
      'waiting',
      'question',
      'codex.waiting.question',
    ],
    ['codex-first', 'waiting', 'trust', 'codex.waiting.trust'],
    ['codex-onboard', 'waiting', 'login', 'codex.waiting.login'],
    [
      'codex-rate_limited-http-429-usage-limit-reached-quota-80x24',
      'rate_limited',
      null,
      'codex.limit.message',
    ],
    ['codex-401', 'error', 'auth', 'codex.error.auth'],
    ['codex-400', 'error', null, 'codex.error.other'],
    ['codex-529', 'error', 'overloaded', 'codex.error.overloaded'],
    ['codex-model', 'unknown', null, 'codex.viewer.picker'],
  ],
  gemini: [
    ['gemini-80-fresh', 'fresh', null, 'gemini.fresh'],
    ['gemini-idle-after-user-interrupt-esc-120x40', 'idle', null, 'gemini.idle'],
    ['gemini-working-streaming-a-thinking-block-120x40', 'working', null, 'gemini.working.title'],
    ['gemini-compacting-compress-running-120x40', 'working', 'compacting', 'gemini.working.compacting'],
    ['gemini-80-perm', 'waiting', 'permission', 'gemini.waiting.permission'],
    ['gemini-80-q', 'waiting', 'question', 'gemini.waiting.question'],
    ['gemini-onboard', 'waiting', 'trust', 'gemini.waiting.trust'],
    ['gemini-onboarding-second-screen-after-enter-120x40', 'waiting', 'login', 'gemini.waiting.login'],
    ['gemini-80-401', 'error', 'auth', 'gemini.error.auth'],
    ['gemini-80-404', 'error', 'model_unavailable', 'gemini.error.menu'],
    ['gemini-80-model', 'unknown', null, 'gemini.viewer.picker'],
  ],
  opencode: [
    ['opencode-idle-after-a-short-answer-120x40', 'idle', null, 'opencode.idle'],
    ['opencode-wide-idle', 'idle', null, 'opencode.idle'],
    ['opencode-typed', 'message_queued', null, 'opencode.queued'],
    ['opencode-working-streaming-a-token-per-second-early-80x24', 'working', null, 'opencode.working.footer'],
    ['opencode-compact', 'working', 'compacting', 'opencode.working.compacting'],
    ['opencode-edit', 'waiting', 'permission', 'opencode.waiting.permission'],
    ['opencode-question', 'waiting', 'question', 'opencode.waiting.question'],
    ['opencode-429-retry', 'rate_limited', null, 'opencode.limit.retry'],
    ['opencode-401', 'error', 'auth', 'opencode.error.auth'],
    ['opencode-404', 'error', null, 'opencode.error.other'],
    ['opencode-500-interrupted', 'idle', null, 'opencode.idle'],
  ],
  qwen: [
    ['qwen-fresh', 'fresh', null, 'qwen.fresh'],
    ['qwen-idle-reply-ends-with-a-y-n-question-in-plain-text-120x40', 'idle', null, 'qwen.idle'],
    ['qwen-typed', 'message_queued', null, 'qwen.queued'],
    ['qwen-working-long-running-shell-tool-12-s-120x40', 'working', null, 'qwen.working.status'],
    ['qwen-80-tool', 'working', null, 'qwen.working.status'],
    ['qwen-compact', 'working', 'compacting', 'qwen.working.compacting-alone'],
    ['qwen-edit', 'waiting', 'permission', 'qwen.waiting.permission'],
    ['qwen-plan', 'waiting', 'plan', 'qwen.waiting.plan'],
    ['qwen-question', 'waiting', 'question', 'qwen.waiting.question'],
    ['qwen-onboarding-second-screen-after-enter-120x40', 'waiting', 'login', 'qwen.waiting.login'],
    ['qwen-401', 'error', 'auth', 'qwen.error.auth'],
    ['qwen-model', 'unknown', null, 'qwen.viewer.picker'],
  ],
  copilot: [
    ['copilot-idle-after-a-short-answer-120x40', 'idle', null, 'copilot.idle'],
    ['copilot-typed', 'message_queued', null, 'copilot.queued'],
    ['copilot-slow', 'working', null, 'copilot.working.footer'],
    [
      'copilot-working-waiting-for-background-shells-no-request-in-flig-120x40',
      'working',
      'background',
      'copilot.working.background',
    ],
    ['copilot-compacting-compact-running-120x40', 'working', 'compacting', 'copilot.working.compacting'],
    ['copilot-edit', 'waiting', 'permission', 'copilot.waiting.permission'],
    ['copilot-question', 'waiting', 'question', 'copilot.waiting.question'],
    ['copilot-trust', 'waiting', 'trust', 'copilot.waiting.trust'],
    [
      'copilot-onboarding-second-screen-after-enter-120x40',
      'waiting',
      'login',
      'copilot.waiting.not-logged-in',
    ],
    ['copilot-401', 'error', 'auth', 'copilot.error.auth'],
    ['copilot-404', 'error', 'model_unavailable', 'copilot.error.model'],
    ['copilot-error-http-500-22-s-later-120x40', 'error', null, 'copilot.error.other'],
    ['copilot-model', 'unknown', null, 'copilot.viewer.picker'],
  ],
};

describe.each(Object.entries(TABLE))('%s on real screens', (agent, rows) => {
  it.each(rows)('%s: %s', (name, state, detail, rule) => {
    const frames = cases.get(name);
    expect(frames, `no case ${name} in fixtures/corpus`).toBeDefined();
    const verdict = replayModular(frames!, name);
    expect(verdict).toMatchObject({ agent: state === null ? null : agent, state, detail, rule });
    const line = verdict.line;
    if (line !== null) expect(frames!.at(-1)!.text.split('\n')[line]?.trim()).not.toBe('');
  });
});
