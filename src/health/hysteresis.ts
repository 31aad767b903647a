import type { HealthConfig } from './config.ts';
import type { AlertName } from './evidence.ts';

/** The alert's name if it is raised: above the bound, and once raised until not above its share that clears it. */
export function raised(
  name: AlertName,
  value: number,
  bound: number,
  alerting: readonly AlertName[],
  { alertClearsAt }: HealthConfig,
): AlertName[] {
  return value > (alerting.includes(name) ? bound * alertClearsAt : bound) ? [name] : [];
}
