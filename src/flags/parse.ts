import { type FlagName, type Flags, type FlagsProblem, flagsSchema, STRATEGIES } from '../core/flags.ts';
import { STAGES } from '../core/stage.ts';
import { oneLine } from '../core/text.ts';
import { lineAt, type ScannedObject, scanObject } from './scan.ts';

/** A flags file larger than this is none: it is not read. */
export const MAX_FLAGS_BYTES = 1024 * 1024;

export const FLAG_NAMES = Object.keys(flagsSchema.shape) as FlagName[];

const BOOLEAN = 'true or false';
const TIME = 'a time such as "2026-11-24T21:00:00.000000+00:00", or null';

/** What each field takes, in words, for the mend of a problem. */
export const FIELD_TAKES: Record<FlagName, string> = {
  use_modular_monitor: BOOLEAN,
  use_plugin_system: BOOLEAN,
  use_metrics_collector: BOOLEAN,
  use_concurrent_strategy: BOOLEAN,
  enable_async_monitoring: BOOLEAN,
  rollout_stage: `one of ${STAGES.join(', ')}`,
  rollout_percentage: 'a number from 0 to 100',
  default_strategy: `the name of a strategy, such as "${STRATEGIES[0]}"`,
  allowed_strategies: 'a list of names of strategies',
  max_concurrent_checks: 'a whole number of at least 1',
  maintain_legacy_state_files: BOOLEAN,
  migrate_state_on_read: BOOLEAN,
  parallel_run_comparison: BOOLEAN,
  log_performance_metrics: BOOLEAN,
  verbose_migration_logs: BOOLEAN,
  flags_updated_at: TIME,
  rollout_started_at: TIME,
};

/** What a usable flags file says. */
export interface ParsedFlags {
  flags: Flags;
  /** The fields that the file itself names; the others are defaults, which the environment may set. */
  present: ReadonlySet<FlagName>;
  /** Where its members stand in the text. */
  object: ScannedObject;
  /** All that it holds, unknown keys too. */
  values: ReadonlyMap<string, unknown>;
}

export type ParseResult = { ok: true; parsed: ParsedFlags } | { ok: false; problem: FlagsProblem };

/** A value of the file as a problem shows it: on one line, cut. */
function shown(text: string): string {
  const line = oneLine(text);
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}

/**
 * Reads the text of a flags file. Strict: no comments, no trailing commas, no byte order mark, no key twice at the top
 * level, every known field of its type. Never throws. The first fault in the text is the one reported.
 */
export function parseFlags(text: string, path: string): ParseResult {
  const reject = (
    offset: number | null,
    field: string | null,
    message: string,
    mend: string,
  ): ParseResult => ({
    ok: false,
    problem: { path, line: offset === null ? null : lineAt(text, offset), field, message, mend },
  });

  if (Buffer.byteLength(text) > MAX_FLAGS_BYTES)
    return reject(null, null, 'it is larger than 1 MiB', 'put the flags into a file of their own');
  const scan = scanObject(text);
  if (!scan.ok) return reject(scan.fault.offset, scan.fault.key, scan.fault.message, scan.fault.mend);
  const { members } = scan.object;

  const values = new Map<string, unknown>();
  for (const member of members) {
    if (values.has(member.key))
      return reject(member.keyStart, member.key, 'it stands here a second time', 'delete one of the two');
    values.set(member.key, JSON.parse(text.slice(member.valueStart, member.valueEnd)));
  }

  const present = new Set(FLAG_NAMES.filter((name) => values.has(name)));
  const result = flagsSchema.safeParse(
    Object.fromEntries([...present].map((name) => [name, values.get(name)])),
  );
  if (result.success)
    return { ok: true, parsed: { flags: result.data, present, object: scan.object, values } };

  const bad = new Set(result.error.issues.map((issue) => issue.path[0]));
  const member = members.find((m) => bad.has(m.key))!;
  const field = member.key as FlagName;
  const value = shown(text.slice(member.valueStart, member.valueEnd));
  return reject(member.valueStart, field, `${value} is not allowed`, `write ${FIELD_TAKES[field]}`);
}
