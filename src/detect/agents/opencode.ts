import type { AgentRulesInput } from '../rule.ts';

const NOVEMBER = 'opencode 1.18.33, 2026-11';
const OLDER = 'opencode 1.0 to 1.10, 2025-11 to 2026-06';

/**
 * opencode. Composer and messages have a bar at their left; only the composer is closed by `╹▀▀▀`, with the line that
 * tells working from idle below it. A dialog takes the composer's place and has the same bar without the closing.
 */
export const opencode: AgentRulesInput = {
  agent: 'opencode',
  name: 'opencode',
  find: {
    commands: ['opencode'],
    title: ['^OC \\| ', '^OpenCode$'],
    process: ['/opencode-ai/', '/opencode/bin/'],
    helper: ['\\bopencode serve\\b'],
    screen: [{ region: 'last_n', lines: 3, any: ['ctrl\\+p commands$'] }],
  },
  layout: {
    prompt: '^\\s*┃(?!.*┃$) {0,2}',
    bottom: '^\\s*╹▀{4,}',
    labels: 1,
    footer: 8,
    hints: ['^Ask anything', '^Run a command'],
    until: '^ {0,2}┃|^ {5}\\S',
    past: ['^ {5}▣ '],
  },
  rules: [
    {
      id: 'opencode.waiting.permission',
      state: 'waiting',
      detail: 'permission',
      priority: 950,
      region: 'last_n',
      lines: 24,
      any: [
        '^\\s*┃\\s+△ (?:Permission required|Always allow|Reject permission)',
        'Allow once +Allow always +Reject',
      ],
      prompt: 'absent',
      seen: NOVEMBER,
    },
    {
      id: 'opencode.waiting.question',
      state: 'waiting',
      detail: 'question',
      priority: 945,
      region: 'last_n',
      lines: 4,
      any: ['enter (?:confirm|submit|toggle|select)\\b.*esc dismiss', 'esc dismiss'],
      prompt: 'absent',
      seen: OLDER,
    },
    {
      id: 'opencode.working.footer',
      state: 'working',
      priority: 900,
      region: 'footer',
      any: ['^\\s*[■⬝]{4,}', '\\besc (?:again to )?interrupt\\b'],
      seen: NOVEMBER,
    },
    {
      id: 'opencode.limit.message',
      state: 'rate_limited',
      priority: 600,
      region: 'above_prompt',
      any: ['^ {0,2}┃ .*(?:[Rr]ate limit|[Uu]sage limit|[Qq]uota|Too Many Requests)'],
      prompt: 'shown',
      resets: true,
      seen: OLDER,
    },
    {
      id: 'opencode.queued',
      state: 'message_queued',
      priority: 400,
      region: 'prompt_box',
      prompt: 'shown',
      input: 'typed',
      seen: NOVEMBER,
    },
    {
      id: 'opencode.idle',
      state: 'idle',
      priority: 300,
      region: 'prompt_box',
      prompt: 'shown',
      input: 'empty',
      seen: NOVEMBER,
    },
    {
      kind: 'note',
      id: 'opencode.note.retry',
      note: 'retries by itself: $1',
      priority: 100,
      region: 'footer',
      any: ['\\[(retrying[^\\]]{0,40})\\]'],
      seen: NOVEMBER,
    },
  ],
};
