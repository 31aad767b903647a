import { readdirSync, readFileSync } from 'node:fs';
import { DOMParser, type Element } from '@xmldom/xmldom';
import xterm from '@xterm/headless';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { screenOf } from '../../../scripts/film/cells.ts';
import { svgOf } from '../../../scripts/film/svg.ts';

/** A terminal that shows what was written to it. */
async function showing(text: string, cols = 40, rows = 4): Promise<InstanceType<typeof xterm.Terminal>> {
  const terminal = new xterm.Terminal({ cols, rows, allowProposedApi: true, scrollback: 0 });
  await new Promise<void>((done) => terminal.write(text, done));
  return terminal;
}

function linesOf(terminal: InstanceType<typeof xterm.Terminal>): string[] {
  const { active } = terminal.buffer;
  return Array.from({ length: terminal.rows }, (_, y) =>
    (active.getLine(y)?.translateToString(true) ?? '').trimEnd(),
  );
}

/** Parses it; throws where it is not well-formed. */
function parsed(svg: string): Element {
  const problems: string[] = [];
  const parser = new DOMParser({ onError: (level, message) => problems.push(`${level}: ${message}`) });
  const root = parser.parseFromString(svg, 'image/svg+xml').documentElement;
  expect(problems).toEqual([]);
  return root as Element;
}

const all = (root: Element, name: string): Element[] => [...root.getElementsByTagName(name)];
const textsOf = (root: Element): string[] => all(root, 'text').map((one) => one.textContent ?? '');

describe('a picture of a screen', () => {
  it('is well-formed XML whose text is the screen’s, markup and wide characters too', async () => {
    const terminal = await showing(
      '╭─ <Agents> & "teams" ─╮\r\n│ \u001b[1;33m東京\u001b[0m ◆ waiting\r\n\r\n  end  ',
    );
    const root = parsed(svgOf(screenOf(terminal), 'a <title> & more'));
    expect(textsOf(root)).toEqual(linesOf(terminal));
    expect(all(root, 'title')[0]?.textContent).toBe('a <title> & more');
  });

  it('puts each stretch at its cell, in its colours', async () => {
    const written =
      'ab\u001b[1;31mred\u001b[0m 東\u001b[7mX\u001b[0m\u001b[48;2;1;2;3m \u001b[0m\u001b[38;5;75mY';
    const root = parsed(svgOf(screenOf(await showing(written, 20, 1)), 'x'));
    const span = (text: string) => all(root, 'tspan').find((one) => one.textContent === text)!;
    const cell = (x: string | null) => Math.round((Number(x) - 12) / 8.4);
    expect(cell(span('red').getAttribute('x'))).toBe(2);
    expect(span('red').getAttribute('font-weight')).toBe('bold');
    expect(span('red').getAttribute('fill')).toBe('#e06c75');
    expect(cell(span('東').getAttribute('x'))).toBe(6);
    // A wide character takes two cells.
    expect(cell(span('X').getAttribute('x'))).toBe(8);
    expect(span('Y').getAttribute('fill')).toBe('#5fafff');
    const behind = all(root, 'rect').map((one) => [cell(one.getAttribute('x')), one.getAttribute('fill')]);
    expect(behind).toContainEqual([8, '#d4d7dd']);
    expect(behind).toContainEqual([9, '#010203']);
  });

  it('is well-formed and faithful whatever a terminal shows', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 60 }), async (text) => {
        const terminal = await showing(text);
        expect(textsOf(parsed(svgOf(screenOf(terminal), text)))).toEqual(linesOf(terminal));
      }),
      { numRuns: 60 },
    );
  });
});

describe('the pictures of the manual', () => {
  const pictures = ['dashboard', 'agent', 'differences', 'health', 'stage', 'rollback'];

  it('are all there, and the README shows them', () => {
    expect(readdirSync('docs/images').sort()).toEqual(pictures.map((name) => `${name}.svg`).sort());
    const readme = readFileSync('README.md', 'utf8');
    for (const name of pictures) expect(readme).toContain(`docs/images/${name}.svg`);
  });

  it.each(pictures)('%s is well-formed, shows the cockpit, and names no place of whoever made it', (name) => {
    const svg = readFileSync(`docs/images/${name}.svg`, 'utf8');
    const text = textsOf(parsed(svg)).join('\n');
    expect(text).toMatch(/^ cutover {3}[○◐●] (DISABLED 0%|CANARY 5%)/);
    expect(text).not.toMatch(/\/(work|root|tmp|Users)\//);
  });
});
