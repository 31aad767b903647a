import { type FlagName, type Flags, type FlagsProblem, type FlagsState, flagsSchema } from '../core/flags.ts';
import { oneLine } from '../core/text.ts';
import { FIELD_TAKES, FLAG_NAMES } from './parse.ts';

const PREFIX = 'TMUX_ORC_';
const TRUE_WORDS = ['true', '1', 'yes', 'on'];
const FALSE_WORDS = ['false', '0', 'no', 'off'];
/** Three of the fields have a value that no file overrules. */
const KILL_STAGE = `${PREFIX}ROLLOUT_STAGE`;
const KILL_MASTER = `${PREFIX}USE_MODULAR_MONITOR`;

/** Legacy alone, whatever else is set: what a kill switch makes of any flags. */
const KILLED = { use_modular_monitor: false, rollout_stage: 'disabled', rollout_percentage: 0 } as const;

type Override = FlagsState['overrides'][number];

interface Setting {
  field: FlagName;
  variable: string;
  raw: string;
  value: Flags[FlagName];
}

/** What the environment says of the flags. */
export interface EnvironmentFlags {
  settings: Setting[];
  /** Kill switches that are on. */
  kills: Override[];
  /** Values that could not be understood; they have no effect but the one that `message` names. */
  problems: FlagsProblem[];
}

type FieldKind = 'boolean' | 'number' | 'list' | 'text';

function kindOf(field: FlagName): FieldKind {
  const fallback = flagsSchema.shape[field].parse(undefined);
  if (Array.isArray(fallback)) return 'list';
  if (typeof fallback === 'boolean') return 'boolean';
  return typeof fallback === 'number' ? 'number' : 'text';
}

/** The text of a variable as the field's JSON value; undefined when it cannot be one. */
function readValue(field: FlagName, raw: string): unknown {
  const text = raw.trim();
  const word = text.toLowerCase();
  switch (kindOf(field)) {
    case 'boolean':
      return TRUE_WORDS.includes(word) ? true : FALSE_WORDS.includes(word) ? false : undefined;
    case 'number':
      return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : undefined;
    case 'list':
      return text
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== '');
    case 'text':
      return field === 'rollout_stage' ? word : text;
  }
}

/**
 * Reads `TMUX_ORC_<FIELD>` (MONITORS.md D): booleans `true 1 yes on` and `false 0 no off` in any case, lists separated
 * by commas; an empty variable counts as unset. A value that cannot be understood is a problem with the variable's
 * name, not dropped in silence; in the master switch it counts as false, as in the original and on the safe side.
 */
export function readEnvironment(env: Record<string, string | undefined>): EnvironmentFlags {
  const read: EnvironmentFlags = { settings: [], kills: [], problems: [] };
  for (const field of FLAG_NAMES) {
    const variable = PREFIX + field.toUpperCase();
    const raw = env[variable];
    if (raw === undefined || raw.trim() === '') continue;
    const parsed = flagsSchema.shape[field].safeParse(readValue(field, raw));
    const understood = parsed.success && readValue(field, raw) !== undefined;
    if (!understood) {
      const taken = variable === KILL_MASTER ? 'it is taken as false: legacy alone' : 'it has no effect';
      read.problems.push({
        path: `environment variable ${variable}`,
        line: null,
        field,
        message: `“${oneLine(raw).slice(0, 40)}” is not allowed; ${taken}`,
        mend: `set the variable to ${FIELD_TAKES[field]}, or unset it`,
      });
    }
    const kills =
      variable === KILL_MASTER
        ? !understood || parsed.data === false
        : variable === KILL_STAGE && understood && parsed.data === 'disabled';
    if (kills) read.kills.push({ variable, value: raw, effect: 'legacy alone, whatever the file says' });
    else if (understood) read.settings.push({ field, variable, raw, value: parsed.data });
  }
  return read;
}

function show(value: Flags[FlagName]): string {
  return Array.isArray(value) ? value.join(',') : String(value);
}

/**
 * Lays the environment over the flags: a field that the file names keeps the file's value, the others take the
 * environment's; a kill switch wins over all. `overrides` names every variable that does something, and every one that
 * the file overrules with another value, so that none is without effect in silence.
 */
export function applyEnvironment(
  file: { flags: Flags; present: ReadonlySet<FlagName> },
  environment: EnvironmentFlags,
): Pick<FlagsState, 'effective' | 'overrides' | 'killed'> {
  const overrides: Override[] = [...environment.kills];
  let effective: Flags = { ...file.flags };
  for (const { field, variable, raw, value } of environment.settings) {
    if (!file.present.has(field)) {
      effective = { ...effective, [field]: value };
      overrides.push({ variable, value: raw, effect: `${field} is ${show(value)}` });
    } else if (show(file.flags[field]) !== show(value))
      overrides.push({
        variable,
        value: raw,
        effect: `ignored: the file says ${field} ${show(file.flags[field])}`,
      });
  }
  const killed = environment.kills.length > 0;
  return { effective: killed ? { ...effective, ...KILLED } : effective, overrides, killed };
}
