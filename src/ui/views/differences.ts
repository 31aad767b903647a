import type { Divergence } from '../../core/divergence.ts';
import { formatCount } from '../../core/format.ts';
import { JUDGEMENT_VERDICTS, type Judgement } from '../../core/judgement.ts';
import type { AgentRow } from '../../core/snapshot.ts';
import { cell, clip, ends, foreign, type Line, textWidth, tone } from '../cells.ts';
import type { Size } from '../layout/areas.ts';
import { listView } from '../store.ts';
import type { Scene, View } from './scene.ts';
import { causeText, isQuiet, judgementText, judgementTone, sideText, staleWord } from './words.ts';

/** Lines an item takes: its own, and the reason below where there is room. */
function differenceRows(size: Size): 1 | 2 {
  return size.rows >= 8 ? 2 : 1;
}

/** Items in view at once; the last two lines are for the counts. */
export function differencesPage(size: Size): number {
  return Math.max(1, Math.floor((size.rows - 2) / differenceRows(size)));
}

interface Item {
  selected: boolean;
  row: AgentRow | undefined;
  judgement: Judgement | null;
}

function first(d: Divergence, item: Item, targetWidth: number, width: number, now: number): Line {
  const { selected, row, judgement } = item;
  // The row knows more than the side of a divergence: until when a limit holds, what still runs.
  const modular = row?.modular?.state === d.modular?.state ? (row?.modular ?? d.modular) : d.modular;
  const states = `${sideText(d.legacy)} → ${sideText(modular)}`;
  const quiet = isQuiet(d.cause) || judgement !== null;
  const lost = d.class === 'missing_in_modular';
  return ends(
    [
      tone('accent', selected ? '▸' : ' '),
      tone(selected ? 'strong' : quiet ? 'dim' : 'plain', cell(foreign(d.target), targetWidth)),
      tone(quiet ? 'dim' : 'plain', `  ${states}`),
    ],
    judgement === null
      ? [tone(lost ? 'bad' : quiet ? 'dim' : 'warn', causeText(d))]
      : [tone(judgementTone(judgement.verdict), judgementText(judgement, now))],
    width,
  );
}

/** The line of the screen that decided, where one did; else the reason in words. */
function second(d: Divergence, width: number): Line {
  const side = d.modular ?? d.legacy;
  if (d.cause === 'timing' || side === null || side.text === '' || side.line === null)
    return [tone('dim', `   ${foreign(d.why)}`)];
  const place = `   line ${side.line + 1}  “`;
  const rule = `”   rule ${foreign(side.rule)}`;
  const text = foreign(side.text).replace(/ {2,}/g, ' ');
  return [tone('dim', place + clip(text, Math.max(12, width - textWidth(place) - textWidth(rule))) + rule)];
}

/** `4 signatures open · 11 judged: modular right 10, ignored 1`. */
function counts(scene: Scene): Line {
  const { signatures } = scene.snapshot;
  const open = signatures.filter((s) => s.open).length;
  const one = open === 1 ? 'signature' : 'signatures';
  const judged = signatures.flatMap(({ judgement }) => judgement ?? []);
  const times = signatures.reduce((sum, s) => sum + s.times, 0);
  const rest =
    judged.length === 0
      ? `${signatures.length} seen, ${formatCount(times)} times`
      : `${judged.length} judged: ${JUDGEMENT_VERDICTS.flatMap((verdict) => {
          const count = judged.filter((judgement) => judgement.verdict === verdict).length;
          return count === 0 ? [] : [`${verdict.replace('_', ' ')} ${count}`];
        }).join(', ')}`;
  return [tone('dim', `${open} ${one} open · ${rest}`)];
}

function emptyWords(scene: Scene): Line[] {
  const { monitors, rows } = scene.snapshot;
  if (!monitors.legacy.enabled)
    return [[tone('dim', 'Legacy is not run: there is nothing to compare with.')]];
  if (monitors.legacy.cycles === 0) return [[tone('dim', 'Waiting for the first report of legacy…')]];
  if (monitors.modular.cycles === 0) return [[tone('dim', 'Waiting for the first report of modular…')]];
  if (rows.length === 0) return [[tone('dim', 'No agents, nothing to compare.')]];
  return [[tone('ok', '✓ '), 'Both monitors say the same of every agent.']];
}

/** Where the two monitors differ now, and why. */
export function differencesView(scene: Scene, size: Size, focused: boolean): View {
  const { lists, snapshot, state } = scene;
  const open = snapshot.signatures.filter((s) => s.open).length;
  const view: View = {
    title:
      focused && lists.differences.length > 0 ? `Differences ${lists.differences.length}` : 'Differences',
    right: [tone('dim', staleWord(snapshot.tmux.status)), tone(open > 0 ? 'warn' : 'dim', `${open} open`)],
    body: [],
  };
  if (lists.differences.length === 0) {
    view.body =
      snapshot.signatures.length === 0 ? emptyWords(scene) : [...emptyWords(scene), [], counts(scene)];
    return view;
  }
  const page = differencesPage(size);
  const { selected, top, end } = listView(
    state.cursors.differences,
    lists.keys.differences,
    page,
    lists.differences.length,
  );
  const shown = lists.differences.slice(top, end);
  const targetWidth = Math.min(20, Math.max(8, ...shown.map((d) => textWidth(d.target))));
  const rowOf = (d: Divergence): AgentRow | undefined => snapshot.rows.find((row) => row.id === d.agentId);
  const judgementOf = (d: Divergence): Judgement | null =>
    snapshot.signatures.find((s) => s.signature === d.signature)?.judgement ?? null;
  shown.forEach((d, i) => {
    const item = { selected: focused && top + i === selected, row: rowOf(d), judgement: judgementOf(d) };
    view.body.push(first(d, item, targetWidth, size.columns, scene.now));
    if (differenceRows(size) === 2) view.body.push(second(d, size.columns));
  });
  const below = lists.differences.length - end;
  if (below > 0) view.foot = [tone('dim', `${below} more ↓`)];
  if (size.rows - view.body.length >= 2) view.body.push([], counts(scene));
  else if (size.rows > view.body.length) view.body.push(counts(scene));
  return view;
}
