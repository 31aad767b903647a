import type { AgentId } from '../core/agent.ts';
import type { EventItem, EventLevel } from '../core/snapshot.ts';
import { oneLine } from '../core/text.ts';

/** Events kept for the screen. */
const KEPT = 500;

/** The list of what happened, newest last. Conditions that last are told once when they begin and once when they end. */
export class EventLog {
  private items: EventItem[] = [];
  private nextId = 1;
  private lasting = new Set<string>();
  private readonly onAdd: (item: EventItem) => void;

  /** `onAdd` is called with every event, to keep it longer than the screen does. */
  constructor(onAdd: (item: EventItem) => void = () => {}) {
    this.onAdd = onAdd;
  }

  /** What was kept, oldest first, takes the place of what was told here until then. */
  restore(earlier: readonly EventItem[]): void {
    const until = earlier.at(-1)?.at ?? Number.NEGATIVE_INFINITY;
    const all = [...earlier, ...this.items.filter(({ at }) => at > until)].slice(-KEPT);
    this.items = all.map((item, i) => ({ ...item, id: i + 1 }));
    this.nextId = all.length + 1;
  }

  /** Adds one event; its text is made safe for a screen. */
  add(at: number, level: EventLevel, glyph: string, text: string, agentId: AgentId | null = null): void {
    const item = { id: this.nextId++, at, level, glyph, text: oneLine(text), agentId };
    this.items.push(item);
    this.onAdd(item);
    if (this.items.length > KEPT) this.items.splice(0, this.items.length - KEPT);
  }

  /** A condition holds: told only if it did not hold before. */
  raise(condition: string, at: number, level: EventLevel, glyph: string, text: string): void {
    if (this.lasting.has(condition)) return;
    this.lasting.add(condition);
    this.add(at, level, glyph, text);
  }

  /** A condition holds no more: told only if it did. */
  clear(condition: string, at: number, text: string): void {
    if (this.lasting.delete(condition)) this.add(at, 'good', '✓', text);
  }

  /** The kept events; the array is not changed afterwards. */
  list(): EventItem[] {
    return this.items.slice();
  }
}
