import type { Key } from 'ink';
import { describe, expect, it } from 'vitest';
import { CONTEXTS, type KeyContext, VIEWS } from '../../src/ui/binding.ts';
import { keyOf, worded } from '../../src/ui/key-words.ts';
import { activeBindings, commandFor, type Situation } from '../../src/ui/keyboard.ts';
import { BINDINGS } from '../../src/ui/keymap.ts';
import { keyNames } from '../../src/ui/keys.ts';
import { AREAS } from '../../src/ui/layout/areas.ts';
import { initialState } from '../../src/ui/store.ts';
import { helpEntries } from '../../src/ui/views/help.ts';
import { sampleRollout } from './support/sample-rollout.ts';

const NO_KEY = Object.fromEntries(
  [
    'upArrow',
    'downArrow',
    'leftArrow',
    'rightArrow',
    'pageDown',
    'pageUp',
    'home',
    'end',
    'return',
    'escape',
    'ctrl',
    'shift',
    'tab',
    'backspace',
    'delete',
    'meta',
    'super',
    'hyper',
    'capsLock',
    'numLock',
  ].map((name) => [name, false]),
) as unknown as Key;

const at = (context: KeyContext, over: Partial<Situation> = {}): Situation => ({
  bindings: BINDINGS,
  context,
  state: initialState(),
  rollout: sampleRollout(),
  readOnly: false,
  ...over,
});

const decided = { at: 0, who: 'ana', why: 'x' };
const ROLLOUTS = [
  sampleRollout(),
  sampleRollout({ sub: { kind: 'paused', ...decided } }),
  sampleRollout({ freeze: { ...decided, until: null, window: null } }),
  sampleRollout({ freeze: { ...decided, until: 1, window: 'weekend' } }),
  sampleRollout({ sub: { kind: 'rolled_back', ...decided, from: 'canary', evidence: [] } }),
];

describe('the keymap', () => {
  it('gives no key two meanings in one place', () => {
    for (const context of CONTEXTS) {
      for (const [focus, rollout] of AREAS.flatMap((area) => ROLLOUTS.map((r) => [area, r] as const))) {
        const keys = activeBindings(at(context, { state: { ...initialState(), focus }, rollout })).flatMap(
          (b) => b.keys,
        );
        expect(new Set(keys).size, `${context} ${focus}: ${keys.join(' ')}`).toBe(keys.length);
      }
    }
  });

  it("quits with Ctrl-C and leaves with Esc everywhere, but where keys are the agent's", () => {
    expect(activeBindings(at('live_typing')).map((b) => b.command)).toEqual(['live.stop']);
    for (const context of CONTEXTS.filter((one) => one !== 'live_typing')) {
      expect(commandFor('ctrl-c', at(context))).toBe('quit.now');
      expect(commandFor('escape', at(context))).toMatch(/^(back|cancel|filter\.clear)$/);
    }
  });

  it('says of every command of a view what it does, without naming keys', () => {
    for (const { command, contexts, label, help, together } of BINDINGS) {
      const inView = contexts.some((context) => VIEWS.some((view) => view === context));
      if (inView) expect(help ?? label, command).toMatch(/\w{3}/);
      for (const said of [help, together?.help])
        if (said !== undefined)
          expect(said, command).not.toMatch(/[⏎↑↓←→]|(^| )[A-Zb-z](?=[ ;:,)]|$)|Esc|Enter|Tab/);
    }
  });

  it('says each key once in the help of each view', () => {
    for (const context of VIEWS) {
      const words = helpEntries(activeBindings(at(context))).map((entry) => entry.words);
      expect(new Set(words).size, words.join('\n')).toBe(words.length);
    }
  });

  it('shows the keys of commands that belong together as one', () => {
    const shown = (command: string, context: KeyContext) => {
      const bound = BINDINGS.find((b) => b.command === command && b.contexts.includes(context));
      return [bound?.shown, bound?.also];
    };
    expect(shown('move.up', 'dashboard')).toEqual(['↑↓', 'k j']);
    expect(shown('move.left', 'agent')).toEqual(['←→', '']);
    expect(shown('focus.1', 'dashboard')).toEqual(['1–5', '']);
    expect(shown('focus.1', 'agent')).toEqual(['1–3', '']);
    expect(shown('move.page_up', 'agent')).toEqual(['PgUp PgDn', 'Ctrl-B Ctrl-F']);
    expect(shown('open', 'dashboard')).toEqual(['⏎', '→']);
    expect(shown('stage.choose', 'stage_dialog')).toEqual(['←→', 'Tab Shift-Tab']);
    expect(shown('area.health', 'agent')).toEqual(['', '']);
  });

  it('names keys in letters where there are no arrows', () => {
    const said = worded(BINDINGS, true);
    for (const { shown, also, word } of said) expect(`${shown}${also}${word}`).not.toMatch(/[↑↓←→⏎]/);
    expect(said.find((b) => b.command === 'move.up')?.shown).toBe('Up Down');
    expect(keyOf(said, 'open')).toBe('Enter');
  });

  it('does nothing for unknown keys', () => {
    for (const key of ['x', 'Z', 'ctrl-z', 'ü', '😀', 'space'])
      expect(commandFor(key, at('dashboard'))).toBeUndefined();
  });

  it('has no key that writes in a read-only cockpit', () => {
    for (const context of CONTEXTS)
      for (const focus of AREAS)
        for (const binding of activeBindings(
          at(context, { state: { ...initialState(), focus }, readOnly: true }),
        ))
          expect(binding.command).not.toMatch(
            /^(rollback|stage\.(preview|accept|confirm)|judge|label|example|choice|act|form\.accept|pause|approve|freeze|drill|retry)/,
          );
  });
});

describe('names of keys', () => {
  it.each([
    ['j', {}, ['j']],
    ['jj', {}, ['j', 'j']],
    ['j\rq', {}, ['j', 'enter', 'q']],
    ['k\u0003', {}, ['k', 'ctrl-c']],
    ['k\u001d', {}, ['k', 'ctrl-]']],
    [']', { ctrl: true }, ['ctrl-]']],
    ['', { upArrow: true }, ['up']],
    ['', { pageDown: true }, ['pagedown']],
    ['\t', { tab: true }, ['tab']],
    ['', { tab: true, shift: true }, ['shift-tab']],
    ['c', { ctrl: true }, ['ctrl-c']],
    ['R', { shift: true }, ['R']],
    ['', { delete: true }, ['backspace']],
    ['x', { meta: true }, ['escape', 'x']],
    ['R', { meta: true, shift: true }, ['escape', 'R']],
    ['x', { super: true }, []],
    ['\u0001\u0002', {}, []],
    ['日本', {}, ['日', '本']],
  ] as [string, Partial<Key>, string[]][])('%j %j', (input, key, names) => {
    expect(keyNames(input, { ...NO_KEY, ...key })).toEqual(names);
  });
});
