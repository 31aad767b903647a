import type { AgentRulesInput } from '../rule.ts';

const NOVEMBER = 'qwen 0.15.10, 2026-11';
const STRINGS = "qwen 0.15.10's own texts, 2026-11";
const OLDER = 'qwen 0.1 to 0.12, 2025-10 to 2026-06';

/** A box with a menu in it, indented or not. */
const SELECTED = '^ {0,3}[│┃] +[›❯●>] +(?:\\d+\\. )?\\S';

/**
 * Qwen Code. The prompt stands between two full-width rules; items of a turn are indented by two, their text by four.
 * The status line is a joke of its own choice with the time behind it, wrapped where the pane is narrow.
 */
export const qwen: AgentRulesInput = {
  agent: 'qwen',
  name: 'Qwen Code',
  find: {
    commands: ['qwen'],
    title: ['^Qwen - '],
    // Not whatever runs in a folder of that name.
    process: [
      '@qwen-code/qwen-code(?:[/@]|$)',
      '/qwen-code/(?:cli\\.js$|dist/|packages/cli|scripts/start\\.js$)',
    ],
    helper: [' --(?:experimental-)?acp\\b'],
    screen: [
      { region: 'screen', any: ['│ >_ Qwen Code \\(v\\d'] },
      {
        region: 'last_n',
        lines: 4,
        any: ['^[>*!] {3}Type your message or @path', '^ {2}[⠁-⣿] Waiting for user confirmation'],
      },
    ],
  },
  layout: {
    top: '^─{8,}$',
    prompt: '^[>!*] ',
    bottom: '^─{8,}$',
    stale: '^ {0,2}[╭│╰┌└✦✕●]',
    hints: ['^Type your message or ', "^Press 'i' for INSERT mode"],
    // Where a narrow pane wraps the status line, the rest of it stands in the first column: only items count as heads.
    until: '^ {2}(?:[>✦●✕✓ℹ⚠⏺⎿] |Tips: )',
    skip: '^ {2}[╭│╰]',
  },
  rules: [
    {
      id: 'qwen.waiting.trust',
      state: 'waiting',
      detail: 'trust',
      priority: 965,
      region: 'below_last_divider',
      any: ['^ {0,3}[│┃] .*Do you trust (?:this folder|the files in this folder)\\?'],
      prompt: 'absent',
      seen: STRINGS,
    },
    {
      id: 'qwen.waiting.login',
      state: 'waiting',
      detail: 'login',
      priority: 964,
      region: 'below_last_divider',
      any: [
        '^ {0,3}[│┃] .*Access Method +│',
        '^ {0,3}[│┃] .*Select Authentication Method',
        '^ {0,3}[│┃] .*How would you like to authenticate',
        '^ {0,3}[│┃] .*(?:Connect a Provider|Enter (?:your )?API [Kk]ey|Waiting for .*authorization)',
      ],
      prompt: 'absent',
      seen: `${NOVEMBER}; ${STRINGS}`,
    },
    {
      id: 'qwen.waiting.question',
      state: 'waiting',
      detail: 'question',
      priority: 960,
      region: 'below_last_divider',
      any: [
        '^ {0,3}[│┃] .*\\d\\. Type something\\.\\.\\.',
        '^ {0,3}[│┃] Ready to submit your answers\\?',
        '^ {0,3}[│┃] .*↑/↓: Navigate',
      ],
      prompt: 'absent',
      seen: NOVEMBER,
    },
    {
      id: 'qwen.waiting.plan',
      state: 'waiting',
      detail: 'plan',
      priority: 955,
      region: 'below_last_divider',
      any: ['^ {0,3}[│┃] Would you like to proceed\\?', '^ {0,3}[│┃] .*\\d\\. No, keep planning'],
      prompt: 'absent',
      seen: NOVEMBER,
    },
    {
      id: 'qwen.waiting.permission',
      state: 'waiting',
      detail: 'permission',
      priority: 950,
      region: 'below_last_divider',
      any: [
        '^ {0,3}[│┃] (?:Allow execution of|Apply this change\\?|Do you want to proceed\\?)',
        '^ {0,3}[│┃] .*\\d\\. (?:Yes, allow once|Allow once)',
        '^ {0,3}[│┃] .*\\d\\. No, suggest changes \\(esc\\)',
        '^ {0,2}[⠁-⣿] Waiting for user confirmation',
      ],
      prompt: 'absent',
      seen: `${NOVEMBER}; ${OLDER}`,
    },
    {
      id: 'qwen.working.compacting',
      state: 'working',
      detail: 'compacting',
      priority: 910,
      region: 'above_prompt',
      any: ['^ {0,2}\\S{1,2} {1,2}Compressing (?:chat history|context)'],
      seen: STRINGS,
    },
    {
      id: 'qwen.working.compacting-alone',
      state: 'working',
      detail: 'compacting',
      priority: 970,
      region: 'last_line',
      any: ['^ {1,2}[.⠁-⣿]{1,3} Compressing (?:chat history|context)'],
      prompt: 'absent',
      seen: NOVEMBER,
    },
    {
      id: 'qwen.working.status',
      state: 'working',
      priority: 900,
      region: 'above_prompt',
      any: [
        '^ {1,2}[.⠁-⣿]{1,3} ?\\S.*\\besc to(?: cancel\\)?)?$',
        '^ {1,2}[.⠁-⣿]{1,3} ?\\S.* \\((?:\\d+h )?(?:\\d+m )?\\d+s(?: ·|$)',
        // The rest of a wrapped one, in its column or on a line of its own.
        '^ {0,2}[.⠁-⣿]{0,3} *cancel\\)$',
        '^ {0,2}\\((?:\\d+h )?(?:\\d+m )?\\d+s · (?:[↑↓] .* · )?esc to cancel\\)$',
      ],
      seen: NOVEMBER,
    },
    {
      id: 'qwen.working.retry',
      state: 'working',
      priority: 895,
      region: 'above_prompt',
      any: ['^ {0,2}(?:\\S{1,2} )?Retrying in \\d+ ?[hms]'],
      seen: STRINGS,
    },
    {
      kind: 'viewer',
      id: 'qwen.viewer.picker',
      covers: 'a menu of the operator is open',
      priority: 700,
      region: 'last_n',
      lines: 6,
      any: ['Esc to (?:close|back)\\b', '[│┃] +Tab/Shift\\+Tab to switch tabs'],
      prompt: 'absent',
      seen: NOVEMBER,
    },
    {
      id: 'qwen.waiting.unknown',
      state: 'waiting',
      priority: 650,
      region: 'below_last_divider',
      any: [SELECTED, 'Enter to select, ', '\\(Use Enter to '],
      prompt: 'absent',
      seen: `${NOVEMBER}: any menu that takes the prompt away`,
    },
    {
      id: 'qwen.limit.message',
      state: 'rate_limited',
      priority: 600,
      region: 'above_prompt',
      any: ['^ {0,2}✕ .*(?:[Qq]uota|\\b429\\b|[Rr]ate limit|usage limit)'],
      prompt: 'shown',
      resets: true,
      seen: STRINGS,
    },
    {
      id: 'qwen.error.auth',
      state: 'error',
      detail: 'auth',
      priority: 590,
      region: 'above_prompt',
      any: ['^ {0,2}✕ .*(?:\\b40[13]\\b|[Uu]nauthorized|API key|[Aa]uthentication)'],
      prompt: 'shown',
      seen: STRINGS,
    },
    {
      id: 'qwen.error.other',
      state: 'error',
      priority: 580,
      region: 'above_prompt',
      any: ['^ {0,2}✕ (?!Unknown (?:sub)?command|Please provide|Usage:)\\S'],
      prompt: 'shown',
      seen: STRINGS,
    },
    {
      id: 'qwen.queued',
      state: 'message_queued',
      priority: 400,
      region: 'prompt_box',
      prompt: 'shown',
      input: 'typed',
      seen: NOVEMBER,
    },
    {
      id: 'qwen.fresh',
      state: 'fresh',
      priority: 350,
      region: 'above_prompt',
      any: ['^ {2}Tips: '],
      prompt: 'shown',
      input: 'empty',
      seen: NOVEMBER,
    },
    {
      id: 'qwen.idle',
      state: 'idle',
      priority: 300,
      region: 'prompt_box',
      prompt: 'shown',
      input: 'empty',
      seen: NOVEMBER,
    },
  ],
};
