import { openlyDiffers } from '../agent-order.ts';
import { cell, exactly, foreign, type Line, lineWidth, textWidth, tone } from '../cells.ts';
import { isChanged } from '../looks.ts';
import type { Team } from '../teams.ts';
import type { Scene } from './scene.ts';
import { countsLine } from './state-counts.ts';
import { sinceText, stateText } from './words.ts';

/** Cells of the names of sessions: of the longest, but not more than a good quarter of the table. */
function nameWidth({ lists }: Scene, width: number): number {
  const longest = lists.teams.reduce((most, team) => Math.max(most, textWidth(team.session)), 0);
  return Math.min(longest, Math.floor(width * 0.28));
}

/** What the PM of the session does, as it is believed. */
function pmWords({ pm }: Team, scene: Scene): Line {
  if (pm === null) return [tone('dim', 'no PM')];
  const said = stateText(pm.modular ?? pm.legacy, 'not seen');
  const stale = pm.stale ? 'dim' : said.tone;
  return [tone('dim', 'PM '), tone(stale, said.text), tone('dim', ` ${sinceText(pm, scene.now)}`)];
}

/** How many of the folded agents are marked, or have changed: open, each of them says it itself. */
function hiddenWords(team: Team, scene: Scene): Line {
  if (!team.folded) return [];
  const { table, looks } = scene.state;
  const marked = team.rows.filter(({ id }) => table.marked.has(id)).length;
  const changed = team.rows.filter((row) => isChanged(row, looks, scene.now)).length;
  return [
    ...(marked === 0 ? [] : [tone('accent', `  * ${marked}`)]),
    ...(changed === 0 ? [] : [tone('accent', `  • ${changed}`)]),
  ];
}

/** The line above the agents of a session: how many, in which states, and what its PM does. What has no room is left out. */
export function teamLine(team: Team, selected: boolean, width: number, scene: Scene): Line {
  const differ = team.rows.filter(openlyDiffers).length;
  const left: Line = [
    tone('accent', `${selected ? '▸' : ' '}${team.folded ? '►' : '▼'} `),
    tone(selected ? 'title' : 'strong', cell(foreign(team.session), nameWidth(scene, width))),
    tone('dim', cell(`${team.rows.length}`, 4, 'right')),
    tone('warn', cell(differ === 0 ? '' : `  ≠ ${differ}`, 6)),
    ...hiddenWords(team, scene),
    ' ',
  ];
  const pm = pmWords(team, scene);
  const room = width - lineWidth(left);
  const counts = countsLine(team.counts, room - lineWidth(pm) - 2);
  const right = counts.length === 0 && lineWidth(pm) > room ? [] : pm;
  return [...exactly([...left, ...counts], width - lineWidth(right)), ...right];
}
