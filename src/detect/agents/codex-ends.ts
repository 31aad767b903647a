import type { RuleInput } from '../rule.ts';
import { NOVEMBER, OLDER } from './codex-seen.ts';

/** How a turn ended: usage limits and errors, in the last block above the prompt. */
export const ends: RuleInput[] = [
  {
    id: 'codex.limit.message',
    state: 'rate_limited',
    priority: 600,
    region: 'above_prompt',
    all: [
      '^■ ',
      '(?:hit|reached) your usage limit|Quota exceeded|usage limit|rate limit|\\b429\\b|Too Many Requests',
    ],
    prompt: 'shown',
    resets: true,
    seen: NOVEMBER,
  },
  {
    id: 'codex.error.auth',
    state: 'error',
    detail: 'auth',
    priority: 590,
    region: 'above_prompt',
    all: [
      '^■ ',
      '\\b40[13]\\b|[Uu]nauthorized|[Aa]uthentication|[Ii]nvalid API key|access token|[Ss]ign in again',
    ],
    prompt: 'shown',
    seen: OLDER,
  },
  {
    id: 'codex.error.overloaded',
    state: 'error',
    detail: 'overloaded',
    priority: 589,
    region: 'above_prompt',
    all: ['^■ ', '[Oo]verloaded|at capacity|[Ss]erver is busy|high demand|\\b5(?:03|29)\\b'],
    prompt: 'shown',
    seen: OLDER,
  },
  {
    id: 'codex.error.network',
    state: 'error',
    detail: 'network',
    priority: 588,
    region: 'above_prompt',
    all: ['^■ ', 'stream disconnected|error sending request|[Cc]onnection|timed? ?out'],
    prompt: 'shown',
    seen: OLDER,
  },
  {
    id: 'codex.error.model',
    state: 'error',
    detail: 'model_unavailable',
    priority: 587,
    region: 'above_prompt',
    all: ['^■ ', 'model\\b.*(?:not found|does not exist|not supported|unavailable)'],
    prompt: 'shown',
    seen: OLDER,
  },
  {
    id: 'codex.error.other',
    state: 'error',
    priority: 580,
    region: 'above_prompt',
    // What a slash command lacks is no failure.
    any: ["^■ (?!Conversation interrupted|Unknown [a-z ]+ `|Usage: /|'/\\S+' is disabled)"],
    prompt: 'shown',
    seen: OLDER,
  },
];
