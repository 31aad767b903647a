import { strip, strippedLines } from './python.ts';
import type { FoundLine } from './screen.ts';

/** What stands in an untouched prompt: no message of anyone's. */
const HINT = 'Try "help" for more information';
const WELCOME = ['Welcome to Claude Code', 'What would you like me to help you with'];
const NO_BREAK_SPACE = /\u00a0/g;

/** The text behind the prompt sign of a line, or null if the line has none. */
function promptText(line: string): string | null {
  const marker = line.includes('│ >') ? '│ >' : '│\u00a0>';
  const at = line.indexOf(marker);
  if (at < 0) return null;
  const rest = line.slice(at + marker.length);
  const border = rest.lastIndexOf('│');
  return strip((border < 0 ? rest : rest.slice(0, border)).replace(NO_BREAK_SPACE, ' '));
}

/** The line of the last prompt box that holds text nobody has sent, or null. A screen that shows thinking holds none. */
export function unsubmittedMessage(capture: string): FoundLine | null {
  const { lines, first } = strippedLines(capture);
  if (lines.some((line) => line.includes('Thinking...') || (line.includes('·') && line.includes('…')))) {
    return null;
  }
  // A line with both corners is a top only; with its bottom above its top a box has no lines.
  const top = lines.findLastIndex((line) => line.includes('╭─'));
  const bottom = lines.findLastIndex((line) => line.includes('╰─') && !line.includes('╭─'));
  if (top < 0) return null;
  for (let i = top; i <= bottom; i++) {
    const text = promptText(lines[i]!);
    if (text !== null && text !== '' && text !== HINT) return { line: first + i, text: lines[i]! };
  }
  return null;
}

/**
 * The line by which legacy takes the agent for untouched, or null. Only the first prompt of the capture counts. To be
 * asked after `unsubmittedMessage`.
 */
export function freshPrompt(capture: string): FoundLine | null {
  const { lines, first } = strippedLines(capture);
  const at = lines.findIndex((line) => promptText(line) !== null);
  if (at < 0) return null;
  const text = promptText(lines[at]!);
  const untouched = text === HINT || (text === '' && WELCOME.every((words) => capture.includes(words)));
  return untouched ? { line: first + at, text: lines[at]! } : null;
}
