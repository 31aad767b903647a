import { describe, expect, it } from 'vitest';
import { CONTEXTS } from '../../src/ui/binding.ts';
import { withKeys } from '../../src/ui/key-overrides.ts';
import { keyOf } from '../../src/ui/key-words.ts';
import { commandFor, type Situation } from '../../src/ui/keyboard.ts';
import { initialState } from '../../src/ui/store.ts';
import { has, lacks, start } from './support/cockpit.ts';
import { sampleRollout } from './support/sample-rollout.ts';

const at = (keys: Parameters<typeof withKeys>[0], over: Partial<Situation> = {}): Situation => ({
  bindings: withKeys(keys).bindings,
  context: 'dashboard',
  state: initialState(),
  rollout: sampleRollout(),
  readOnly: false,
  ...over,
});
const problems = (keys: Parameters<typeof withKeys>[0]) =>
  withKeys(keys).problems.map(({ command, message, mend }) => `${command} ${message}; ${mend}`);
const MANUAL = 'docs/keys.md lists the commands and their keys';

describe('keys of an operator’s own', () => {
  it('take the place of those that come with it, everywhere', () => {
    const own = at({ 'differences.open': ['x', 'Ctrl-X'], help: 'F', 'freeze.ask': null });
    expect(withKeys({ 'differences.open': ['x', 'Ctrl-X'], help: 'F', 'freeze.ask': null }).problems).toEqual(
      [],
    );
    expect(commandFor('x', own)).toBe('differences.open');
    expect(commandFor('ctrl-x', own)).toBe('differences.open');
    expect(commandFor('x', { ...own, context: 'agent' })).toBe('differences.open');
    expect(commandFor('d', own)).toBeUndefined();
    expect(commandFor('F', own)).toBe('help');
    expect(commandFor('?', own)).toBeUndefined();
  });

  it('may be given to a command that has none', () => {
    expect(commandFor('H', at({ 'area.health': 'H' }, { context: 'agent' }))).toBe('area.health');
  });

  it('are letters where text is typed: what ends the typing keeps its keys', () => {
    const own = at({ cancel: 'x', 'move.up': 'w', 'quit.now': 'ctrl-q' }, { context: 'form' });
    expect(commandFor('x', own)).toBeUndefined();
    expect(commandFor('escape', own)).toBe('cancel');
    expect(commandFor('x', { ...own, context: 'rollback_dialog' })).toBe('cancel');
    expect(commandFor('escape', { ...own, context: 'rollback_dialog' })).toBeUndefined();
    expect(commandFor('up', { ...own, context: 'filter' })).toBe('move.up');
    for (const context of CONTEXTS.filter((one) => one !== 'live_typing'))
      expect(commandFor('ctrl-q', { ...own, context })).toBe('quit.now');
  });

  it('of two commands in one place are refused', () => {
    expect(problems({ 'judge.undo': 'm' })).toEqual([
      `judge.undo m is also the key of judge.modular in an agent's view; give one of the two another key; ${MANUAL}`,
    ]);
    expect(problems({ sort: 'R' })).toEqual([
      `sort R is also the key of rollback.ask on the dashboard; give one of the two another key; ${MANUAL}`,
    ]);
    expect(problems({ sort: 'ctrl-x', zoom: 'Ctrl-X' })).toHaveLength(1);
    expect(problems({ 'rollback.confirm': 'q' })).toEqual([
      `rollback.confirm q is also the key of cancel in the dialog of a rollback; give one of the two another key; ${MANUAL}`,
    ]);
    // Each has the key of the other.
    expect(problems({ sort: 'z', zoom: 'o' })).toEqual([]);
    // Enter opens an agent and previews a stage, by what has the focus: that is no conflict.
    expect(problems({ open: ['enter', 'ctrl-o'] })).toEqual([]);
  });

  it('of a command that is not there are refused, with the one that is meant', () => {
    expect(problems({ 'zzz.now': 'x' })).toEqual([`zzz.now is no command; ${MANUAL}`]);
    expect(problems({ 'judge.undos': 'x' })).toEqual([
      `judge.undos is no command; is it judge.undo? ${MANUAL}`,
    ]);
  });

  it.each(['quit.now', 'rollback.ask', 'rollback.confirm', 'cancel', 'back', 'filter.clear', 'live.stop'])(
    'cannot take %s away',
    (command) => {
      for (const none of [null, []])
        expect(problems({ [command]: none })[0]).toMatch(/^\S+ needs a key: it is the way/);
    },
  );

  it('are shown by the footer, the help, the palette and in sentences', async () => {
    const { bindings } = withKeys({
      'rollback.ask': 'ctrl-r',
      sort: null,
      'move.down': 'J',
      problems: 'W',
      'retry.ask': 'ctrl-t',
    });
    const shown = await start({ columns: 160, rows: 50 }, { bindings });
    await shown.until(has(' ↑ J select', 'Ctrl-R ROLLBACK'));
    await shown.press(
      '?',
      has('Ctrl-R     roll back', '↑ J        select, or scroll (also k)', 'W          what'),
    );
    expect(shown.terminal.text()).not.toContain('sort by target');
    await shown.press('q', lacks('━ Keys of'));
    await shown.press(':sort', has('sort by target'));
    await shown.press('\u001b', lacks('━ Commands'));
    await shown.press(':rollback', has('ROLLBACK: roll back to legacy'));
    expect(shown.terminal.text()).toMatch(/ROLLBACK: roll back.* Ctrl-R ┃/);
    expect(keyOf(bindings, 'retry.ask')).toBe('Ctrl-T');
  });
});
