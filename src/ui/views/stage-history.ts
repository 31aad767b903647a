import { formatPercent } from '../../core/format.ts';
import type { StageChange } from '../../core/history.ts';
import { foreign, type Line, tone, wrap } from '../cells.ts';
import { momentText } from './rollout-words.ts';

/** The stages so far, newest first, each with who went there and why. */
export function stageHistoryLines(changes: readonly StageChange[], columns: number, now: number): Line[] {
  if (changes.length === 0) return [[tone('dim', 'No change of the stage yet.')]];
  return changes.flatMap(({ at, from, to, who, why }) => {
    const back = to.share < from.share;
    const head: Line = [
      tone(back ? 'warn' : 'accent', back ? '↓ ' : '↑ '),
      `${momentText(at, now)}  ${from.stage} ${formatPercent(from.share)} → ${to.stage} ${formatPercent(to.share)}`,
    ];
    const reason = [foreign(who), foreign(why)].filter((text) => text !== '').join(': ');
    return [head, ...wrap(reason, columns - 2).map((text): Line => [tone('dim', `  ${text}`)])];
  });
}
