import type { RuleInput } from '../rule.ts';
import { NOVEMBER, OLDER, STRINGS } from './claude-seen.ts';

/** How a turn ended: usage limits and errors, in the last block above the prompt. */
export const ends: RuleInput[] = [
  {
    id: 'claude.limit.message',
    state: 'rate_limited',
    priority: 600,
    region: 'above_prompt',
    any: [
      // What follows tells it from prose that begins alike: nothing, a middle dot, a time, or what to do.
      '^(?: {2}⎿ |[●⏺] )\\s{0,3}You.ve (?:hit|reached) your (?:[\\w.-]{1,20} ){0,4}limit(?:$| [·∙—]|\\.(?:$| (?:Run|Switch|Use|Try|Resets) ))',
      '^(?: {2}⎿ |[●⏺] )\\s{0,3}(?:5-hour|[Ss]ession|[Ww]eekly|Opus|Sonnet|Claude|Usage|usage).{0,20} limit reached(?:$| [·∙]|\\|\\d|\\. )',
      "^(?: {2}⎿ |[●⏺] )\\s{0,3}You're out of (?:extra usage|usage credits)(?:$| ?[·∙.])",
      '^(?: {2}⎿ |[●⏺] )\\s{0,3}Your org is out of usage(?:$| ·)',
    ],
    prompt: 'shown',
    resets: true,
    seen: `${NOVEMBER}; ${OLDER}; ${STRINGS}`,
  },
  {
    id: 'claude.limit.requests',
    state: 'rate_limited',
    priority: 595,
    region: 'above_prompt',
    any: [
      '^[●⏺] API Error: Request rejected \\(429\\)',
      '^[●⏺] API Error: 429 ',
      '^[●⏺] API Error: Rate limit reached',
    ],
    prompt: 'shown',
    seen: NOVEMBER,
  },
  {
    id: 'claude.error.auth',
    state: 'error',
    detail: 'auth',
    priority: 590,
    region: 'above_prompt',
    any: [
      '^[●⏺] (?:API Error: 40[13]\\b|Invalid API key · |Authentication error · |OAuth token (?:revoked|has expired))',
      '^[●⏺] (?:Not logged in · |Please run /login(?: · |$)|Failed to authenticate\\. API Error)',
      '^[●⏺] Your (?:ANTHROPIC_API_KEY belongs|organization has disabled)',
      '^(?:[●⏺] .*| {2}⎿ {1,2}API Error: 40[13] .*)"type":"authentication_error"',
    ],
    prompt: 'shown',
    seen: `${STRINGS}; ${OLDER}`,
  },
  {
    id: 'claude.error.overloaded',
    state: 'error',
    detail: 'overloaded',
    priority: 588,
    region: 'above_prompt',
    any: [
      '^[●⏺] API Error: (?:529|Repeated 529|Overloaded)',
      '^[●⏺] \\S+(?: \\S+){0,2} is experiencing high load, please use /model',
    ],
    prompt: 'shown',
    seen: `${NOVEMBER}; ${STRINGS}`,
  },
  {
    id: 'claude.error.network',
    state: 'error',
    detail: 'network',
    priority: 586,
    region: 'above_prompt',
    any: [
      '^[●⏺] API Error(?::| \\().*(?:[Cc]onnection|ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|fetch failed|Unable to connect)',
      '^[●⏺] (?:API Error: )?Request timed out',
    ],
    prompt: 'shown',
    seen: OLDER,
  },
  {
    id: 'claude.error.model',
    state: 'error',
    detail: 'model_unavailable',
    priority: 585,
    region: 'above_prompt',
    any: [
      // A model's name, and nothing after it: prose says what is unavailable with an article, and goes on.
      '^(?:[●⏺]| {2}⎿) {1,2}(?!The |This |That |It |Your |Our |A )\\p{Lu}\\S*(?: \\S+){0,3} is currently unavailable\\.$',
      '^[●⏺] claude-\\S+ is currently unavailable\\.',
      '^[●⏺] There.s an issue with the selected model',
      '^[●⏺] API Error: 404\\b',
    ],
    prompt: 'shown',
    seen: OLDER,
  },
  {
    id: 'claude.error.other',
    state: 'error',
    priority: 580,
    region: 'above_prompt',
    any: [
      '^[●⏺] API Error(?:: \\S| \\()',
      '^(?:[●⏺]| {2}⎿) {1,2}(?:Prompt is too long|Credit balance is too low|Context limit reached)',
    ],
    prompt: 'shown',
    seen: NOVEMBER,
  },
];
