import { describe, expect, it } from 'vitest';
import { formOf } from '../../src/ui/form.ts';
import {
  back,
  contextOf,
  cursorIndex,
  cycleFocus,
  focusOn,
  initialState,
  move,
  openAgent,
  setCursor,
  type UiState,
} from '../../src/ui/store.ts';
import { erase, type } from '../../src/ui/typing.ts';

const KEYS = Array.from({ length: 20 }, (_, i) => `a${i}`);
const at = (state: UiState, keys = KEYS): number => cursorIndex(state.cursors.agents, keys);

describe('the selection', () => {
  it('starts at the first item and stops at both ends', () => {
    let state = initialState();
    expect(at(state)).toBe(0);
    state = move(state, 'agents', KEYS, 'up', 5);
    expect(at(state)).toBe(0);
    state = move(state, 'agents', KEYS, 'end', 5);
    expect(at(state)).toBe(19);
    state = move(state, 'agents', KEYS, 'down', 5);
    expect(at(state)).toBe(19);
    expect(at(move(state, 'agents', KEYS, 'home', 5))).toBe(0);
  });

  it('keeps a line of the last page in view', () => {
    const state = move(initialState(), 'agents', KEYS, 'page_down', 5);
    expect(at(state)).toBe(4);
    expect(at(move(state, 'agents', KEYS, 'page_up', 5))).toBe(0);
  });

  it('stays with its item when the list is sorted anew', () => {
    const state = setCursor(initialState(), 'agents', KEYS, 7, 5);
    expect(at(state, [...KEYS].reverse())).toBe(12);
  });

  it('stays at its place when its item is gone', () => {
    const state = setCursor(initialState(), 'agents', KEYS, 7, 5);
    expect(
      at(
        state,
        KEYS.filter((key) => key !== 'a7'),
      ),
    ).toBe(7);
    expect(at(state, KEYS.slice(0, 3))).toBe(2);
    expect(at(state, [])).toBe(-1);
  });
});

describe('focus and views', () => {
  it('goes round the areas in both directions', () => {
    let state = initialState();
    const seen = [];
    for (let i = 0; i < 6; i++) {
      seen.push(state.focus);
      state = cycleFocus(state, 1);
    }
    expect(seen).toEqual(['agents', 'differences', 'health', 'stage', 'events', 'agents']);
    expect(cycleFocus(initialState(), -1).focus).toBe('events');
  });

  it('goes round the parts of the agent view while it is open', () => {
    const open = openAgent(initialState(), 'x');
    expect(cycleFocus(open, 1).agent?.part).toBe('verdicts');
    expect(cycleFocus(open, -1).agent?.part).toBe('history');
    expect(cycleFocus(open, 1).focus).toBe('agents');
  });

  it('keeps the part, and nothing else, when another agent is opened', () => {
    const open = cycleFocus(openAgent(initialState(), 'x'), 1);
    const other = openAgent({ ...open, agent: { ...open.agent!, top: 9, shift: 8, problem: 'gone' } }, 'y');
    expect(other.agent).toEqual({
      id: 'y',
      part: 'verdicts',
      top: null,
      shift: 0,
      detail: null,
      problem: null,
    });
  });

  it('goes back step by step: the agent view, the filter, the agents', () => {
    let state: UiState = { ...focusOn(initialState(), 'events'), filter: 'claude' };
    state = openAgent({ ...state, log: { ...state.log, filter: 'beta' } }, 'x');
    state = back(state);
    expect([state.agent, state.log.filter, state.focus]).toEqual([null, 'beta', 'events']);
    state = back(state);
    expect([state.log.filter, state.filter, state.focus]).toEqual(['', 'claude', 'events']);
    state = back(state);
    expect([state.filter, state.focus]).toEqual(['claude', 'agents']);
    expect(back(state).filter).toBe('');
  });

  it('sends keys to what is on top', () => {
    const state = initialState();
    expect(contextOf(state)).toBe('dashboard');
    expect(contextOf({ ...state, typing: true })).toBe('filter');
    expect(contextOf(openAgent(state, 'x'))).toBe('agent');
    expect(contextOf({ ...openAgent(state, 'x'), overlay: { kind: 'rollback', busy: false } })).toBe(
      'rollback_dialog',
    );
    const dialog = { kind: 'stage', stage: 'beta', preview: null, busy: false } as const;
    expect(contextOf({ ...state, overlay: { ...dialog, form: formOf([]) } })).toBe('stage_dialog');
    expect(contextOf({ ...state, overlay: { ...dialog, form: formOf(['reason']) } })).toBe('form');
  });
});

describe('typing', () => {
  it('fills the filter, and takes back whole characters', () => {
    let state: UiState = { ...initialState(), typing: true };
    state = type(type(state, 'é'), '😀');
    expect(state.filter).toBe('é😀');
    expect(erase(state).filter).toBe('é');
    expect(erase(initialState()).filter).toBe('');
  });

  it('goes nowhere where no text is asked for', () => {
    expect(type(initialState(), 'x')).toEqual(initialState());
  });
});
