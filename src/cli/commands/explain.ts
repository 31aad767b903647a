import { readFile } from 'node:fs/promises';
import { CutoverError, EXIT, messageOf } from '../../core/errors.ts';
import type { Frame } from '../../core/frame.ts';
import { plainText, stripControls } from '../../core/text.ts';
import type { RuleBook } from '../../detect/book.ts';
import { type Explanation, explain } from '../../detect/explain.ts';
import { parseRecording } from '../../detect/recording.ts';
import { lookAt } from '../../server/direct.ts';
import { columns } from '../columns.ts';
import { serverOf } from '../options.ts';
import { print, printJson } from '../output.ts';
import { rulesOf } from '../rules.ts';

/** Options of `cutover explain`. */
export interface ExplainOptions {
  socketName?: string;
  socketPath?: string;
  file?: string;
  case?: string;
  agent?: string;
  config?: string;
  title?: string;
  command?: string;
  json?: boolean;
}

/** `cutover explain [TARGET]`: which rule fired on which line, and what came close. */
export async function explainCommand(target: string | undefined, options: ExplainOptions): Promise<void> {
  const book = await rulesOf(options);
  const kind = knownAgent(options.agent, book);
  const frame = await frameFor(target, options);
  const explanation = explain(frame, { ...(kind !== undefined && { kind }), now: Date.now(), book });
  if (options.json === true) printJson(explanation);
  else print(...asText(frame, explanation));
}

function knownAgent(name: string | undefined, book: RuleBook): string | undefined {
  if (name !== undefined && !book.has(name)) {
    throw new CutoverError(
      'usage',
      `there is no agent ${name}`,
      `name one of ${book.agents.map((agent) => agent.id).join(', ')}`,
      EXIT.usage,
    );
  }
  return name;
}

async function frameFor(target: string | undefined, options: ExplainOptions): Promise<Frame> {
  if ((target === undefined) === (options.file === undefined)) {
    throw new CutoverError(
      'usage',
      'name a pane, or a file with --file',
      'see `cutover explain --help`',
      EXIT.usage,
    );
  }
  if (options.file === undefined) return lookAt(serverOf(options), target!);
  const text = await readText(options.file);
  if (options.case === undefined) return frameOfScreen(text, options);
  const frame = parseRecording(text, options.file).findLast((one) => one.case === options.case);
  if (frame === undefined) {
    throw new CutoverError(
      'no_case',
      `${options.file} has no case ${options.case}`,
      'name a case of the recording',
    );
  }
  return frame;
}

/** Reads a file as text. Throws CutoverError when it cannot be read. */
export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new CutoverError(
      'no_file',
      `${path} cannot be read: ${messageOf(error)}`,
      'name a file that is there',
    );
  }
}

function frameOfScreen(ansi: string, options: ExplainOptions): Frame {
  const text = stripControls(plainText(ansi));
  const lines = text.split('\n');
  return {
    v: 1,
    t: 0,
    paneId: '%0',
    target: options.file ?? '',
    title: options.title ?? '',
    command: options.command ?? '',
    cols: Math.max(...lines.map((line) => line.length), 1),
    rows: lines.length,
    cursor: [0, 0],
    text,
    ansi,
  };
}

function asText(frame: Frame, { discovery, chosen, candidates }: Explanation): string[] {
  const lines = frame.text.split('\n');
  const agent =
    discovery === null
      ? 'not an agent'
      : `${discovery.label ?? discovery.kind}, by its ${discovery.by}: ${discovery.text}`;
  const verdict =
    chosen === null
      ? ['rule     none fired']
      : [
          `state    ${chosen.detail === null ? chosen.state : `${chosen.state}: ${chosen.detail}`}`,
          `rule     ${chosen.rule}`,
          `where    ${chosen.line === null ? chosen.region : `line ${chosen.line + 1} of ${lines.length}, ${chosen.region}`}`,
          `text     ${chosen.text}`,
        ];
  const close = candidates.filter((candidate) => candidate.rule !== chosen?.rule);
  return [
    `agent    ${agent}`,
    ...verdict,
    ...(close.length === 0 ? [] : ['', 'what came close']),
    ...columns(close.map(({ rule, why }) => [`  ${rule}`, stripControls(why)])),
  ];
}
