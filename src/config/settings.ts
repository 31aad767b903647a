import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { CutoverError, messageOf } from '../core/errors.ts';
import { type JsonRead, readJson } from '../core/json-file.ts';
import { describeAgentProblem } from '../core/rules-state.ts';
import { healthConfigSchema } from '../health/config.ts';
import { rolloutConfigSchema } from '../rollout/config.ts';

/** File in the config folder that holds the numbers of the rollout and of its checks. */
export const SETTINGS_FILE = 'config.json';
const MANUAL = '`cutover config schema` says what may be written';

/** What `config.json` may say; everything has a default, from ADR-005 and ROLLOUT.md. */
export const settingsSchema = z
  .strictObject({
    $schema: z.string().optional().describe('the JSON schema, for editors; not read'),
    rollout: rolloutConfigSchema.prefault({}).describe('stages, dwell, approvals, freeze windows, drills'),
    health: healthConfigSchema.prefault({}).describe('the bounds of the checks'),
  })
  .describe('settings of cutover');

/** The numbers that hold, and a hash that is another one when any of them is. */
export interface Settings {
  rollout: z.infer<typeof rolloutConfigSchema>;
  health: z.infer<typeof healthConfigSchema>;
  hash: string;
}

/** The settings of a text, or all that is wrong with it. */
export function parseSettings(text: string, file: string): JsonRead<Settings> {
  const read = readJson(text, file, settingsSchema, MANUAL);
  if (!read.ok) return read;
  const { rollout, health } = read.value;
  return { ok: true, value: settingsOf({ rollout, health }) };
}

function settingsOf(numbers: Omit<Settings, 'hash'>): Settings {
  const hash = createHash('sha256').update(JSON.stringify(numbers)).digest('hex').slice(0, 16);
  return { ...numbers, hash };
}

/** The settings without a file: the defaults. */
export function defaultSettings(): Settings {
  const { rollout, health } = settingsSchema.parse({});
  return settingsOf({ rollout, health });
}

/** Checks one file of settings: what it says, or all that is wrong with it. Throws CutoverError when it cannot be read. */
export async function readSettings(file: string): Promise<JsonRead<Settings>> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new CutoverError(
      missing ? 'no_config' : 'config_unreadable',
      missing ? `there is no ${file}` : `${file} cannot be read: ${messageOf(error)}`,
      missing ? 'the defaults hold; nothing needs to be done' : 'give this user the right to read it',
    );
  }
  return parseSettings(text, file);
}

/**
 * The settings of a config folder; the defaults where it has none. Throws CutoverError with file, line, field and mend
 * when they are wrong: bounds that are not what the operator meant must not decide anything.
 */
export async function loadSettings(configFolder: string): Promise<Settings> {
  try {
    const read = await readSettings(path.join(configFolder, SETTINGS_FILE));
    if (read.ok) return read.value;
    const first = read.problems[0]!;
    throw new CutoverError('config', describeAgentProblem(first), first.mend);
  } catch (error) {
    if (error instanceof CutoverError && error.code === 'no_config') return defaultSettings();
    throw error;
  }
}

/** The JSON schema of the settings file, for editors. */
export function settingsJsonSchema(): unknown {
  return z.toJSONSchema(settingsSchema, { io: 'input' });
}
