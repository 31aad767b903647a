import type { CheckId } from '../../core/check.ts';
import type { Check } from '../evidence.ts';
import { agreement } from './agreement.ts';
import { connectivity } from './connectivity.ts';
import { errorRate } from './error-rate.ts';
import { missingAgents } from './missing-agents.ts';
import { p95Ratio } from './p95-ratio.ts';
import { pmRecovery } from './pm-recovery.ts';
import { resources } from './resources.ts';
import { uptime } from './uptime.ts';

/** All checks in the order in which they are shown. */
export const CHECKS: Readonly<Record<CheckId, Check>> = {
  error_rate: errorRate,
  p95_ratio: p95Ratio,
  agreement,
  missing_agents: missingAgents,
  connectivity,
  pm_recovery: pmRecovery,
  uptime,
  resources,
};
