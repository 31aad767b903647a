import { clip, foreign, type Line, textWidth, tone } from '../cells.ts';
import {
  AGENT_PARTS,
  type AgentPart,
  AREAS,
  type AreaId,
  DIFFERENCE_PARTS,
  type DifferencePart,
} from '../layout/areas.ts';
import type { AgentView, DifferencesView } from '../store.ts';
import type { Scene } from './scene.ts';

/** The name of a tab, and the one of a screen on which that does not fit. */
const AREA_NAMES: Record<AreaId, readonly [string, string]> = {
  agents: ['Agents', 'Agents'],
  differences: ['Differences', 'Diffs'],
  health: ['Health', 'Health'],
  stage: ['Stage', 'Stage'],
  events: ['Events', 'Events'],
};
const DIFFERENCE_NAMES: Record<DifferencePart, readonly [string, string]> = {
  signatures: ['Signatures', 'Signatures'],
  legacy: ['Legacy saw', 'Legacy'],
  modular: ['Modular saw', 'Modular'],
};
const PART_NAMES: Record<AgentPart, readonly [string, string]> = {
  screen: ['Screen', 'Screen'],
  verdicts: ['Monitors', 'Monitors'],
  history: ['History', 'History'],
};

/** The tabs of a small screen, ` [1 Agents 42]  2 Differences 4  …`, the names shortened where they do not fit. */
function tabs(
  names: readonly (readonly [string, string])[],
  counts: readonly string[],
  at: number,
  width: number,
): Line {
  const texts = names.map(([name], i) => `${i + 1} ${name} ${counts[i] ?? ''}`.trimEnd());
  const fits = texts.reduce((sum, text) => sum + textWidth(text) + 2, 2) <= width;
  const shown = fits
    ? texts
    : names.map(([, name], i) => (i === at ? (texts[i] as string) : `${i + 1} ${name}`));
  return shown.flatMap(
    (text, i): Line => [i === 0 ? ' ' : '  ', i === at ? tone('title', `[${text}]`) : tone('dim', text)],
  );
}

/** The tabs of the dashboard. */
export function areaTabs(scene: Scene): Line {
  const { snapshot, state, size, lists } = scene;
  const open = snapshot.signatures.filter((s) => s.open).length;
  const hits = (shown: number, total: number): string => (shown === total ? '' : `${shown} of ${total}`);
  const total = snapshot.rows.length;
  const agents = state.filter === '' ? `${total}` : `${lists.rows.length} of ${total}`;
  const counts = [agents, `${open}`, '', '', hits(lists.events.length, snapshot.events.length)];
  return tabs(
    AREAS.map((area) => AREA_NAMES[area]),
    counts,
    AREAS.indexOf(state.focus),
    size.columns,
  );
}

/** The tabs of an agent. */
export function partTabs(view: AgentView, scene: Scene): Line {
  const row = scene.snapshot.rows.find((r) => r.id === view.id);
  const names = AGENT_PARTS.map((part) => PART_NAMES[part]);
  return tabs(
    names,
    [clip(foreign(row?.target ?? 'gone'), 24)],
    AGENT_PARTS.indexOf(view.part),
    scene.size.columns,
  );
}

/** The tabs of the differences view. */
export function differenceTabs(view: DifferencesView, { snapshot, size }: Scene): Line {
  const open = snapshot.signatures.filter((s) => s.open).length;
  const names = DIFFERENCE_PARTS.map((part) => DIFFERENCE_NAMES[part]);
  return tabs(names, [`${open}`], DIFFERENCE_PARTS.indexOf(view.part), size.columns);
}
