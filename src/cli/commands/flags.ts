import { CutoverError, EXIT, type ExitCode } from '../../core/errors.ts';
import { describeProblem } from '../../core/flags-problem.ts';
import { safeJson } from '../../core/text.ts';
import { findFlags, openFlagsFile } from '../../server/direct.ts';
import { columns } from '../columns.ts';
import { print, printJson } from '../output.ts';

interface FlagsOptions {
  flags?: string;
  json?: boolean;
}

/** `cutover flags path`: which file it is. */
export function flagsPath(options: FlagsOptions): void {
  print(findFlags(options.flags, process.env));
}

/** `cutover flags get [FIELD]`: the flags as they hold, after the environment. */
export async function flagsGet(field: string | undefined, options: FlagsOptions): Promise<void> {
  const { state } = await openFlagsFile(findFlags(options.flags, process.env), process.env);
  const values: Record<string, unknown> = state.effective;
  if (field !== undefined) {
    if (!Object.hasOwn(values, field)) {
      throw new CutoverError(
        'usage',
        `there is no flag ${field}`,
        `name one of ${Object.keys(values).join(', ')}`,
        EXIT.usage,
      );
    }
    print(
      typeof values[field] === 'string' && options.json !== true ? values[field] : safeJson(values[field]),
    );
  } else if (options.json === true) printJson(state);
  else print(...columns(Object.entries(values).map(([name, value]) => [name, safeJson(value)])));
}

/** `cutover flags check`: whether the file would be taken. Exit code 1 with file, line, field and mend when not. */
export async function flagsCheck(options: FlagsOptions): Promise<ExitCode> {
  const { state } = await openFlagsFile(findFlags(options.flags, process.env), process.env);
  if (options.json === true) {
    const { path, status, problem, overrides, contradiction } = state;
    printJson({ path, status, problem, overrides, contradiction });
  } else if (state.problem !== null) {
    throw new CutoverError('flags_rejected', describeProblem(state.problem), state.problem.mend);
  } else {
    print(`${state.path}: ${state.status === 'missing' ? 'not there yet, the defaults hold' : 'ok'}`);
    if (state.contradiction !== null) print(`  ${state.contradiction}`);
    for (const { variable, value, effect } of state.overrides) print(`  ${variable}=${value}: ${effect}`);
  }
  return state.problem === null ? EXIT.ok : EXIT.error;
}
