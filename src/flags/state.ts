import { type Flags, type FlagsState, flagsSchema } from '../core/flags.ts';
import { STAGE_PERCENTAGE } from '../core/stage.ts';
import type { FileRead } from './disk.ts';
import { applyEnvironment, type EnvironmentFlags } from './environment.ts';
import { type ParsedFlags, parseFlags } from './parse.ts';

/** The newest content that was usable, as text and as flags. */
export interface LastGood {
  text: string;
  parsed: ParsedFlags;
}

/** What the flags say when no file does. */
export const DEFAULT_FLAGS: Flags = flagsSchema.parse({});

/** In words, where stage, percentage and master switch do not mean the same; null when they do. */
export function contradictionOf(flags: Flags): string | null {
  const { rollout_stage: stage, rollout_percentage: percentage, use_modular_monitor: on } = flags;
  const usual = STAGE_PERCENTAGE[stage];
  if (!on && (percentage > 0 || stage !== 'disabled'))
    return `use_modular_monitor is false: legacy alone, although the stage is ${stage} at ${percentage} %`;
  if (percentage !== usual)
    return `${stage} means ${usual} %, rollout_percentage is ${percentage} %: the percentage rules`;
  return null;
}

/**
 * Makes the state of the flags from what lies on the disk. A file that is rejected, or that was there and is gone, does
 * not change what holds: the last good content does, and the problem says why. Without a last good one the defaults
 * hold (legacy alone).
 */
export function flagsState(
  path: string,
  read: FileRead,
  environment: EnvironmentFlags,
  lastGood: LastGood | null,
): { state: FlagsState; good: LastGood | null } {
  const parse = read.kind === 'text' ? parseFlags(read.text, path) : null;
  const good = read.kind === 'text' && parse?.ok ? { text: read.text, parsed: parse.parsed } : lastGood;

  let status: FlagsState['status'] = 'ok';
  let problem: FlagsState['problem'] = environment.problems[0] ?? null;
  if (read.kind === 'missing') {
    status = 'missing';
    if (lastGood !== null)
      problem = {
        path,
        line: null,
        field: null,
        message: 'the file is gone; what it said last still holds here',
        mend: 'put it back, or set the stage: that writes a new one',
      };
  } else if (read.kind === 'unreadable') {
    status = 'rejected';
    problem = read.problem;
  } else if (parse !== null && !parse.ok) {
    status = 'rejected';
    problem = parse.problem;
  }

  const file = good?.parsed ?? { flags: DEFAULT_FLAGS, present: new Set<never>() };
  const laid = applyEnvironment(file, environment);
  return {
    state: {
      path,
      status,
      problem,
      desired: file.flags,
      ...laid,
      contradiction: laid.killed ? null : contradictionOf(laid.effective),
      revision: read.revision,
    },
    good,
  };
}
