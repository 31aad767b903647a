import type { FlagsState } from '../core/flags.ts';
import type { MonitorName } from '../core/report.ts';
import { STAGE_PERCENTAGE } from '../core/stage.ts';

/** Share in % of the ticks that modular serves: 0 without the master switch, else the percentage of the file. */
export function shareOf(flags: Pick<FlagsState, 'killed' | 'effective'>): number {
  return flags.killed || !flags.effective.use_modular_monitor ? 0 : flags.effective.rollout_percentage;
}

/** Legacy is not run at all any more: the last stage, with all ticks served by modular. */
export function legacyEnded(flags: FlagsState): boolean {
  return flags.effective.rollout_stage === 'legacy_disabled' && shareOf(flags) === 100;
}

/** Monitors that run in a tick: the one with the authority, and its shadow where the two are to be compared. */
export function runningIn(flags: FlagsState, authority: MonitorName, comparing: boolean): MonitorName[] {
  const others: MonitorName[] = comparing ? ['legacy', 'modular'] : [authority];
  return others.filter((name) => name !== 'legacy' || !legacyEnded(flags));
}

/** In words, where what the file asks for is not what holds; null when all agree. */
export function disagreementOf(flags: FlagsState): string | null {
  const { desired } = flags;
  const override = flags.overrides[0];
  const asks = desired.use_modular_monitor && desired.rollout_percentage > 0;
  if (flags.killed && override !== undefined) {
    if (!asks) return null;
    return `the file says ${desired.rollout_stage} ${desired.rollout_percentage} %, but ${override.variable}=${override.value} keeps legacy alone`;
  }
  if (flags.contradiction !== null) return flags.contradiction;
  if (!desired.use_modular_monitor && STAGE_PERCENTAGE[desired.rollout_stage] > 0) {
    return `the stage is ${desired.rollout_stage}, but use_modular_monitor is false: legacy serves alone`;
  }
  return null;
}
