import { formatClock, formatCount, formatPercent } from '../../core/format.ts';
import { STAGE_DWELL_MS, STAGE_PERCENTAGE, STAGES, type Stage } from '../../core/stage.ts';
import { cell, foreign, type Line, tone } from '../cells.ts';
import type { Size } from '../layout/areas.ts';
import { cursorIndex } from '../store.ts';
import type { Scene, View } from './scene.ts';
import { clockMinutes, dayText, stretch } from './words.ts';

const DAY_MS = 86_400_000;

function sinceWhen(since: number, now: number): string {
  if (now - since < DAY_MS) return `since ${clockMinutes(since)}`;
  return `since ${dayText(since)}`;
}

/** Row of the stage under the cursor: at first the current one. */
export function stageCursor(scene: Scene): number {
  const { cursors } = scene.state;
  if (cursors.stage.key === null) return STAGES.indexOf(scene.snapshot.stage.current);
  return cursorIndex(cursors.stage, STAGES);
}

function stageLine(stage: Stage, selected: boolean, scene: Scene): Line {
  const { current, percentage, since } = scene.snapshot.stage;
  const here = stage === current;
  const share = formatPercent(here ? percentage : STAGE_PERCENTAGE[stage]);
  const dwell = STAGE_DWELL_MS[stage];
  const note = here && since !== null ? sinceWhen(since, scene.now) : dwell === null ? '' : stretch(dwell);
  return [
    tone('accent', selected ? '▸' : ' '),
    tone(here ? 'accent' : 'dim', here ? '● ' : '○ '),
    tone(selected || here ? 'strong' : 'plain', cell(stage, 15)),
    tone(here ? 'plain' : 'dim', ` ${cell(share, 5, 'right')}   ${note}`),
  ];
}

/** Desired, effective and observed, red where they do not agree. */
function agreementLines(scene: Scene): Line[] {
  const { flags, authority } = scene.snapshot;
  const { desired, effective } = flags;
  const lines: Line[] = [];
  if (
    desired.rollout_stage !== effective.rollout_stage ||
    desired.rollout_percentage !== effective.rollout_percentage
  )
    lines.push([
      tone('bad', `file ${desired.rollout_stage} ${formatPercent(desired.rollout_percentage)}, `),
      tone('bad', `in effect ${effective.rollout_stage} ${formatPercent(effective.rollout_percentage)}`),
    ]);
  else if (!effective.use_modular_monitor && effective.rollout_percentage > 0)
    lines.push([tone('bad', 'use_modular_monitor is false: legacy alone')]);
  if (flags.status === 'missing') lines.push([tone('dim', 'no flags file yet: defaults hold')]);
  const served = authority.lastServed;
  if (served !== null) {
    const late =
      served.lateMs > scene.snapshot.intervalMs ? `, ${Math.round(served.lateMs / 1000)} s late` : '';
    lines.push([
      tone('dim', 'last  '),
      `cycle ${formatCount(served.tick)} by ${served.monitor}`,
      tone('dim', late),
    ]);
  }
  if (authority.ticks > 0) {
    const share = (100 * authority.modularTicks) / authority.ticks;
    lines.push([
      tone('dim', 'share '),
      `modular ${formatCount(authority.modularTicks)} of ${formatCount(authority.ticks)}`,
      tone('dim', `, ${formatPercent(share, 1)}`),
    ]);
  }
  return lines;
}

function rollbackLines(scene: Scene): Line[] {
  const { rollback, stage } = scene.snapshot;
  if (rollback === null || stage.current !== 'disabled') return [];
  return [
    [tone('warn', `rolled back ${formatClock(rollback.at)} from ${rollback.from.stage}`)],
    [tone('dim', `  ${foreign(rollback.who)}: ${foreign(rollback.why)}`)],
  ];
}

function hintLine(scene: Scene): Line {
  if (scene.readOnly) return [tone('dim', 'read-only: stages cannot be changed')];
  if (scene.state.focus === 'stage')
    return [tone('dim', 'moves by hand: '), tone('accent', '⏎'), tone('dim', ' shows what is written')];
  return [tone('dim', 'moves by hand: '), tone('accent', 's')];
}

/** The five stages, which one holds, and who serves. */
export function stageView(scene: Scene, size: Size, focused: boolean): View {
  const cursor = stageCursor(scene);
  const stages = STAGES.map((stage, i) => stageLine(stage, focused && i === cursor, scene));
  const rest = [...rollbackLines(scene), ...agreementLines(scene)];
  const room = size.rows - stages.length;
  const body = [...stages];
  if (room >= rest.length + 2) body.push([]);
  body.push(...rest.slice(0, Math.max(0, size.rows - body.length - 1)));
  if (body.length < size.rows) body.push(hintLine(scene));
  return { title: 'Stage', body };
}
