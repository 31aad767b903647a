import type { AgentRulesInput } from '../rule.ts';
import { dialogs } from './claude-dialogs.ts';
import { ends } from './claude-ends.ts';
import { NOVEMBER, OLDER, STRINGS } from './claude-seen.ts';

/** A spinner line: glyph, a label that is free text, `…`. Replies and tool calls begin with `●` and are no spinner. */
const SPINNER = '^[*·✢✳✶✻✽] \\S.{0,120}…(?:$| \\()';

/**
 * Claude Code. The prompt box stands between two full-width rules, in the first column; every reply and tool output
 * is indented or begins with its own glyph, so a quoted screen never has the same shape. A dialog takes the box away.
 */
export const claude: AgentRulesInput = {
  agent: 'claude',
  name: 'Claude Code',
  find: {
    commands: ['claude'],
    title: ['^[✳⠂⠐◐◑◒◓] \\S', '^✳$'],
    process: ['/claude/versions/\\d', '@anthropic-ai/claude-code(?:[/@]|$)'],
    // A program that drives it without a screen asks for JSON.
    helper: ['\\bmcp serve\\b', '\\bclaude daemon\\b', ' --(?:in|out)put-format[ =]'],
    screen: [
      { region: 'footer', any: ['← for agents', '\\(shift\\+tab to cycle\\)', '● \\w+ · /effort$'] },
      {
        region: 'last_n',
        lines: 12,
        all: ['^ ?Do you want to |^ ?Would you like to ', '^ {0,2}Esc to cancel'],
      },
      {
        region: 'last_n',
        lines: 8,
        any: ['^Enter to select · ↑/↓ to navigate', '^ {2}Showing detailed transcript'],
      },
      {
        region: 'last_n',
        lines: 16,
        any: ['^ Exit plan mode\\?', '^ Accessing workspace:', '^ {2}Switch between Claude models'],
      },
      { region: 'screen', any: ['^╭─── Claude Code v\\d'] },
    ],
  },
  layout: {
    top: '^─{8}(?:.*─)?$',
    prompt: '^[❯>!&#](?:[ \\u00a0]|$)',
    bottom: '^─{8}(?:.*─)?$',
    stale: '^╭─|[$#%] claude(?: |$)',
    hints: ['^Try "', '^Press up to edit queued messages'],
    dimHints: true,
    // Where the pane was made narrower, text wraps into the first column: only items, which begin with a sign, are heads.
    until: '^(?:[❯>!*·─╭╰]|\\p{So})',
    past: ['^[*·✢✳✶✻✽] \\S+ for \\d', '^❯ /(?:rate-limit-options|usage|status|upgrade|extra-usage)\\b'],
  },
  rules: [
    ...dialogs,
    ...ends,
    {
      id: 'claude.working.title',
      state: 'working',
      priority: 900,
      region: 'title',
      any: ['^[⠁-⣿◐◑◒◓](?: |$)'],
      seen: `${NOVEMBER}; braille up to 2.1.227, quarter circles from 2.1.228`,
    },
    {
      id: 'claude.working.compacting',
      state: 'working',
      detail: 'compacting',
      priority: 910,
      region: 'above_prompt',
      any: ['^[*·✢✳✶✻✽] Compacting conversation…'],
      seen: `${OLDER}; ${STRINGS}`,
    },
    {
      id: 'claude.working.retry',
      state: 'working',
      priority: 905,
      region: 'above_prompt',
      any: ['^[*·✢✳✶✻✽] .* · Retrying in \\d+'],
      seen: NOVEMBER,
    },
    {
      id: 'claude.working.footer',
      state: 'working',
      priority: 860,
      region: 'footer',
      any: ['^ {2}(?:.* · )?(?:esc|ctrl\\+c) to (?:interrupt|…)', '· (?:esc|ctrl\\+c) to…'],
      seen: NOVEMBER,
    },
    {
      id: 'claude.working.status',
      state: 'working',
      priority: 855,
      region: 'above_prompt',
      any: [
        SPINNER,
        '^[*·✢✳✶✻✽] (?:\\S+ ){1,6}\\((?:\\d+h )?(?:\\d+m )?\\d+s · [↑↓] ',
        // On some systems the spinner has the glyph of replies: the time behind it tells.
        '^● \\p{Lu}[^…(]{0,80}…\\s\\((?:\\d+h )?(?:\\d+m )?\\d+s(?: · |\\))',
      ],
      seen: NOVEMBER,
    },
    {
      id: 'claude.working.background-agents',
      state: 'working',
      detail: 'background',
      priority: 700,
      region: 'above_prompt',
      any: ['^[*·✢✳✶✻✽] Waiting for \\d{1,4} .*(?:agents?|tasks?|workflows?).* to finish'],
      seen: `${OLDER}; ${STRINGS}`,
    },
    {
      id: 'claude.working.background',
      state: 'working',
      detail: 'background',
      priority: 490,
      region: 'footer',
      any: ['^ {2}(?:.* · )?\\d+ (?:shells?|(?:background )?tasks?|agents?|monitors?|workflows?)(?: · |$)'],
      prompt: 'shown',
      seen: NOVEMBER,
    },
    {
      id: 'claude.queued',
      state: 'message_queued',
      priority: 400,
      region: 'prompt_box',
      prompt: 'shown',
      input: 'typed',
      seen: NOVEMBER,
    },
    {
      id: 'claude.fresh',
      state: 'fresh',
      priority: 350,
      region: 'above_prompt',
      any: ['^╰─.*╯$'],
      prompt: 'shown',
      input: 'empty',
      seen: NOVEMBER,
    },
    {
      id: 'claude.idle',
      state: 'idle',
      priority: 300,
      region: 'prompt_box',
      prompt: 'shown',
      input: 'empty',
      seen: NOVEMBER,
    },
    {
      kind: 'note',
      id: 'claude.note.context',
      note: 'context low: $1',
      priority: 100,
      region: 'footer',
      any: [
        'Context left until auto-compact: (\\d+ ?%)',
        'Context low \\((\\d+% remaining)\\)',
        '(?:^|\\s)(\\d+% until auto-compact)',
        'Context (limit reached)',
      ],
      seen: `${OLDER}; ${STRINGS}`,
    },
    {
      kind: 'note',
      id: 'claude.note.retry',
      note: 'retries by itself after an error: $1',
      priority: 100,
      region: 'above_prompt',
      any: ['^[*·✢✳✶✻✽] .*(attempt \\d+/\\d+)'],
      seen: NOVEMBER,
    },
  ],
};
