import { clipLine, type Line, tone } from '../cells.ts';
import { keySays } from '../key-words.ts';
import {
  AGENT_PARTS,
  type AgentPart,
  AREAS,
  type AreaId,
  agentLayout,
  centred,
  DIFFERENCE_PARTS,
  type DifferencePart,
  dashboardLayout,
  differencesLayout,
  inside,
  type Layout,
  liveRect,
  type Rect,
  type Size,
  SMALLEST,
  tooSmall,
} from '../layout/areas.ts';
import type { AgentView } from '../store.ts';
import type { Theme, Themes } from '../theme.ts';
import { agentHistoryView } from './agent-history.ts';
import { agentScreenView } from './agent-screen.ts';
import { agentVerdictsView } from './agent-verdicts.ts';
import { agentsView } from './agents.ts';
import { dialogOf } from './dialogs.ts';
import { differencesView } from './differences.ts';
import { eventsView } from './events.ts';
import { exampleView } from './example.ts';
import { footer, noticeLine } from './footer.ts';
import { header, headerRows } from './header.ts';
import { healthView } from './health.ts';
import { helpDialog } from './help.ts';
import { liveLines } from './live.ts';
import { bare, panel } from './panel.ts';
import type { Scene, View } from './scene.ts';
import { signaturesView } from './signatures.ts';
import { stageView } from './stage.ts';
import { areaTabs, differenceTabs, partTabs } from './tabs.ts';

/** A rectangle of finished text: each line exactly as wide as the rectangle. */
export interface Block {
  id: string;
  rect: Rect;
  text: string;
}

/** A whole screen. */
export interface Frame {
  size: Size;
  blocks: Block[];
}

type Painted = { id: string; rect: Rect; lines: Line[] };

function areaView(area: AreaId, scene: Scene, size: Size, focused: boolean, frameless: boolean): View {
  switch (area) {
    case 'agents':
      return agentsView(scene, size, frameless);
    case 'differences':
      return differencesView(scene, size, focused);
    case 'health':
      return healthView(scene, size, frameless);
    case 'stage':
      return stageView(scene, size, focused, frameless);
    case 'events':
      return eventsView(scene, size, focused, frameless);
  }
}

function partView(part: AgentPart, view: AgentView, scene: Scene, size: Size, focused: boolean): View {
  switch (part) {
    case 'screen':
      return agentScreenView(scene, view, size);
    case 'verdicts':
      return agentVerdictsView(scene, view, size, focused);
    case 'history':
      return agentHistoryView(scene, view, size);
  }
}

/** Where things are for this scene. */
export function layoutOf(scene: Pick<Scene, 'size' | 'problems' | 'snapshot' | 'state'>): {
  dashboard: Layout<AreaId>;
  agent: Layout<AgentPart>;
  differences: Layout<DifferencePart>;
  live: Rect;
} {
  const rows = headerRows(scene);
  return {
    dashboard: dashboardLayout(scene.size, rows, scene.state.focus, scene.state.zoomed),
    agent: agentLayout(scene.size, rows, scene.state.agent?.part ?? 'screen'),
    differences: differencesLayout(scene.size, rows, scene.state.differences?.part ?? 'signatures'),
    live: liveRect(scene.size, rows),
  };
}

/** The areas (or parts) that are in view. While a dialog is open the heavy frame is the dialog's alone. */
function framed<Part extends string>(
  layout: Layout<Part>,
  order: readonly Part[],
  focus: Part,
  scene: Scene,
  view: (part: Part, size: Size, focused: boolean) => View,
): Painted[] {
  return order.flatMap((part) => {
    const rect = layout.parts[part];
    if (rect === undefined) return [];
    const focused = part === focus;
    const shown = view(part, inside(rect, layout.bare), focused);
    const { width, height } = rect;
    const heavy = focused && scene.state.overlay === null;
    return [
      {
        id: part,
        rect,
        lines: layout.bare ? bare(shown, width, height) : panel(shown, width, height, heavy),
      },
    ];
  });
}

function differenceView(part: DifferencePart, scene: Scene, size: Size, frameless: boolean): View {
  return part === 'signatures'
    ? signaturesView(scene, size, frameless)
    : exampleView(scene, part, size, frameless);
}

