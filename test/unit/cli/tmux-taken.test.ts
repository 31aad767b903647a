import { describe, expect, it } from 'vitest';
import { boundIn } from '../../../src/cli/tmux-config/taken.ts';

const KEYS = ['g', 'G', 'B'];

describe('keys that a tmux config binds already', () => {
  it.each([
    ['bind g new-window', ['g']],
    ['  bind-key -r g resize-pane\n\tbind -N "a note, B" G kill-pane\r\n', ['g', 'G']],
    ["bind 'B' kill-pane", ['B']],
    ['bind \\B kill-pane', ['B']],
    ['bind -T prefix B kill-pane', ['B']],
    ['bind -n g new-window', []],
    ['bind -T root g new-window', []],
    ['# bind g new-window', []],
    ['unbind g', []],
    ['bind C-g new-window', []],
    ['bind x run-shell g', []],
    ['bind', []],
    ['', []],
  ])('in %j', (text, expected) => {
    expect(boundIn(text, KEYS)).toEqual(expected);
  });
});
