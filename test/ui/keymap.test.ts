import type { Key } from 'ink';
import { describe, expect, it } from 'vitest';
import type { KeyContext } from '../../src/ui/binding.ts';
import { activeBindings, BINDINGS, commandFor, type Situation } from '../../src/ui/keymap.ts';
import { keyNames } from '../../src/ui/keys.ts';
import { AREAS } from '../../src/ui/layout/areas.ts';
import { initialState } from '../../src/ui/store.ts';
import { sampleRollout } from './support/sample-rollout.ts';

const CONTEXTS: KeyContext[] = [
  'dashboard',
  'agent',
  'differences',
  'filter',
  'help',
  'message',
  'choice_dialog',
  'stage_dialog',
  'form',
  'confirm_dialog',
  'rollback_dialog',
];
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

  it('quits with Ctrl-C and leaves with Esc everywhere', () => {
    for (const context of CONTEXTS) {
      expect(commandFor('ctrl-c', at(context))).toBe('quit.now');
      expect(commandFor('escape', at(context))).toMatch(/^(back|cancel|filter\.clear)$/);
    }
  });

  it('reaches every command, and says every help text once', () => {
    const helps = BINDINGS.flatMap((b) => b.help ?? []);
    expect(new Set(helps).size).toBe(helps.length);
    const helped = new Set(
      BINDINGS.filter((b) => b.help !== undefined || b.label !== undefined).map((b) => b.command),
    );
    const silent = BINDINGS.map((b) => b.command).filter((command) => !helped.has(command));
    expect(new Set(silent)).toEqual(
      new Set([
        'move.down',
        'move.right',
        'focus.previous',
        'focus.2',
        'focus.3',
        'focus.4',
        'focus.5',
        'move.end',
        'erase',
        'form.previous',
        'move.page_down',
      ]),
    );
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
