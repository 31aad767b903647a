import type { CheckResult } from '../core/check.ts';
import { formatCount } from '../core/format.ts';
import type { RolloutEffect, RolloutState, TickInput } from '../core/rollout.ts';
import type { RolloutConfig } from './config.ts';
import { ownProblems, unmeasured } from './own-health.ts';
import { type AlertName, isLive, judgedStage, tell } from './state.ts';

interface Alert {
  name: AlertName;
  level: 'warn' | 'bad';
  text: string;
}

/** An alert of something else than a tick's input: a write that failed. It is cleared where it was raised. */
export const WRITE_ALERT: AlertName = 'own:write';

function alertsOf(state: RolloutState, input: TickInput, config: RolloutConfig): Alert[] {
  const found: Alert[] = [];
  for (const check of input.checks) {
    const label = check.dryRun ? `${check.label} (dry run)` : check.label;
    if (check.alert)
      found.push({
        name: check.id,
        level: 'warn',
        text: `${label}: ${measured(check)}`,
      });
    // In a stage with a share a failing check rolls back, which is told then.
    if (check.verdict === 'fail' && (check.dryRun || !isLive(judgedStage(state))))
      found.push({
        name: `fail:${check.id}`,
        level: 'bad',
        text: `${label} fails: ${measured(check)}`,
      });
  }
  for (const check of unmeasured(state.errorRuns, input.checks, config.mostUnmeasured))
    found.push({
      name: `unmeasured:${check.id}`,
      level: 'bad',
      text: `${check.label} cannot be measured: ${check.reason}`,
    });
  for (const { name, words } of ownProblems(state, input))
    found.push({ name: `own:${name}`, level: 'bad', text: words });
  return found;
}

const OWN = {
  stale: 'the data is fresh',
  share: 'the share of modular',
  agents: 'there are agents',
  comparison: 'the comparison is proven alive',
} as const;

/** A check in one line: `error rate 2.41 %, bound <0.1 %, n 8,213: 5 failed cycles in a row`. */
export function measured({ shown, n, reason }: CheckResult): string {
  const interval = shown.interval === '' ? '' : ` (${shown.interval})`;
  const why = reason === '' ? '' : `: ${reason}`;
  return `${shown.value}${interval}, bound ${shown.bound}, n ${formatCount(n)}${why}`;
}

/** Raises and clears alerts; each is told once when it comes and once when it goes. */
export function alertsAfter(
  state: RolloutState,
  input: TickInput,
  config: RolloutConfig,
): { alerts: string[]; told: RolloutEffect[] } {
  const now = new Map(alertsOf(state, input, config).map((alert) => [alert.name as string, alert]));
  const told: RolloutEffect[] = [];
  for (const [name, { level, text }] of now) if (!state.alerts.includes(name)) told.push(tell(level, text));
  const kept: string[] = state.alerts.includes(WRITE_ALERT) ? [WRITE_ALERT] : [];
  for (const name of state.alerts)
    if (!now.has(name) && name !== WRITE_ALERT) told.push(tell('good', clearedWords(name, input)));
  return { alerts: [...kept, ...now.keys()], told };
}

function clearedWords(name: string, { checks }: TickInput): string {
  const [kind, rest = kind!] = name.split(':');
  if (kind === 'own') return `well again: ${OWN[rest as keyof typeof OWN] ?? rest}`;
  const label = checks.find(({ id }) => id === rest)?.label ?? rest.replaceAll('_', ' ');
  if (kind === 'fail') return `${label} does not fail any more`;
  return kind === 'unmeasured' ? `${label} is measured again` : `${label}: the alert is over`;
}
