import { formatPercent } from '../../core/format.ts';
import { STAGE_DWELL_MS, STAGE_PERCENTAGE, STAGES, type Stage } from '../../core/stage.ts';
import { cell, type Line, tone } from '../cells.ts';
import { keyOf } from '../key-words.ts';
import type { Size } from '../layout/areas.ts';
import { cursorIndex } from '../store.ts';
import { momentText } from './rollout-words.ts';
import type { Scene, View } from './scene.ts';
import { disagreementLines, stageDetails, stageSummary } from './stage-details.ts';
import { stretch } from './words.ts';

/** Below so many lines an area shows what matters now; from there on everything, to be scrolled. */
const FULL_ROWS = 12;

/** Row of the stage under the cursor: at first the current one. */
export function stageCursor(scene: Scene): number {
  const { cursors } = scene.state;
  if (cursors.stage.key === null) return STAGES.indexOf(scene.snapshot.stage.current);
  return cursorIndex(cursors.stage, STAGES);
}

/** How long a stage lasts at least; nothing for the first one, in which nothing begins. */
function dwellText(stage: Stage): string {
  const dwell = STAGE_DWELL_MS[stage];
  if (dwell !== null) return stretch(dwell);
  return stage === 'disabled' ? '' : 'by hand';
}

function stageLine(stage: Stage, selected: boolean, scene: Scene): Line {
  const { current, percentage, since } = scene.snapshot.stage;
  const here = stage === current;
  const share = formatPercent(here ? percentage : STAGE_PERCENTAGE[stage]);
  const note = here && since !== null ? `since ${momentText(since, scene.now)}` : dwellText(stage);
  return [
    tone('accent', selected ? '▸' : ' '),
    tone(here ? 'accent' : 'dim', here ? '● ' : '○ '),
    tone(selected || here ? 'strong' : 'plain', cell(stage, 15)),
    tone(here ? 'plain' : 'dim', ` ${cell(share, 5, 'right')}  ${note}`),
  ];
}

/** Lines below the stages that are in view at once. */
export function stagePage({ rows }: Size): number {
  return Math.max(1, rows - STAGES.length);
}

/** The five stages, how the rollout stands, and what is missing for the next one. */
export function stageView(scene: Scene, size: Size, focused: boolean, frameless: boolean): View {
  const cursor = stageCursor(scene);
  const stages = STAGES.map((stage, i) => stageLine(stage, focused && i === cursor, scene));
  const key = keyOf(scene.bindings, 'zoom');
  const zoom: Line =
    focused && !frameless && !scene.state.zoomed && key !== ''
      ? [tone('accent', key), tone('dim', ' in full')]
      : [];
  const all = stageDetails(scene, size.columns);
  const page = stagePage(size);
  if (all.length > page && size.rows < FULL_ROWS) {
    const summary = [...disagreementLines(scene), ...stageSummary(scene, size.columns)];
    const shown = summary.slice(0, page);
    const gap: Line[] = page > summary.length ? [[]] : [];
    return { title: 'Stage', body: [...stages, ...gap, ...shown], foot: zoom };
  }
  const top = Math.max(0, Math.min(scene.state.cursors.stage.top, all.length - page));
  const below = all.length - top - page;
  // Without a frame there is no foot to say it: the last line does.
  const more = `${below + 1} more ↓ ${keyOf(scene.bindings, 'move.page_down')}`.trimEnd();
  const shown = all.slice(top, top + page);
  if (below > 0) shown[page - 1] = [tone('dim', more)];
  return { title: 'Stage', body: [...stages, ...shown], foot: below > 0 ? zoom : [] };
}
