/** Exit codes of the command line. */
export const EXIT = { ok: 0, error: 1, usage: 2, differ: 3 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** An error an operator can do something about: what is wrong in one line, and how to mend it. */
export class CutoverError extends Error {
  readonly code: string;
  readonly mend: string;
  readonly exitCode: ExitCode;

  constructor(code: string, message: string, mend: string, exitCode: ExitCode = EXIT.error) {
    super(message);
    this.name = 'CutoverError';
    this.code = code;
    this.mend = mend;
    this.exitCode = exitCode;
  }
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
