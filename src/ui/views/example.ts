import type { Signature } from '../../core/divergence.ts';
import type { Example, ExampleSide } from '../../core/examples.ts';
import { formatClock } from '../../core/format.ts';
import type { MonitorName } from '../../core/report.ts';
import { clipLine, foreign, type Line, tone, wrap } from '../cells.ts';
import type { Size } from '../layout/areas.ts';
import { parseScreen, plainOf } from '../sgr.ts';
import { cursorIndex } from '../store.ts';
import { evidenceLine, screenLength, screenTop } from './agent-screen.ts';
import type { Scene, View } from './scene.ts';
import { choiceText } from './words.ts';

/** The signature under the cursor of the differences view. */
export function selectedSignature({ state, lists }: Scene): Signature | undefined {
  return lists.signatures[cursorIndex(state.cursors.signatures, lists.keys.signatures)];
}

/** The examples of the signature under the cursor, newest first, and which is in view; -1: none (yet). */
export function exampleInView(scene: Scene): { examples: readonly Example[]; index: number } {
  const view = scene.state.differences;
  const detail = view?.detail ?? null;
  if (view === null || detail === null || detail.signature !== selectedSignature(scene)?.signature)
    return { examples: [], index: -1 };
  const { examples } = detail;
  if (examples.length === 0) return { examples, index: -1 };
  return {
    examples,
    index: Math.max(
      0,
      examples.findIndex((one) => one.id === view.example),
    ),
  };
}

const tenth = (ms: number): string => `${formatClock(ms)}.${Math.floor((ms % 1000) / 100)}`;

/** When its screens are from. */
function timeLine(name: MonitorName, side: ExampleSide): Line {
  const text =
    name === 'legacy' && side.captures > 1
      ? `captures ${tenth(side.from)} … ${tenth(side.to)}`
      : `${name === 'legacy' ? 'capture' : 'frame'} ${tenth(side.to)}`;
  return [' ', tone('dim', text)];
}

/** What it said of the screen, why, and what it would have said of the other's. */
function factLines(name: MonitorName, side: ExampleSide, width: number): Line[] {
  const place =
    side.line !== null
      ? ` (line ${side.line + 1})`
      : name === 'legacy' && side.captures > 1
        ? ` (${side.captures} captures${side.equal ? ' equal' : ', changing'})`
        : '';
  const other = name === 'legacy' ? 'given modular’s frame' : 'given legacy’s last frame';
  const fact = (label: string, text: string): Line[] =>
    wrap(foreign(text), Math.max(8, width - 10))
      .slice(0, 2)
      .map((part, i) => [tone('dim', (i === 0 ? label : '').padEnd(10).padStart(10)), part]);
  return [
    ...fact(' verdict', choiceText(side)),
    ...fact(' rule', `${side.rule}${place}`),
    [' ', tone('dim', `${other}: `), foreign(side.given ?? 'not tried')],
  ];
}

function screenRows(facts: Line[], size: Size): number {
  // A time and an empty line above, an empty line below.
  return Math.max(1, size.rows - facts.length - 3);
}

function screenOf(side: ExampleSide): { lines: ReturnType<typeof parseScreen>; mark: number | null } {
  const lines = parseScreen(side.screen).slice(0, screenLength(side.screen));
  const { rule, line, text } = side;
  const mark = evidenceLine(lines.map(plainOf), { rule, line, text, region: null, nearly: null });
  return { lines, mark };
}

/** The place for a side; without a frame the last line is for what the frame would have said. */
export function exampleSize(size: Size, bare: boolean): Size {
  return bare ? { ...size, rows: size.rows - 1 } : size;
}

/** Where the screen of a side is scrolled to, and how far it can be. `size`: its place. */
export function exampleTop(
  scene: Scene,
  name: MonitorName,
  size: Size,
): { top: number; places: number; page: number } {
  const { examples, index } = exampleInView(scene);
  const side = examples[index]?.[name] ?? null;
  if (side === null) return { top: 0, places: 1, page: 1 };
  const { lines, mark } = screenOf(side);
  const page = screenRows(factLines(name, side, size.columns), size);
  const chosen = scene.state.differences?.part === name ? (scene.state.differences.top ?? null) : null;
  const top = screenTop(chosen, lines.length, page, mark === null ? [] : [mark]);
  return { top, places: Math.max(1, lines.length - page + 1), page };
}

function sideView(
  scene: Scene,
  name: MonitorName,
  side: ExampleSide,
  size: Size,
): Pick<View, 'body' | 'foot'> {
  const { lines, mark } = screenOf(side);
  const facts = factLines(name, side, size.columns);
  const { top, page } = exampleTop(scene, name, size);
  const body: Line[] = [timeLine(name, side), []];
  for (const [i, spans] of lines.slice(top, top + page).entries()) {
    const gutter = top + i === mark ? tone('accent', '▌') : ' ';
    body.push([gutter, ...clipLine(spans, size.columns - 1)]);
  }
  if (lines.length === 0) body.push([tone('dim', ' The screen is empty.')]);
  // At the bottom, so that those of the two monitors stand side by side.
  while (body.length < size.rows - facts.length) body.push([]);
  body.push(...facts);
  const below = lines.length - top - page;
  const foot = [top > 0 ? `${top} above ↑` : '', below > 0 ? `${below} more ↓` : ''].filter((t) => t !== '');
  return { body, ...(foot.length > 0 && { foot: [tone('dim', foot.join(' · '))] }) };
}

/** What one monitor saw and said in the example in view. */
export function exampleView(scene: Scene, name: MonitorName, size: Size, bare: boolean): View {
  const title = name === 'legacy' ? 'Legacy saw' : 'Modular saw';
  const { examples, index } = exampleInView(scene);
  const example = examples[index];
  if (example === undefined) return { title, body: emptyWords(scene) };
  const right: Line = [tone('dim', `${foreign(example.target)} · example ${index + 1}/${examples.length}`)];
  const side = example[name];
  if (side === null) {
    const words =
      name === 'legacy' ? 'Legacy does not take it for an agent:' : 'Modular finds no agent in it:';
    const why = wrap(foreign(example.why), size.columns - 1).map((text): Line => [` ${text}`]);
    return { title, right, body: [[tone('dim', ` ${words}`)], ...why] };
  }
  if (!bare) return { title, right, ...sideView(scene, name, side, size) };
  const shown = sideView(scene, name, side, exampleSize(size, bare));
  const body = [...shown.body];
  while (body.length < size.rows - 1) body.push([]);
  return {
    title,
    body: [...body, [' ', ...right, ...(shown.foot === undefined ? [] : [' · ', ...shown.foot])]],
  };
}

function emptyWords(scene: Scene): Line[] {
  const view = scene.state.differences;
  if (view?.problem != null) return [[tone('bad', `! ${foreign(view.problem)}`)]];
  const selected = selectedSignature(scene);
  if (selected === undefined) return [[tone('dim', 'Nothing to show.')]];
  const known = view?.detail?.signature === selected.signature;
  return [[tone('dim', known ? 'No example is kept of it.' : 'Reading the examples…')]];
}
