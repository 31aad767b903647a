import type { AgentRulesInput } from '../rule.ts';

const SEEN = 'aider 0.86, 2026-08, by report';

/** Aider. A line program: its prompt is a bare `>` (or `ask>`) as the last line, below a rule. */
export const aider: AgentRulesInput = {
  agent: 'aider',
  name: 'Aider',
  find: {
    commands: ['aider'],
    process: ['/aider$', '^aider$', '/aider/__main__\\.py$', '^aider-chat$'],
    screen: [{ region: 'screen', any: ['^Aider v\\d+\\.\\d+'] }],
  },
  layout: { prompt: '^(?:\\w+ )?(?:\\w+)?> ?', footer: 0, until: '^\\S', past: ['^─{8,}$', '^Tokens: '] },
  rules: [
    {
      id: 'aider.waiting.permission',
      state: 'waiting',
      detail: 'permission',
      priority: 950,
      region: 'last_n',
      lines: 2,
      any: ['\\(Y\\)es/\\(N\\)o.*\\[(?:Yes|No)\\]:'],
      seen: SEEN,
    },
    {
      id: 'aider.working',
      state: 'working',
      priority: 900,
      region: 'last_line',
      any: ['^[░█ ]* ?Waiting for \\S', '^[⠁-⣿] '],
      seen: SEEN,
    },
    {
      id: 'aider.limit',
      state: 'rate_limited',
      priority: 600,
      region: 'above_prompt',
      any: ['^litellm\\.RateLimitError'],
      prompt: 'shown',
      resets: true,
      seen: SEEN,
    },
    {
      id: 'aider.error.auth',
      state: 'error',
      detail: 'auth',
      priority: 590,
      region: 'above_prompt',
      any: ['^litellm\\.AuthenticationError'],
      prompt: 'shown',
      seen: SEEN,
    },
    {
      id: 'aider.error.other',
      state: 'error',
      priority: 580,
      region: 'above_prompt',
      any: ['^litellm\\.\\w+Error'],
      prompt: 'shown',
      seen: SEEN,
    },
    {
      id: 'aider.queued',
      state: 'message_queued',
      priority: 400,
      region: 'prompt_box',
      input: 'typed',
      seen: SEEN,
    },
    {
      id: 'aider.idle',
      state: 'idle',
      priority: 300,
      region: 'prompt_box',
      prompt: 'shown',
      input: 'empty',
      seen: SEEN,
    },
  ],
};
