import { describe, expect, it } from 'vitest';
import { brightLines, inkOfLine } from '../../../src/detect/ansi.ts';
import { agentOf } from '../../../src/detect/registry.ts';
import type { Region } from '../../../src/detect/rule.ts';
import { Screen } from '../../../src/detect/screen.ts';
import { claudeScreen, frame } from './fixtures.ts';

const claude = (text: string, fields = {}): Screen =>
  new Screen(frame({ text, ...fields }), agentOf('claude').layout);
const texts = (screen: Screen, region: Region, count = 5): string[] =>
  screen.region(region, count).map((line) => line.text);

describe('regions of a screen', () => {
  const reply = '❯ do it\n\n● Done.\n  All fine.\n\n✻ Baked for 0s';
  const screen = claude(`${claudeScreen(reply, 'more')}\n  a tip\n\n\n`, { title: ' ✳ topic ' });

  it('finds the prompt box between its rules', () => {
    expect(screen.prompt).toMatchObject({ text: 'more', sign: 2 });
    expect(texts(screen, 'prompt_box')).toEqual(['❯ more']);
    expect(texts(screen, 'footer')).toEqual(['  ? for shortcuts · ← for agents', '  a tip']);
  });

  it('reaches above the prompt to the last block, past the line that ends a turn', () => {
    expect(texts(screen, 'above_prompt')).toEqual(['● Done.', '  All fine.', '✻ Baked for 0s']);
  });

  it('gives title, command and the last lines', () => {
    expect(texts(screen, 'title')).toEqual(['✳ topic']);
    expect(texts(screen, 'command')).toEqual(['claude']);
    expect(texts(screen, 'last_line')).toEqual(['  a tip']);
    expect(texts(screen, 'last_n', 2)).toEqual(['  ? for shortcuts · ← for agents', '  a tip']);
    expect(texts(screen, 'below_last_divider')).toEqual(['  ? for shortcuts · ← for agents', '  a tip']);
  });

  it('counts lines as the frame does', () => {
    const line = screen.region('footer', 0)[0]!;
    expect(screen.frame.text.split('\n')[line.index!]).toContain('? for shortcuts');
  });

  it('sees no prompt box in a dialog, nor in a box that is quoted or old', () => {
    const rule = '─'.repeat(80);
    expect(claude(`● Bash(x)\n${rule}\n Bash command\n ❯ 1. Yes\n${rule}`).prompt).toBeNull();
    expect(claude(`● Here:\n  ${rule}\n  ❯ \n  ${rule}\n  quoted`).prompt).toBeNull();
    expect(claude(`${claudeScreen('● Done.')}\ndev$ claude\n╭─── Claude Code ─╮`).prompt).toBeNull();
  });

  it('is empty for an empty screen, whatever is asked', () => {
    const empty = claude('\n\n  \n');
    expect(empty.last).toBe(-1);
    for (const region of ['screen', 'last_line', 'last_n', 'prompt_box', 'above_prompt', 'footer'] as const) {
      expect(texts(empty, region)).toEqual([]);
    }
  });

  it('takes the scroll bar of Copilot off', () => {
    const screen = new Screen(frame({ text: ` ● Done.${' '.repeat(60)}┃` }), agentOf('copilot').layout);
    expect(texts(screen, 'screen')).toEqual([' ● Done.']);
  });

  it('takes what stands beside the box of opencode for no typed text', () => {
    const box = `  ┃${' '.repeat(60)}LSP\n  ┃${' '.repeat(60)}none\n  ┃  Build · Model\n  ╹${'▀'.repeat(60)}\n   ~/p`;
    const screen = new Screen(frame({ text: box, command: 'opencode' }), agentOf('opencode').layout);
    expect(screen.prompt).not.toBeNull();
    expect(screen.typed).toBe(false);
  });
});

describe('typed text and placeholder hints', () => {
  it('are told by the dim attribute where colours are known', () => {
    const text = claudeScreen('● Done.', 'Try to refactor');
    const coloured = (style: string): string => text.replace('Try to', `\u001b[${style}mTry to`);
    expect(claude(text, { ansi: coloured('2') }).typed).toBe(false);
    expect(claude(text, { ansi: coloured('39') }).typed).toBe(true);
  });

  it('are told by known hints and the cursor where they are not', () => {
    expect(claude(claudeScreen('● Done.', 'Try "fix lint errors"')).typed).toBe(false);
    expect(claude(claudeScreen('● Done.', 'fix it'), { cursor: [8, 3] }).typed).toBe(true);
    expect(claude(claudeScreen('● Done.', 'a new hint'), { cursor: [2, 3] }).typed).toBe(false);
  });

  it('an empty prompt holds nothing', () => {
    expect(claude(claudeScreen('● Done.')).typed).toBe(false);
  });
});

describe('colours of a captured screen', () => {
  it('carry over line ends', () => {
    expect(brightLines('\u001b[2mone\ntwo\u001b[0m three', 0, 2)).toEqual(['   ', '    three']);
  });

  it('replace a cursor block, and keep what is not dim', () => {
    expect(brightLines('> \u001b[7mP\u001b[0;2mress up\u001b[0m x', 0, 1)).toEqual(['>          x']);
  });

  it('are not confused by colour arguments, links and broken sequences', () => {
    expect(brightLines('\u001b[38;2;2;7;2ma\u001b[38;5;2mb\u001b]8;;http://x\u0007c\u001b[', 0, 1)).toEqual([
      'abc',
    ]);
  });

  it.each([
    ['\u001b[31m┃ x', 'red'],
    ['\u001b[38;2;224;108;117m┃ x', 'red'],
    ['\u001b[38;5;196m  ┃ x', 'red'],
    ['\u001b[38;2;92;156;245m┃ x', 'other'],
    ['\u001b[31m\u001b[39m┃ x', 'other'],
    ['plain', 'other'],
    ['   ', null],
  ])('%j begins in %s', (ansi, ink) => {
    expect(inkOfLine(`first\n${ansi}`, 1)).toBe(ink);
  });
});
