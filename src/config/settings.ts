import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { type ActionsConfig, actionsConfigSchema } from '../core/actions-config.ts';
import { CutoverError, messageOf } from '../core/errors.ts';
import { type JsonRead, problemAt, readJson } from '../core/json-file.ts';
import { type KeyProblem, type KeysConfig, keysSchema } from '../core/keys-config.ts';
import { noticeRuleSchema } from '../core/notices.ts';
import { operatorCommandSchema } from '../core/operator-command.ts';
import { describeAgentProblem } from '../core/rules-state.ts';
import { tmuxConfigSchema } from '../core/tmux-config.ts';
import { type UiConfig, uiSchema } from '../core/ui-config.ts';
import { healthConfigSchema } from '../health/config.ts';
import { rolloutConfigSchema } from '../rollout/config.ts';
import { pmWindowProblem } from './pm-window.ts';

/** File in the config folder that holds the numbers of the rollout and of its checks. */
export const SETTINGS_FILE = 'config.json';
/** A file of settings larger than this is none. */
const MAX_BYTES = 256 * 1024;
const MANUAL = '`cutover config schema` says what may be written';

const monitorsSchema = z.strictObject({
  legacy: operatorCommandSchema.optional().describe('in the place of legacy'),
  modular: operatorCommandSchema.optional().describe('in the place of modular'),
});

const actionsPart = actionsConfigSchema
  .superRefine(({ recoverPm }, context) => {
    const problem = pmWindowProblem(recoverPm.window);
    if (problem === null) return;
    const { message, mend } = problem;
    context.addIssue({ code: 'custom', path: ['recoverPm', 'window'], message, params: { mend } });
  })
  .prefault({})
  .describe('what a monitor may do to agents; nothing by default');

const keysPart = keysSchema
  .default({})
  .describe(
    'keys of your own in the cockpit: by command (docs/keys.md) a key, a list of keys, or null for none',
  );
const uiPart = uiSchema.prefault({}).describe('how the cockpit looks');

/** What `config.json` may say; everything has a default, from ADR-005 and ROLLOUT.md. */
export const settingsSchema = z
  .strictObject({
    $schema: z.string().optional().describe('the JSON schema, for editors; not read'),
    rollout: rolloutConfigSchema.prefault({}).describe('stages, dwell, approvals, freeze windows, drills'),
    health: healthConfigSchema.prefault({}).describe('the bounds of the checks'),
    monitors: monitorsSchema
      .prefault({})
      .describe('commands of your own in the place of a monitor; each prints one report a run'),
    actions: actionsPart,
    tmux: tmuxConfigSchema.prefault({}).describe('how the tmux server is read'),
    notices: z.array(noticeRuleSchema).max(50).default([]).describe('what to be told of, and how'),
    keys: keysPart,
    ui: uiPart,
  })
  .describe('settings of cutover');

/** The settings that hold, and a hash that is another one when what is judged, or by what, is another. */
export interface Settings {
  rollout: z.infer<typeof rolloutConfigSchema>;
  health: z.infer<typeof healthConfigSchema>;
  /** Commands of the operator's in the place of a monitor. */
  monitors: z.infer<typeof monitorsSchema>;
  actions: ActionsConfig;
  tmux: z.infer<typeof tmuxConfigSchema>;
  notices: z.infer<typeof noticeRuleSchema>[];
  hash: string;
}

/** The settings of a text, or all that is wrong with it. */
export function parseSettings(text: string, file: string): JsonRead<Settings> {
  const read = readJson(text, file, settingsSchema, MANUAL, mendOf);
  if (!read.ok) return read;
  return { ok: true, value: settingsOf(read.value) };
}

/** The mend that goes with a problem, where the schema does not say it itself. */
function mendOf(issue: z.core.$ZodIssue): { message: string; mend: string } | null {
  const mend: unknown = issue.code === 'custom' ? issue.params?.mend : undefined;
  return typeof mend === 'string' ? { message: issue.message, mend } : null;
}

function settingsOf({
  rollout,
  health,
  monitors,
  actions,
  tmux,
  notices,
}: z.output<typeof settingsSchema>): Settings {
  // Who is told of it changes nothing that is judged. Without commands and actions the hash is that of the numbers alone.
  const judged = {
    rollout,
    health,
    ...(Object.keys(monitors).length > 0 && { monitors }),
    ...(!isDeepStrictEqual(actions, actionsConfigSchema.parse({})) && { actions }),
  };
  const hash = createHash('sha256').update(JSON.stringify(judged)).digest('hex').slice(0, 16);
  return { rollout, health, monitors, actions, tmux, notices, hash };
}

/** The settings without a file: the defaults. */
export function defaultSettings(): Settings {
  return settingsOf(settingsSchema.parse({}));
}

/** Checks one file of settings: what it says, or all that is wrong with it. Throws CutoverError when it cannot be read. */
export async function readSettings(file: string): Promise<JsonRead<Settings>> {
  return parseSettings(await readText(file), file);
}

async function readText(file: string): Promise<string> {
  try {
    const found = await stat(file);
    if (!found.isFile()) throw new Error('it is no regular file');
    if (found.size > MAX_BYTES) throw new Error(`it is larger than ${MAX_BYTES / 1024} KB`);
    return await readFile(file, 'utf8');
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new CutoverError(
      missing ? 'no_config' : 'config_unreadable',
      missing ? `there is no ${file}` : `${file} cannot be read: ${messageOf(error)}`,
      missing
        ? 'the defaults hold; nothing needs to be done'
        : 'see that it is a file of settings that this user may read',
    );
  }
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

/** What of the settings is about the cockpit alone. */
export interface UiSettings {
  keys: KeysConfig;
  ui: UiConfig;
}

/**
 * The keys and the looks of the cockpit, or all that is wrong with them; what else the file says is not looked at: a bound
 * that is being edited keeps nobody from the screen. `check` knows which commands there are. Throws CutoverError when the
 * file cannot be read; one that is not there has the defaults.
 */
export async function readUiSettings(
  file: string,
  check: (keys: KeysConfig) => readonly KeyProblem[],
): Promise<JsonRead<UiSettings>> {
  const text = await readText(file).catch((error: unknown) => {
    if (error instanceof CutoverError && error.code === 'no_config') return '{}';
    throw error;
  });
  const read = readJson(text, file, z.object({ keys: keysPart, ui: uiPart }), MANUAL);
  if (!read.ok) return read;
  const problems = check(read.value.keys).map(({ command, ...said }) =>
    problemAt(text, file, ['keys', command], said),
  );
  return problems.length === 0 ? read : { ok: false, problems };
}

/** The JSON schema of the settings file, for editors. */
export function settingsJsonSchema(): unknown {
  return z.toJSONSchema(settingsSchema, { io: 'input' });
}
