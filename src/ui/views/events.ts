import { formatClock } from '../../core/format.ts';
import type { EventItem, EventLevel } from '../../core/snapshot.ts';
import { clip, foreign, type Line, textWidth, tone, wrap } from '../cells.ts';
import { GOAL_WORDS, goalOf } from '../event-goal.ts';
import { LEVEL_WORDS } from '../event-list.ts';
import { keySays } from '../key-words.ts';
import type { Size } from '../layout/areas.ts';
import { listView } from '../store.ts';
import type { Tone } from '../theme.ts';
import { fitWords, type Ranked } from './fitting.ts';
import type { Scene, View } from './scene.ts';
import { dayText, staleWord } from './words.ts';

const LEVEL_TONES: Record<EventLevel, Tone> = { info: 'plain', good: 'ok', warn: 'warn', bad: 'bad' };

const FILTER_WIDTH = 24;

/** Lines of the whole text of the selected event, the empty one above it not counted. */
const TEXT_ROWS = 2;

/** Lines below the list: the whole of the selected event, where there is room for it. */
function detailRows({ rows }: Size, focused: boolean): number {
  if (!focused || rows < 7) return 0;
  return rows >= 12 ? TEXT_ROWS + 2 : TEXT_ROWS + 1;
}

/** Events in view at once; without a frame the last line is for what the frame would have said. */
export function eventsPage(size: Size, bare: boolean, focused: boolean): number {
  return Math.max(1, size.rows - detailRows(size, focused) - (bare ? 1 : 0));
}

function eventLine(event: EventItem, cursor: string): Line {
  return [
    tone('accent', cursor),
    tone('dim', `${formatClock(event.at)} `),
    tone(LEVEL_TONES[event.level], `${foreign(event.glyph).slice(0, 1)} `),
    tone(cursor === '▸' ? 'strong' : 'plain', foreign(event.text)),
  ];
}

/** The whole text of an event, when it was, and where Enter goes from it. */
function detailLines(event: EventItem, scene: Scene, size: Size): Line[] {
  const room = detailRows(size, true);
  if (room === 0) return [];
  const all = wrap(foreign(event.text), size.columns - 1);
  const text = all.slice(0, TEXT_ROWS);
  if (all.length > TEXT_ROWS)
    text[TEXT_ROWS - 1] = clip(all.slice(TEXT_ROWS - 1).join(' '), size.columns - 1);
  const goal = GOAL_WORDS[goalOf(event, scene.snapshot.rows).kind];
  const words: Ranked[] = [
    { text: `${dayText(event.at)} ${formatClock(event.at)}`, rank: 2 },
    { text: event.level, rank: 1 },
    { text: goal === '' ? '' : keySays(scene.bindings, 'open', goal), rank: 3 },
  ];
  return [
    [],
    ...text.map((line): Line => [` ${line}`]),
    [tone('dim', ` ${fitWords(words, size.columns - 1)}`)],
  ].slice(0, room);
}

function emptyWords({ snapshot, state, bindings }: Scene): Line[] {
  const { filter, shown } = state.log;
  if (snapshot.events.length === 0)
    return snapshot.tmux.status === 'connecting'
      ? [[tone('dim', 'Reading the tmux server…')]]
      : [[tone('dim', 'Nothing has happened yet.')]];
  if (filter !== '')
    return [
      [`No event matches “${clip(foreign(filter), FILTER_WIDTH)}”.`],
      [tone('dim', keySays(bindings, 'back', 'clears the filter.'))],
    ];
  const what = shown === 'bad' ? 'Nothing bad has happened.' : 'Nothing to worry about has happened.';
  return [[what], [tone('dim', keySays(bindings, 'events.level', 'shows other levels.'))]];
}

/** Which events are shown, and whether the list follows what happens. `above`: newer ones out of view. */
function shownWords({ snapshot, state }: Scene, above: number, focused: boolean): Ranked[] {
  const { filter, shown } = state.log;
  const following = state.cursors.events.key === null;
  const held = above > 0 ? `${above} newer ↑` : 'not following';
  return [
    { text: staleWord(snapshot.tmux.status).replace(' · ', ''), rank: focused ? 5 : 0 },
    { text: LEVEL_WORDS[shown], rank: 2 },
    { text: filter === '' ? '' : `filter “${clip(foreign(filter), FILTER_WIDTH)}”`, rank: 3 },
    { text: !following ? held : focused ? 'following' : '', rank: 4 },
  ];
}

/** What happened, newest first. At the newest event the list follows; further down it stays where it is. */
export function eventsView(scene: Scene, size: Size, focused: boolean, bare = false): View {
  const { lists, snapshot, state } = scene;
  const { events } = lists;
  const all = snapshot.events.length;
  const title = events.length === all ? 'Events' : `Events ${events.length} of ${all}`;
  const page = eventsPage(size, bare, focused);
  const { selected, top, end } = listView(state.cursors.events, lists.keys.events, page, events.length);
  const shown = shownWords(scene, top, focused);
  const below = events.length - end;
  const older: Ranked = { text: below > 0 && focused ? `${below} older ↓` : '', rank: 1 };
  const event = events[selected];

  const body: Line[] = events
    .slice(top, end)
    .map((one, i) => eventLine(one, !focused ? '' : top + i === selected ? '▸' : ' '));
  if (event === undefined) body.push(...emptyWords(scene));
  else if (focused) {
    while (body.length < page) body.push([]);
    body.push(...detailLines(event, scene, size));
  }
  if (bare) {
    while (body.length < size.rows - 1) body.push([]);
    body.push([tone('dim', ` ${fitWords([...shown, older], size.columns - 1)}`)]);
  }
  const right = fitWords(shown, size.columns - textWidth(title) - 5);
  return {
    title,
    body,
    ...(right !== '' && { right: [tone('dim', right)] }),
    ...(older.text !== '' && { foot: [tone('dim', older.text)] }),
  };
}
