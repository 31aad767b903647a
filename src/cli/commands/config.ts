import { join, resolve } from 'node:path';
import { EXIT, type ExitCode } from '../../core/errors.ts';
import { reportJsonSchema } from '../../core/report-schema.ts';
import { type AgentFileProblem, describeAgentProblem } from '../../core/rules-state.ts';
import { oneLine } from '../../core/text.ts';
import {
  findConfig,
  readSettings,
  readUiSettings,
  SETTINGS_FILE,
  settingsJsonSchema,
} from '../../server/direct.ts';
import { withKeys } from '../../ui/key-overrides.ts';
import { print, printJson } from '../output.ts';

/** `cutover config schema [report]`: what config.json, or the report of an external monitor, may say, as a JSON schema. */
export function configSchema(of: 'config' | 'report'): void {
  printJson(of === 'report' ? reportJsonSchema() : settingsJsonSchema());
}

/** `cutover config check [FILE]`: whether it would be taken; exit code 1 with everything that is wrong with it. */
export async function configCheck(
  file: string | undefined,
  options: { config?: string; json?: boolean },
): Promise<ExitCode> {
  const path =
    file === undefined ? join(findConfig(options.config, process.env), SETTINGS_FILE) : resolve(file);
  const settings = await readSettings(path);
  // Which commands and keys there are is known to the cockpit alone.
  const read = settings.ok ? await readUiSettings(path, (keys) => withKeys(keys).problems) : settings;
  const problems = read.ok ? [] : read.problems;
  if (options.json === true) printJson({ v: 1, path, ok: read.ok, problems });
  else print(...(read.ok ? [`${oneLine(path)}: ok`] : problems.map(line)));
  return read.ok ? EXIT.ok : EXIT.error;
}

function line(problem: AgentFileProblem): string {
  return oneLine(`${describeAgentProblem(problem)}; ${problem.mend}`);
}