/** The view that is open: its tabs, where it is too small for all of its parts, and what is in view of these. */
function openView(scene: Scene): { tabs: Line; parts: Painted[] } {
  const layouts = layoutOf(scene);
  const { agent, differences, focus } = scene.state;
  if (agent !== null)
    return {
      tabs: partTabs(agent, scene),
      parts: framed(layouts.agent, AGENT_PARTS, agent.part, scene, (part, size, focused) =>
        partView(part, agent, scene, size, focused),
      ),
    };
  if (differences !== null)
    return {
      tabs: differenceTabs(differences, scene),
      parts: framed(layouts.differences, DIFFERENCE_PARTS, differences.part, scene, (part, size) =>
        differenceView(part, scene, size, layouts.differences.bare),
      ),
    };
  return {
    tabs: areaTabs(scene),
    parts: framed(layouts.dashboard, AREAS, focus, scene, (area, size, focused) =>
      areaView(area, scene, size, focused, layouts.dashboard.bare),
    ),
  };
}

/** What fills the screen between the header and the line above the footer. */
function middle(scene: Scene): Painted[] {
  const { live } = scene.state;
  const { live: rect, dashboard } = layoutOf(scene);
  if (live !== null) return [{ id: 'live', rect, lines: liveLines(live, scene, rect) }];
  const { tabs, parts } = openView(scene);
  return dashboard.tabs === null ? parts : [{ id: 'tabs', rect: dashboard.tabs, lines: [tabs] }, ...parts];
}

function main(scene: Scene): Painted[] {
  // The edges of the screen are the same in every view.
  const { header: top, notice, footer: last } = layoutOf(scene).dashboard;
  return [
    { id: 'header', rect: top, lines: header(scene) },
    ...middle(scene),
    { id: 'notice', rect: notice, lines: [noticeLine(scene)] },
    { id: 'footer', rect: last, lines: [footer(scene)] },
  ];
}

function dialog(scene: Scene): Painted | null {
  const shown = scene.state.overlay?.kind === 'help' ? helpDialog(scene) : dialogOf(scene);
  if (shown === null) return null;
  const rect = centred(scene.size, shown.width, shown.body.length + 2);
  return {
    id: 'dialog',
    rect,
    lines: panel(shown, rect.width, rect.height, true),
  };
}

function tooSmallLines({ size: { columns, rows }, bindings }: Scene): Line[] {
  const text = `cutover needs ${SMALLEST.columns}×${SMALLEST.rows}, this is ${columns}×${rows}`;
  return [
    [text.slice(0, columns)],
    rows > 1
      ? [tone('dim', `make it larger, or ${keySays(bindings, 'quit.now', 'quits')}`.slice(0, columns))]
      : [],
  ];
}

/** The scene as text. Everything that is behind a dialog is dimmed, but the footer: its keys are the dialog's. */
export function composeFrame(scene: Scene, themes: Themes): Frame {
  const { size } = scene;
  if (tooSmall(size)) {
    const lines = tooSmallLines(scene).slice(0, size.rows);
    const rect = { x: 0, y: 0, width: size.columns, height: lines.length };
    return {
      size,
      blocks: [{ id: 'small', rect, text: lines.map((l) => themes.screen.paint(l)).join('\n') }],
    };
  }
  const over = dialog(scene);
  const paint = ({ id, rect, lines }: Painted, theme: Theme): Block => ({
    id,
    rect,
    text: lines.map((line) => theme.paint(clipLine(line, rect.width))).join('\n'),
  });
  const blocks = main(scene).map((part) =>
    paint(part, over !== null && part.id !== 'footer' ? themes.behind : themes.screen),
  );
  if (over !== null) blocks.push(paint(over, themes.screen));
  return { size, blocks };
}

/** Whether two frames look the same. */
export function sameFrame(a: Frame, b: Frame): boolean {
  const { columns, rows } = b.size;
  if (a.size.columns !== columns || a.size.rows !== rows || a.blocks.length !== b.blocks.length) return false;
  return a.blocks.every((block, i) => sameBlock(block, b.blocks[i] as Block));
}

/** Whether two blocks would draw the same cells. */
export function sameBlock(a: Block, b: Block): boolean {
  return (
    a.id === b.id &&
    a.text === b.text &&
    a.rect.x === b.rect.x &&
    a.rect.y === b.rect.y &&
    a.rect.width === b.rect.width &&
    a.rect.height === b.rect.height
  );
}
