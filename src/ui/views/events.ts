import { formatClock } from '../../core/format.ts';
import type { EventItem, EventLevel } from '../../core/snapshot.ts';
import { foreign, type Line, tone } from '../cells.ts';
import type { Size } from '../layout/areas.ts';
import { listWindow } from '../layout/window.ts';
import { cursorIndex } from '../store.ts';
import type { Tone } from '../theme.ts';
import type { Scene, View } from './scene.ts';

const LEVEL_TONES: Record<EventLevel, Tone> = { info: 'plain', good: 'ok', warn: 'warn', bad: 'bad' };

function eventLine(event: EventItem, selected: boolean): Line {
  return [
    tone('accent', selected ? '▸' : ''),
    tone('dim', `${formatClock(event.at)} `),
    tone(LEVEL_TONES[event.level], `${foreign(event.glyph).slice(0, 1)} `),
    tone(selected ? 'strong' : 'plain', foreign(event.text)),
  ];
}

/** What happened, newest first. */
export function eventsView(scene: Scene, size: Size, focused: boolean): View {
  const { events } = scene.lists;
  if (events.length === 0) return { title: 'Events', body: [[tone('dim', 'Nothing has happened yet.')]] };
  const selected = cursorIndex(scene.state.cursors.events, scene.lists.keys.events);
  const { top, end } = listWindow(scene.state.cursors.events.top, selected, size.rows, events.length);
  const body = events.slice(top, end).map((event, i) => eventLine(event, focused && top + i === selected));
  const below = events.length - end;
  return {
    title: 'Events',
    body,
    foot: below > 0 && focused ? [tone('dim', `${below} older ↓`)] : undefined,
  };
}
