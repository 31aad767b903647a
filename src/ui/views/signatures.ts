import type { Signature } from '../../core/divergence.ts';
import { formatCount, formatPercent } from '../../core/format.ts';
import { cell, foreign, type Line, tone } from '../cells.ts';
import type { Size } from '../layout/areas.ts';
import { listView } from '../store.ts';
import type { Scene, View } from './scene.ts';
import { clockMinutes, dayText, isQuiet, judgementText, judgementTone, staleWord } from './words.ts';

/** Widths of the columns; 0: not shown. Each but the last is followed by an empty cell. */
interface Columns {
  kind: number;
  legacy: number;
  modular: number;
  times: number;
  agents: number;
  first: number;
  last: number;
  cause: number;
  judged: number;
}

const DAY_MS = 86_400_000;
const MARK = 2;
const ARROW = 3;

/** What is asked and what was answered come first; then how often, and when. */
export function signatureColumns(width: number): Columns {
  const c: Columns = {
    kind: 8,
    legacy: 10,
    modular: 12,
    times: 0,
    agents: 0,
    first: 0,
    last: 0,
    cause: 0,
    judged: 13,
  };
  let left = width - (MARK + c.kind + 1 + c.legacy + ARROW + c.modular + 1 + c.judged);
  const open = (name: keyof Columns, size: number): void => {
    if (left < size + 1) return;
    c[name] = size;
    left -= size + 1;
  };
  const grow = (name: keyof Columns, by: number): void => {
    const added = Math.max(0, Math.min(by, left));
    c[name] += added;
    left -= added;
  };
  // Room for `ignored until 30 Nov`, `waiting: permission` and `error (no ui)`.
  grow('judged', 7);
  grow('modular', 7);
  grow('legacy', 3);
  open('times', 6);
  open('cause', 10);
  open('last', 6);
  open('agents', 6);
  open('first', 6);
  grow('judged', 3);
  grow('legacy', 1);
  grow('modular', 9);
  return c;
}

function headings(c: Columns): Line {
  const column = (text: string, width: number, right = false): string =>
    width === 0 ? '' : `${cell(text, width, right ? 'right' : 'left')} `;
  const signature = cell('SIGNATURE', c.kind + 1 + c.legacy + ARROW + c.modular);
  const text = [
    `${' '.repeat(MARK)}${signature} `,
    column('TIMES', c.times, true),
    column('AGENTS', c.agents, true),
    column('FIRST', c.first, true),
    column('LAST', c.last, true),
    column('CAUSE', c.cause),
    cell('JUDGED', c.judged),
  ];
  return [tone('dim', text.join(''))];
}

/** Time of today, else the day. */
function when(at: number, now: number): string {
  return now - at < DAY_MS ? clockMinutes(at) : dayText(at);
}

function rowLine(row: Signature, selected: boolean, c: Columns, now: number): Line {
  const { judgement } = row;
  const plain = selected ? 'strong' : row.open ? 'plain' : 'dim';
  const number = (text: string, width: number): Line =>
    width === 0 ? [] : [tone('dim', `${cell(text, width, 'right')} `)];
  const cause = row.cause === 'refinement' ? 'refined' : row.cause;
  return [
    tone('accent', cell(selected ? '▸' : '', MARK)),
    tone(plain, `${cell(row.kind ?? 'no agent', c.kind)} `),
    tone(plain, `${cell(foreign(row.legacy), c.legacy)} → ${cell(foreign(row.modular), c.modular)} `),
    ...number(formatCount(row.times), c.times),
    ...number(formatCount(row.agents), c.agents),
    ...number(when(row.firstAt, now), c.first),
    ...number(when(row.lastAt, now), c.last),
    ...(c.cause === 0
      ? []
      : [tone(isQuiet(row.cause) || !row.open ? 'dim' : 'warn', `${cell(cause, c.cause)} `)]),
    judgement === null
      ? tone(row.open ? 'warn' : 'dim', cell(row.open ? 'open' : '–', c.judged))
      : tone(judgementTone(judgement.verdict), cell(judgementText(judgement, now), c.judged)),
  ];
}

/** `accuracy of modular 99.6 % on 1,265 judged`; empty before anything is judged. */
function accuracyWords({ accuracy: { right, judged } }: Scene['snapshot']): string {
  if (judged === 0) return '';
  // Rounded down: what is not all right is not shown as 100 %.
  const percent = formatPercent(Math.floor((1000 * right) / judged) / 10, 1);
  return ` · accuracy of modular ${percent} on ${formatCount(judged)} judged`;
}

/** Signatures in view at once; without a frame the last line is for what the frame would have said. */
export function signaturesPage(size: Size, bare: boolean): number {
  return Math.max(1, size.rows - (bare ? 2 : 1));
}

/** All differences seen, each question once, with what the operator says of it. */
export function signaturesView(scene: Scene, size: Size, bare: boolean): View {
  const { lists, snapshot, state } = scene;
  const { signatures } = lists;
  const open = signatures.filter((row) => row.open).length;
  const right: Line = [
    tone('dim', staleWord(snapshot.tmux.status)),
    tone(open > 0 ? 'warn' : 'dim', `${open} open`),
    tone('dim', accuracyWords(snapshot)),
  ];
  const title = 'Differences by signature';
  if (signatures.length === 0)
    return { title, right, body: [[tone('dim', 'No difference has been seen since the start.')]] };
  const columns = signatureColumns(size.columns);
  const page = signaturesPage(size, bare);
  const { selected, top, end } = listView(
    state.cursors.signatures,
    lists.keys.signatures,
    page,
    signatures.length,
  );
  const body: Line[] = [headings(columns)];
  for (let i = top; i < end; i++)
    body.push(rowLine(signatures[i] as Signature, i === selected, columns, scene.now));
  const below = signatures.length - end;
  const more = below > 0 ? ` · ${below} more ↓` : '';
  const chosen = signatures[selected];
  const foot: Line = chosen === undefined ? [] : [tone('dim', foreign(chosen.signature) + more)];
  if (bare) {
    while (body.length < size.rows - 1) body.push([]);
    body.push(['  ', ...right, tone('dim', more)]);
  }
  return { title, right, body, foot };
}
