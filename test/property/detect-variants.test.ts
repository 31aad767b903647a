import { describe, expect, it } from 'vitest';
import type { Frame } from '../../src/core/frame.ts';
import { classify } from '../../src/detect/classify.ts';
import { agentOf as rulesOf } from '../../src/detect/registry.ts';
import { isRight, replayModular } from '../../src/detect/score.ts';
import { Screen } from '../../src/detect/screen.ts';
import { corpus, frame } from '../unit/detect/fixtures.ts';

/*
 * What a screen may look like elsewhere without meaning anything else: the verdict must stay. Each way is tried on all
 * real screens, and on those made by hand where it can happen to them.
 */

const real = [...corpus('dev'), ...corpus('screens')];
const all = [...real, ...corpus('constructed'), ...corpus('near-misses')];
const agentOf = (frames: Frame[]): string => String(frames.at(-1)!.expect?.agent);

/** The same change in plain text and in colours, line by line. */
const lines = (one: Frame, change: (lines: string[]) => string[]): Frame => ({
  ...one,
  text: change(one.text.split('\n')).join('\n'),
  ...(one.ansi === undefined ? {} : { ansi: change(one.ansi.split('\n')).join('\n') }),
});
const replaced = (one: Frame, from: RegExp, to: string | ((found: string) => string)): Frame =>
  lines(one, (all) => all.map((line) => line.replace(from, to as string)));

/** As a terminal shows a screen that is not drawn anew after it was made narrower by so many columns. */
function narrowed(one: Frame, by: number): Frame {
  const { ansi: _, ...rest } = one;
  const columns = one.cols - by;
  let row = one.cursor[1];
  const text = one.text.split('\n').flatMap((line, i) => {
    const cells = [...line];
    const parts = [];
    for (let at = 0; at === 0 || at < cells.length; at += columns)
      parts.push(
        cells
          .slice(at, at + columns)
          .join('')
          .trimEnd(),
      );
    if (i < one.cursor[1]) row += parts.length - 1;
    return parts;
  });
  return { ...rest, cols: columns, text: text.join('\n'), cursor: [one.cursor[0], row] };
}

const WEIGHTS: Record<string, string> = { '─': '━', '╭': '┏', '╮': '┓', '╰': '┗', '╯': '┛', '│': '┃' };
const SQUARE: Record<string, string> = { '╭': '┌', '╮': '┐', '╰': '└', '╯': '┘' };
const blanksBelow = (one: Frame): Frame => lines(one, (text) => [...text, ...Array(9).fill('')]);

function changedVerdicts(cases: typeof all, change: (one: Frame) => Frame): string[] {
  const changed: string[] = [];
  for (const [name, frames] of cases) {
    if (!isRight(replayModular(frames, name))) continue;
    const after = replayModular(frames.map(change), name);
    if (!isRight(after)) changed.push(`${name}: ${after.agent} ${after.state} by ${after.rule}`);
  }
  return changed;
}

