import type { AgentRow } from '../../core/snapshot.ts';
import { clip, ends, foreign, type Line, textWidth, tone } from '../cells.ts';
import { keySays } from '../key-words.ts';
import type { Size } from '../layout/areas.ts';
import { listView } from '../store.ts';
import type { TableItem } from '../teams.ts';
import { agentColumns, headings, rowLine } from './agent-row.ts';
import { fitWords, type Ranked } from './fitting.ts';
import type { Scene, View } from './scene.ts';
import { countsLine } from './state-counts.ts';
import { teamLine } from './team-line.ts';
import { legacyAge, roughAge, staleWord } from './words.ts';

function emptyWords(scene: Scene): Line[] {
  const { snapshot, state } = scene;
  if (state.filter !== '' && snapshot.rows.length > 0)
    return [
      [`No agent matches “${foreign(state.filter)}”.`],
      [tone('dim', keySays(scene.bindings, 'back', 'clears the filter.'))],
    ];
  if (snapshot.tmux.status === 'connecting') return [[tone('dim', 'Reading the tmux server…')]];
  if (snapshot.tmux.status !== 'ok') {
    return [['No agents: tmux does not answer.'], [tone('dim', foreign(snapshot.tmux.mend))]];
  }
  if (snapshot.monitors.modular.cycles === 0)
    return [[tone('dim', 'Waiting for the first report of modular…')]];
  return [
    ['No agents in this tmux server.'],
    [tone('dim', 'Start one in a pane (claude, codex, gemini, opencode, …); it shows up by itself.')],
  ];
}

/** Lines of the body that are no agents: the headings, where there is room for them. */
function headingRows(size: Size, bare: boolean): number {
  return size.rows >= (bare ? 15 : 8) ? 1 : 0;
}

/** Agents in view at once; without a frame the last line is for what the frame would have said. */
export function agentsPage(size: Size, bare: boolean): number {
  return size.rows - headingRows(size, bare) - (bare ? 1 : 0);
}

/** Cells of a filter that is named beside other things. */
const FILTER_WIDTH = 24;

/** What is shown of the agents, and in which order. */
function shownWords({ snapshot, state }: Scene): Ranked[] {
  const differ = snapshot.rows.filter((row) => row.differs !== null).length;
  const marked = snapshot.rows.filter((row) => state.table.marked.has(row.id)).length;
  return [
    { text: staleWord(snapshot.tmux.status).replace(' · ', ''), rank: 9 },
    { text: marked === 0 ? '' : `${marked} marked`, rank: 6 },
    { text: state.filter === '' ? '' : `filter “${clip(foreign(state.filter), FILTER_WIDTH)}”`, rank: 8 },
    { text: `${differ} differ`, rank: 3 },
    { text: `sort ${state.sort}`, rank: 5 },
    { text: state.table.grouped ? 'by session' : '', rank: 1 },
  ];
}

/** What is told of the selected agent, and what is out of view. */
function footWords(scene: Scene, selected: AgentRow | null, below: number): Ranked[] {
  const age = selected === null ? null : legacyAge(selected, scene.now, scene.snapshot.intervalMs);
  const { legacy } = scene.snapshot.monitors;
  const waiting = selected?.legacyPending === true || (legacy.enabled && legacy.cycles === 0);
  return [
    { text: waiting ? 'waiting for the first report of legacy' : '', rank: 4 },
    { text: age === null ? '' : `legacy ${roughAge(age)} old`, rank: 2 },
    { text: below > 0 ? `${below} more ↓` : '', rank: 7 },
  ];
}

/** The lower border: how many are in which state, where there is room, and the words. */
function footLine(scene: Scene, words: readonly Ranked[], width: number): Line {
  const text = fitWords(words, width);
  const gap = text === '' ? '' : ' · ';
  const counts = countsLine(scene.lists.counts, width - textWidth(text) - gap.length);
  return [...counts, tone('dim', counts.length === 0 ? text : `${gap}${text}`)];
}

/** The same without a frame, as the last line. */
function lastLine(scene: Scene, words: readonly Ranked[], width: number): Line {
  const text = fitWords(words, width - 3);
  const counts = countsLine(scene.lists.counts, width - textWidth(text) - 6);
  return ends(['   ', tone('dim', text)], counts, width);
}

/** The table of agents: what each monitor says, and where they differ. */
export function agentsView(scene: Scene, size: Size, bare: boolean): View {
  const { lists, snapshot, state } = scene;
  const { items, rows } = lists;
  const hits = state.filter === '' ? '' : `${rows.length} of `;
  const title = `Agents ${hits}${snapshot.rows.length}`;
  const shown = shownWords(scene);
  const right: Line = [tone('dim', fitWords(shown, size.columns - textWidth(title) - 5))];
  if (rows.length === 0)
    return { title, ...(snapshot.rows.length > 0 && { right }), body: [[], ...emptyWords(scene)] };

  const longest = snapshot.rows.reduce((most, row) => Math.max(most, textWidth(row.target)), 0);
  const columns = agentColumns(size.columns, longest);
  const page = agentsPage(size, bare);
  const { selected, top, end } = listView(state.cursors.agents, lists.keys.agents, page, items.length);
  const body: Line[] = headingRows(size, bare) === 1 ? [headings(columns)] : [];
  for (let i = top; i < end; i++) {
    const item = items[i] as TableItem;
    body.push(
      item.kind === 'agent'
        ? rowLine(item.row, i === selected, columns, scene)
        : teamLine(item.team, i === selected, size.columns, scene),
    );
  }
  const under = items[selected];
  const words = footWords(scene, under?.kind === 'agent' ? under.row : null, items.length - end);
  if (bare) {
    while (body.length < size.rows - 1) body.push([]);
    body.push(lastLine(scene, [...words, ...shown], size.columns));
  }
  return { title, right, body, foot: footLine(scene, words, size.columns - 4) };
}
