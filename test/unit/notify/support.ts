import { type NoticeRule, noticeRuleSchema } from '../../../src/core/notices.ts';
import type { Happening } from '../../../src/engine/notify/happenings.ts';
import { NOTHING_TOLD, type RuleState, stepRule } from '../../../src/engine/notify/reduce.ts';

export const T = Date.parse('2026-11-24T20:00:00Z');
export const ruleOf = (over: object = {}): NoticeRule =>
  noticeRuleSchema.parse({ on: ['waiting', 'rollback', 'stage', 'crashed'], to: 'bell', ...over });

/** Steps a rule through moments; what was told at each, by name. */
export function told(
  rule: NoticeRule,
  moments: [at: number, standing: Happening[], passed?: Happening[]][],
): string[][] {
  let state: RuleState = NOTHING_TOLD;
  return moments.map(([at, standing, passed = []]) => {
    const step = stepRule(rule, state, { standing, passed }, T + at, true);
    state = step.state;
    return step.notices.map((notice) => notice.map(({ where }) => where).join('+'));
  });
}
