import { strip, strippedLines } from './python.ts';

/** A line of a capture that a rule rests on. */
export interface FoundLine {
  /** Zero-based, in the whole capture. */
  line: number;
  text: string;
}

/** Any of these on any line means to legacy that Claude is there: history included, case counts. */
const UI_MARKERS = [
  '? for shortcuts',
  'Welcome to Claude Code',
  '╭─',
  '╰─',
  '│ >',
  'Bypassing Permissions',
  '@anthropic-ai/claude-code',
];
/** Signs of a box that make a line of a conversation above them count as Claude. */
const BOX_SIGNS = ['╭─', '╰─', '│'];
/** A conversation counts only if it begins above the last three lines. */
const LINES_BELOW_CONVERSATION = 3;
/** Endings that make a line look like a shell prompt. */
const PROMPT_ENDINGS = /[$#>%]$/;
const LINES_FOR_A_PROMPT = 5;

/** The line by which legacy takes Claude's interface for present, or null when it sees none. */
export function claudeInterface(capture: string): FoundLine | null {
  const { lines, first } = strippedLines(capture);
  const marked = lines.findIndex((line) => UI_MARKERS.some((marker) => line.includes(marker)));
  const at = marked >= 0 ? marked : conversation(lines);
  return at < 0 ? null : { line: first + at, text: lines[at]! };
}

function conversation(lines: readonly string[]): number {
  const lastSign = lines.findLastIndex((line) => BOX_SIGNS.some((sign) => line.includes(sign)));
  const end = Math.min(lastSign, lines.length - LINES_BELOW_CONVERSATION);
  for (let i = 0; i < end; i++) {
    const lower = lines[i]!.toLowerCase();
    if (lower.includes('assistant:') || lower.includes('human:')) return i;
  }
  return -1;
}

/** The first of the last five lines that ends as shell prompts end, or null. */
export function shellPrompt(capture: string): FoundLine | null {
  const { lines, first } = strippedLines(capture);
  const start = Math.max(0, lines.length - LINES_FOR_A_PROMPT);
  for (let i = start; i < lines.length; i++) {
    if (PROMPT_ENDINGS.test(strip(lines[i]!))) return { line: first + i, text: lines[i]! };
  }
  return null;
}
