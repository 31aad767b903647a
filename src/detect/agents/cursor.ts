import type { AgentRulesInput } from '../rule.ts';

const SEEN = 'cursor-agent 2026.07, 2026-08, by report';

/** Cursor CLI. The prompt is a box with `→`; a dialog stands in a box of its own. */
export const cursor: AgentRulesInput = {
  agent: 'cursor',
  name: 'Cursor CLI',
  find: {
    commands: ['cursor-agent'],
    process: ['/cursor-agent/versions/', '/cursor-agent$'],
    screen: [{ region: 'last_n', lines: 6, any: ['→ Add a follow-up'] }],
  },
  layout: {
    top: '^ ?(?:┌─|╭─|▄{8}|─{8})',
    prompt: '^ ?[│┃]? ?→ ',
    bottom: '^ ?(?:└─|╰─|▀{8}|─{8})',
    trim: '(?<!\\s)\\s*[│┃]$',
    footer: 8,
    hints: ['^Add a follow-up', '^Plan, search, build anything'],
    until: '^ {0,2}\\S',
  },
  rules: [
    {
      id: 'cursor.waiting.permission',
      state: 'waiting',
      detail: 'permission',
      priority: 950,
      region: 'last_n',
      lines: 20,
      any: [
        '(?:Run this command|Write to this file|Allow this web fetch|Delete this file)\\?',
        '→ (?:Run|Yes|Allow|Proceed).*\\(y\\)',
        '^ ?[│┃]? {0,3}→ \\S.*\\((?:y|enter)\\)',
      ],
      prompt: 'absent',
      seen: SEEN,
    },
    {
      id: 'cursor.working.status',
      state: 'working',
      priority: 905,
      region: 'above_prompt',
      any: ['^ {0,2}[⬡⬢] \\p{Lu}\\p{L}*ing\\b'],
      seen: SEEN,
    },
    {
      // Stands apart, at the right end of its line: typed text does not.
      id: 'cursor.working.hint',
      state: 'working',
      priority: 900,
      region: 'last_n',
      lines: 5,
      any: [' {3}ctrl\\+c to stop$'],
      seen: SEEN,
    },
    {
      id: 'cursor.queued',
      state: 'message_queued',
      priority: 400,
      region: 'prompt_box',
      input: 'typed',
      seen: SEEN,
    },
    {
      id: 'cursor.idle',
      state: 'idle',
      priority: 300,
      region: 'prompt_box',
      prompt: 'shown',
      input: 'empty',
      seen: SEEN,
    },
  ],
};
