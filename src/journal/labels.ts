import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CutoverError, messageOf } from '../core/errors.ts';
import {
  type Judgement,
  type LabelLine,
  labelLineSchema,
  type Standing,
  type StateLabel,
  standingOf,
  type Undo,
} from '../core/judgement.ts';
import { jsonLine } from '../core/text.ts';
import { syncFolder } from './sync.ts';

/** Judgements and labels, in the folder of the flags file. */
const FILE = 'labels.jsonl';

/** A line to be written: number and version are given to it. */
export type NewLine = Omit<Judgement, 'v' | 'id'> | Omit<StateLabel, 'v' | 'id'> | Omit<Undo, 'v' | 'id'>;

/** A line that cannot be read. It is skipped, and stays where it is. */
export interface LabelsProblem {
  path: string;
  /** One-based; null: the file as a whole. */
  line: number | null;
  message: string;
}

/** What operators have said of differences and screens: a file of JSON lines that only grows. */
export interface Labels {
  readonly path: string;
  /** What could not be read at the start. */
  readonly problems: readonly LabelsProblem[];
  /** What counts now. */
  standing(): Standing;
  /**
   * Appends a line; resolves when it is on the disk. The folder and the file are made by the first one.
   * Throws CutoverError when it cannot be written: then it does not count either.
   */
  append(line: NewLine): Promise<LabelLine>;
}

/** The file of the labels for this flags file. */
export function labelsPath(flagsPath: string): string {
  return join(dirname(flagsPath), FILE);
}

/** Opens the labels: read once, and then only written. A file that cannot be read is a problem, not an exception. */
export async function openLabels(path: string): Promise<Labels> {
  const { lines, problems } = await readLabels(path);
  let standing = standingOf(lines);
  let last: Promise<unknown> = Promise.resolve();

  async function write(line: LabelLine): Promise<LabelLine> {
    await appendLine(path, jsonLine(line));
    lines.push(line);
    standing = standingOf(lines);
    return line;
  }

  return {
    path,
    problems,
    standing: () => standing,
    append(line) {
      const whole: LabelLine = { v: 1, id: randomUUID(), ...line };
      const written = last.then(() => write(whole));
      last = written.catch(() => undefined);
      return written;
    },
  };
}

async function readLabels(path: string): Promise<{ lines: LabelLine[]; problems: LabelsProblem[] }> {
  const lines: LabelLine[] = [];
  const problems: LabelsProblem[] = [];
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      problems.push({ path, line: null, message: `cannot be read: ${messageOf(error)}` });
    return { lines, problems };
  }
  for (const [i, written] of text.split('\n').entries()) {
    if (written.trim() === '') continue;
    const read = parseLine(written);
    if (typeof read === 'string') problems.push({ path, line: i + 1, message: read });
    else lines.push(read);
  }
  return { lines, problems };
}

/** The line, or what is wrong with it. */
function parseLine(text: string): LabelLine | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'is no JSON';
  }
  const version = (value as { v?: unknown } | null)?.v;
  if (typeof version === 'number' && version > 1) return `has version ${version}: a newer cutover wrote it`;
  const parsed = labelLineSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  return `${issue?.path.join('.') || 'line'}: ${issue?.message ?? 'is wrong'}`;
}

/** One write of a whole line; after a line that was cut (a full disk, a crash) it begins a new one. */
async function appendLine(path: string, line: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    // Screens of a team's agents are nobody else's business.
    const file = await open(path, 'a+', 0o600);
    try {
      const { size } = await file.stat();
      const { buffer } = await file.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1));
      const cut = size > 0 && buffer[0] !== 0x0a;
      await file.appendFile(`${cut ? '\n' : ''}${line}`);
      await file.sync();
      if (size === 0) await syncFolder(dirname(path));
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new CutoverError(
      'labels_unwritable',
      `${path} cannot be written: ${messageOf(error)}`,
      'make the folder writable; nothing was recorded',
    );
  }
}