describe('the verdict does not depend on', () => {
  it.each<[string, (one: Frame) => Frame]>([
    ['blank rows below', blanksBelow],
    ['spaces at the ends of lines', (one) => ({ ...one, text: one.text.replace(/$/gmu, '   ') })],
    ['blank rows that are left out', (one) => ({ ...one, text: one.text.trimEnd() })],
    ['how long something takes', (one) => replaced(one, /\b\d+s\b/gu, '9m 21s')],
    ['how many tokens it takes', (one) => replaced(one, /\b[\d.]+k? tokens/gu, '113.7k tokens')],
    ['the model', (one) => replaced(one, /gpt-[\w.-]+|Opus [\d.]+|gemini-[\w.-]+/gu, 'zeta-9-mega')],
    ['the frame of a braille spinner', (one) => replaced(one, /[⠁-⣿]/gu, '⣷')],
    ['the verb of a spinner', (one) => replaced(one, /\p{Lu}\p{L}+ing…/gu, '漢字 réticulées…')],
    ['the verb of a finished turn', (one) => replaced(one, /\b\p{Lu}\p{L}+ed for (?=\d)/gu, 'Sautéed for ')],
    ['the folder', (one) => replaced(one, /\/home\/agent\/[\w.-]+/gu, '~/src/über (alt)')],
    ['the weight of borders', (one) => replaced(one, /[─╭╮╰╯│]/gu, (sign) => WEIGHTS[sign] ?? sign)],
    ['the corners of borders', (one) => replaced(one, /[╭╮╰╯]/gu, (sign) => SQUARE[sign] ?? sign)],
    ['spaces that do not break in the prompt', (one) => replaced(one, /\u00a0/gu, ' ')],
  ])('%s', (_, change) => {
    expect(changedVerdicts(all, change)).toEqual([]);
  });

  it('spaces that do not break, anywhere in a line', () => {
    // A shell's prompt keeps its space: the cursor behind it tells.
    const live = real.filter(([, frames]) => !['null', 'null,null'].includes(agentOf(frames)));
    const change = (one: Frame): Frame => replaced(one, /(?<=[^\s$#]) (?=[^\s])/gu, '\u00a0');
    expect(changedVerdicts(live, change)).toEqual([]);
  });

  it('the status line of a tmux in the pane', () => {
    const status = '[work] 0:bash- 1:claude*            "box" 12:00 25-Nov-26';
    expect(changedVerdicts(all, (one) => ({ ...one, text: `${one.text.trimEnd()}\n${status}` }))).toEqual([]);
  });

  it.each([1, 2, 7])('rules that wrap since the pane was made narrower by %i', (by) => {
    // The others draw on the alternate screen, which a terminal does not wrap.
    const wrapping = real.filter(([, frames]) => ['claude', 'gemini', 'qwen'].includes(agentOf(frames)));
    const unknown = changedVerdicts(wrapping, (one) => narrowed(one, by));
    expect(unknown).toEqual([]);
  });

  it('an older screen of the same agent above a dialog', () => {
    const old = [...corpus('dev').get('claude-working-long-running-shell-tool-14-s-80x24')!].at(-1)!;
    const dialogs = real.filter(([name]) => /^claude-(?:waiting|q$|plan$|.*perm)/u.test(name));
    expect(dialogs.length).toBeGreaterThan(10);
    const above = old.text.trimEnd().split('\n');
    const change = (one: Frame): Frame => ({
      ...lines(one, (text) => [...above, '', ...text]),
      cursor: [one.cursor[0], one.cursor[1] + above.length + 1],
    });
    expect(changedVerdicts(dialogs, change)).toEqual([]);
  });
});

/** A screen at rest of each agent, and how a reply of it begins. */
const AT_REST: readonly (readonly [string, string, string])[] = [
  ['claude', 'claude-idle-after-a-short-answer-80x24', '● '],
  ['codex', 'codex-idle-after-compaction-80x24', '• '],
  ['gemini', 'gemini-idle-after-compaction-120x40', '✦ '],
  ['qwen', 'qwen-idle-after-compaction-120x40', '  ✦ '],
  ['opencode', 'opencode-idle-after-a-short-answer-120x40', '     '],
  ['copilot', 'copilot-idle-after-a-short-answer-120x40', ' ● '],
];

describe('a reply that quotes any screen of any agent', () => {
  it.each(AT_REST)('leaves %s at rest', (agent, name, sign) => {
    const { ansi: _, ...rest } = corpus('dev').get(name)!.at(-1)!;
    const text = rest.text.split('\n');
    const { start } = new Screen(rest, rulesOf(agent).layout).prompt!;
    const margin = ' '.repeat(sign.length);
    const wrong = real.flatMap(([quoted, frames]) => {
      // Claude marks a limit as the result of a tool: the only line of a reply that looks like its own.
      const body = frames
        .at(-1)!
        .text.split('\n')
        .filter((line) => !/^ {0,2}⎿/u.test(line));
      const above = [`${sign}It shows:`, '', ...body.map((line) => `${margin}${line}`.trimEnd()), ''];
      const verdict = classify(
        {
          ...rest,
          text: [...above, ...text.slice(start)].join('\n'),
          cursor: [rest.cursor[0], rest.cursor[1] - start + above.length],
        },
        agent,
        0,
      );
      return verdict.state === 'idle' || verdict.state === 'fresh'
        ? []
        : [`${quoted}: ${verdict.evidence.rule}`];
    });
    expect(wrong).toEqual([]);
  });
});

describe('but it does depend on', () => {
  const verdict = (text: string): string | null => replayModular([frame({ text })], 'one').state;
  const RULE = '─'.repeat(80);

  it('whether two rules are one that is wrapped', () => {
    expect(verdict(`● Done.\n\n${RULE}\n──\n❯ \n${RULE}\n──\n  ? for shortcuts`)).toBe('idle');
    expect(verdict(`● Done.\n\n${RULE}\n▀▀\n❯ \n${RULE}\n  ? for shortcuts`)).not.toBe('idle');
  });

  it('whether the last line is a status line of tmux, or a choice of the same look', () => {
    const dialog = `${RULE}\n Bash command\n\n Do you want to proceed?\n ❯ 1. Yes\n   2. No\n\n Esc to cancel`;
    expect(verdict(`${dialog}\n[work] 0:bash*`)).toBe('waiting');
    expect(verdict(`${RULE}\n[x] 1:❯ 1. Yes`)).not.toBe('idle');
  });
});
