import type { AgentRulesInput } from '../rule.ts';

const SEEN = 'amp 0.0.17xx, 2026-08, by report';

/** Amp. The prompt is a closed box; its lower border carries the status while it works, and the title tells too. */
export const amp: AgentRulesInput = {
  agent: 'amp',
  name: 'Amp',
  find: { commands: ['amp'], title: ['(?:^| )amp - '], process: ['@sourcegraph/amp(?:[/@]|$)'] },
  layout: {
    top: '^[╭┌]─',
    // Every line inside has the bar; it is cut before the text is read.
    prompt: '^(?=[│┃])',
    aside: '^[│┃] ?',
    bottom: '^[╰└](?:─| \\S)',
    trim: '(?<!\\s)\\s*(?<=.)[│┃]$',
    footer: 4,
    until: '^\\S',
  },
  rules: [
    {
      id: 'amp.waiting.permission',
      state: 'waiting',
      detail: 'permission',
      priority: 950,
      region: 'last_n',
      lines: 24,
      any: ['Waiting for approval', 'Allow editing file:', '^ {0,2}(?:│ )?Run this command\\?'],
      prompt: 'absent',
      seen: SEEN,
    },
    {
      id: 'amp.waiting.border',
      state: 'waiting',
      detail: 'permission',
      priority: 945,
      region: 'last_n',
      lines: 3,
      any: ['^[╰└] ?.{0,4}Waiting for approval'],
      seen: SEEN,
    },
    {
      id: 'amp.working.title',
      state: 'working',
      priority: 905,
      region: 'title',
      any: ['^[⠁-⣿] '],
      seen: SEEN,
    },
    {
      id: 'amp.working.border',
      state: 'working',
      priority: 900,
      region: 'last_n',
      lines: 3,
      any: ['^[╰└] ?.{0,4}(?:Thinking|Streaming|Running tools|Waiting for response)'],
      seen: SEEN,
    },
    {
      id: 'amp.queued',
      state: 'message_queued',
      priority: 400,
      region: 'prompt_box',
      input: 'typed',
      seen: SEEN,
    },
    {
      id: 'amp.idle',
      state: 'idle',
      priority: 300,
      region: 'prompt_box',
      prompt: 'shown',
      input: 'empty',
      seen: SEEN,
    },
  ],
};
