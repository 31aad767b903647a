import type { AgentState } from '../core/agent.ts';
import type { Observation } from '../core/report.ts';
import type { EventLevel } from '../core/snapshot.ts';
import type { EventLog } from './event-log.ts';

/** More changes of one kind than this in one cycle are told as one line. */
const MOST_SINGLE_LINES = 4;

interface Notice {
  level: EventLevel;
  glyph: string;
  one(observation: Observation): string;
  many(count: number): string;
}

/** States an operator wants to hear of; the others are seen on the table. */
const NOTICES: Partial<Record<AgentState, Notice>> = {
  waiting: {
    level: 'warn',
    glyph: '◆',
    one: ({ agent, detail }) => `${agent.target} waits${detail === null ? '' : `: ${detail}`}`,
    many: (count) => `${count} agents wait`,
  },
  rate_limited: {
    level: 'warn',
    glyph: '◷',
    one: ({ agent, resetsAt }) =>
      `${agent.target} limited${resetsAt === null ? '' : ` till ${new Date(resetsAt).toTimeString().slice(0, 5)}`}`,
    many: (count) => `${count} agents are limited`,
  },
  error: {
    level: 'bad',
    glyph: '✗',
    one: ({ agent, evidence }) => `${agent.target} error: ${evidence.text || evidence.rule}`,
    many: (count) => `${count} agents stopped with an error`,
  },
  crashed: {
    level: 'bad',
    glyph: '✖',
    one: ({ agent }) => `${agent.target} crashed`,
    many: (count) => `${count} agents crashed`,
  },
};

/** Tells the changes of one of modular's cycles: each by a line, or many of a kind by one. */
export function tellChanges(log: EventLog, changed: readonly Observation[], now: number): void {
  for (const [state, notice] of Object.entries(NOTICES)) {
    const those = changed.filter((observation) => observation.state === state);
    if (those.length > MOST_SINGLE_LINES) {
      log.add(now, notice.level, notice.glyph, notice.many(those.length));
      continue;
    }
    for (const observation of those) {
      log.add(now, notice.level, notice.glyph, notice.one(observation), observation.agent.id);
    }
  }
}
