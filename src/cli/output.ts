import { CutoverError, EXIT, type ExitCode, messageOf } from '../core/errors.ts';
import { oneLine, safeJson, stripControls } from '../core/text.ts';
import { TmuxError } from '../core/tmux.ts';

// A reader that has seen enough (`cutover replay … | head`) ends the program, and that is no error.
if (!process.stdout.isTTY) {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}

/** Prints lines on standard output. They may hold names, titles and texts of panes: nothing in them steers the terminal. */
export function print(...lines: string[]): void {
  process.stdout.write(`${stripControls(lines.join('\n'))}\n`);
}

/** Prints one JSON document. */
export function printJson(value: unknown): void {
  print(safeJson(value, 2));
}

/** Prints a JSON document a line. */
export function printJsonLines(values: readonly unknown[]): void {
  if (values.length > 0) print(...values.map((value) => safeJson(value)));
}

/** Says in one line on standard error what went wrong and how to mend it; returns the exit code. */
export function printError(error: unknown): ExitCode {
  const mend = error instanceof CutoverError || error instanceof TmuxError ? error.mend : '';
  const text = mend === '' ? messageOf(error) : `${messageOf(error)}; ${mend}`;
  process.stderr.write(`cutover: ${oneLine(text)}\n`);
  return error instanceof CutoverError ? error.exitCode : EXIT.error;
}
