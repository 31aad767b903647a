import { describe, expect, it } from 'vitest';
import type { AgentFileProblem, RulesState } from '../../../src/core/rules-state.ts';
import { BUILT_IN_BOOK } from '../../../src/detect/registry.ts';
import { EventLog } from '../../../src/engine/event-log.ts';
import { RuleChanges, type RulesSource } from '../../../src/engine/rules.ts';

const broken: AgentFileProblem = {
  path: '/home/u/.config/cutover/agents/mine.json',
  line: 7,
  field: 'rules.0.any.0',
  message: 'is no regular expression: Unterminated group',
  mend: 'correct it',
};

/** A source whose rules a test changes. */
function source() {
  let state: RulesState = { hash: 'a', folder: '/f', custom: [], problems: [] };
  let listener = (): void => {};
  const rules: RulesSource = {
    rules: () => ({ book: BUILT_IN_BOOK, state }),
    watch(tell) {
      listener = tell;
      return () => {
        listener = () => {};
      };
    },
    close() {},
  };
  return {
    rules,
    change(next: Partial<RulesState>): void {
      state = { ...state, ...next };
      listener();
    },
  };
}

function follow() {
  const log = new EventLog();
  const { rules, change } = source();
  const changes = new RuleChanges(rules, log);
  const told: boolean[] = [];
  changes.start(
    () => 5,
    (other) => told.push(other),
  );
  return {
    log,
    change,
    changes,
    told,
    texts: () => log.list().map(({ level, text }) => `${level}: ${text}`),
  };
}

describe('changes of the rules', () => {
  it('are told with the custom agents that are in force, and ask for new evidence', () => {
    const { change, told, texts } = follow();
    change({ hash: 'b', custom: ['Mine'] });
    change({ hash: 'c', custom: ['Mine', 'Yours'] });
    change({ hash: 'a', custom: [] });
    expect(told).toEqual([true, true, true]);
    expect(texts()).toEqual([
      'info: rules changed: 1 custom agent (Mine)',
      'info: rules changed: 2 custom agents (Mine, Yours)',
      'info: rules changed: 0 custom agents',
    ]);
  });

  it('that break a file are told once with line, field and mend, and change no evidence', () => {
    const { change, told, texts } = follow();
    change({ problems: [broken] });
    change({ problems: [broken] });
    change({ problems: [{ ...broken, line: 8 }] });
    change({ problems: [] });
    expect(told).toEqual([false, false, false, false]);
    expect(texts()).toEqual([
      'bad: agents/mine.json:7: rules.0.any.0: is no regular expression: Unterminated group; correct it',
      'bad: agents/mine.json:8: rules.0.any.0: is no regular expression: Unterminated group; correct it',
      'good: agents/mine.json is right again',
    ]);
    change({ problems: [broken] });
    expect(texts()).toHaveLength(4);
  });

  it('are not told after the end', () => {
    const { change, changes, texts } = follow();
    changes.close();
    change({ hash: 'b' });
    expect(texts()).toEqual([]);
  });

  it('never come where no config folder is followed', () => {
    const changes = new RuleChanges(undefined, new EventLog());
    changes.start(
      () => 5,
      () => {
        throw new Error('nothing can change');
      },
    );
    expect(changes.state()).toBeUndefined();
    changes.close();
  });
});
