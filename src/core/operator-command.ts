import { z } from 'zod';
import { durationSchema } from './duration.ts';

/** No program takes a NUL in an argument. */
const argument = z.string().regex(/^[^\0]*$/u, 'has a NUL character');

/** A program of the operator's, as `config.json` names it: an argument list, never a line for a shell. */
export const operatorCommandSchema = z.strictObject({
  command: z
    .tuple([argument.min(1, 'name the program')], argument)
    .describe('the program and its arguments, one string each; no shell reads them'),
  timeout: durationSchema.optional().describe('it is ended when it takes longer'),
  cwd: argument.min(1).optional().describe('the folder it runs in (default: that of cutover)'),
});
export type OperatorCommand = z.infer<typeof operatorCommandSchema>;

/** How a run of a program is bounded, and what it is given. */
export interface RunOptions {
  timeoutMs: number;
  /** More than this on standard output ends the program, in bytes. */
  mostBytes: number;
  /** Environment of the program. */
  env: Record<string, string | undefined>;
  cwd?: string;
  /** Standard input; left out: closed. */
  input?: string;
  signal?: AbortSignal;
}

/** What a run of a program came to. */
export interface CommandRun {
  /** How it ended: by itself, or why it was ended or not even started. */
  end:
    | { how: 'exit'; code: number }
    | { how: 'signal'; signal: string }
    | { how: 'timeout' }
    | { how: 'oversize' }
    | { how: 'aborted' }
    | { how: 'not_started'; reason: string };
  stdout: string;
  /** The last of its standard error, on one line and without control characters. */
  stderrEnd: string;
}

/** Runs a program without a shell, in a process group of its own; never rejects. */
export type RunCommand = (command: readonly string[], options: RunOptions) => Promise<CommandRun>;
