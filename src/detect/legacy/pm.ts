import { strip } from './python.ts';
import { claudeInterface } from './screen.ts';

/** Any of these on the PM's screen, in any case, is a crash to legacy unless it is excused. */
const CRASH_WORDS = [
  'claude: command not found',
  'segmentation fault',
  'core dumped',
  'killed',
  'terminated',
  'panic:',
  'bash-',
  'zsh:',
  '$ ',
  'traceback (most recent call last)',
  'modulenotfounderror',
  'process finished with exit code',
  '[process completed]',
  'process does not exist',
  'no process found',
  'broken pipe',
  'connection lost',
];

/** Phrases of a PM that reports failures, and what tool output is drawn with: anywhere on the screen they excuse any word. */
const REPORTS = [
  /(?:test|check|deployment|pipeline|job).*failed|tests?\s+failed|failed:|failing\s+test|failed\s+\d+\s+tests?/i,
  /error (?:occurred|was|has been|in the)|previous error|fixed the error|resolving error/i,
  /reported killed|was killed by|process was terminated|has been terminated|connection was lost/i,
  /(?:previously|had|which|that) failed/i,
  /[⎿│└├]/,
];
/** Phrases that excuse one word. */
const REPORTS_OF_WORD: Readonly<Record<string, RegExp>> = {
  killed: /process killed|killed (?:the|by)|(?:was|been) killed/i,
  terminated: /(?:was|been|process) terminated|terminated the/i,
};
/** Signs of a conversation that goes on. */
const CONVERSATION =
  /Human:|Assistant:|You:|I'll|I will|Let me|I can|I understand|tmux-orc|Checking|Running|Executing/;
const BARE_PROMPT = /^(?:[$%#]|bash-.*\$.*|zsh:.*\$)$/;

/** Words that make a PM with its interface in view unhealthy. */
const UNHEALTHY_WORDS = [
  'connection lost',
  'session expired',
  'rate limited',
  'authentication failed',
  'network error',
  'timeout',
];

/** The word by which legacy takes a PM for crashed, or null: none is there, or all are excused. For 20 lines. */
export function pmCrashWord(capture: string): string | null {
  const lower = capture.toLowerCase();
  const words = CRASH_WORDS.filter((word) => lower.includes(word));
  if (words.length === 0) return null;
  const lastLine = strip(capture).split('\n').at(-1) ?? '';
  if (BARE_PROMPT.test(strip(lastLine))) return words[0]!;
  if (CONVERSATION.test(capture) || REPORTS.some((phrases) => phrases.test(capture))) return null;
  return words.find((word) => REPORTS_OF_WORD[word]?.test(capture) !== true) ?? null;
}

/** Whether a PM looks well to legacy: its interface in view and none of the words of trouble. For 30 lines. */
export function isPmHealthy(capture: string): boolean {
  const lower = capture.toLowerCase();
  return claudeInterface(capture) !== null && !UNHEALTHY_WORDS.some((word) => lower.includes(word));
}
