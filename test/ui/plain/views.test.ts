import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../../src/core/snapshot.ts';
import { textWidth } from '../../../src/ui/cells.ts';
import { agentText } from '../../../src/ui/plain/agent.ts';
import { PLAIN_VIEWS, plainText } from '../../../src/ui/plain/views.ts';
import { sampleDetail } from '../support/sample-detail.ts';
import { sampleHistory, sampleStages } from '../support/sample-history.ts';
import { NOW, sampleSnapshot } from '../support/sample-snapshot.ts';

const read = (view: (typeof PLAIN_VIEWS)[number], width = 100, over: Partial<Snapshot> = {}) =>
  plainText(view, sampleSnapshot(over), NOW, { width, ascii: false });

/** Frames, drawings and the cursor: what only eyes can use. */
const FOR_EYES = /[─-╿▀-▟\u2800-⣿▸]|·{3}/;

describe('a view as text', () => {
  it.each(PLAIN_VIEWS)('%s has no frames, colours, drawings or control characters, at any width', (view) => {
    for (const width of [40, 74, 100, 200]) {
      for (const line of read(view, width)) {
        expect(textWidth(line), line).toBeLessThanOrEqual(width);
        expect(line).not.toMatch(FOR_EYES);
        expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
        expect(line).toBe(line.trimEnd());
      }
    }
  });

  it('tells all of it: every agent, difference, check, stage and event', () => {
    const snapshot = sampleSnapshot();
    const text = read('dashboard').join('\n');
    for (const { target } of snapshot.rows) expect(text).toContain(target);
    for (const { label } of snapshot.health.checks) expect(text).toContain(label);
    for (const { text: said } of snapshot.events) expect(text).toContain(said);
    expect(text).toMatch(/≠ shop:1\.0 +developer claude +○ idle +27s ◆ waiting plan +00:42/);
    expect(text).toContain('● canary            5 %  since');
    expect(text).toContain('“Would you like to proceed?”   rule claude.waiting.plan');
    expect(text).toContain('authority legacy → modular in 7 cycles');
  });

  it('is as long as there are agents and events', () => {
    const [row] = sampleSnapshot().rows;
    const rows = Array.from({ length: 300 }, (_, i) => ({ ...row!, id: `%${i}:1`, target: `many:${i}.0` }));
    expect(read('agents', 100, { rows }).filter((line) => line.includes('many:'))).toHaveLength(300);
  });

  it('tells what was: health over a day by its numbers, and the stages so far', () => {
    const past = { health: sampleHistory('day'), stages: sampleStages() };
    const options = { width: 100, ascii: false };
    const health = plainText('health', sampleSnapshot(), NOW, options, past).join('\n');
    expect(health).toMatch(/Over 24 h/);
    expect(health).toMatch(/ms to .*s|P95 /);
    expect(health).not.toMatch(FOR_EYES);
    expect(plainText('stage', sampleSnapshot(), NOW, options, past).join('\n')).toMatch(/stages so far\n/);
  });

  it('numbers the questions in the order of the screen', () => {
    const text = read('differences').join('\n');
    expect(text).toMatch(/ 1 aider +not seen +→ waiting/);
    expect(text).toMatch(/ 2 claude +idle +→ waiting/);
  });

  it('says what is wrong, with its mend, in full', () => {
    const tmux = { ...sampleSnapshot().tmux, status: 'no_server' as const, mend: 'start tmux' };
    expect(read('dashboard', 100, { tmux }).join('\n')).toMatch(
      /^! no tmux server, reconnecting; start tmux/m,
    );
  });

  it('is ASCII where the locale is not UTF-8', () => {
    const lines = plainText('dashboard', sampleSnapshot(), NOW, { width: 100, ascii: true });
    expect(lines.join('')).toMatch(/^[\x20-\x7e]+$/);
  });
});

describe('an agent as text', () => {
  it('has what each monitor says, why, its screen with the mark of the evidence, and no control characters', () => {
    const snapshot = sampleSnapshot();
    const row = snapshot.rows.find(({ target }) => target === 'shop:1.0')!;
    const text = agentText(row, sampleDetail(), snapshot, NOW, { width: 100, ascii: false }).join('\n');
    expect(text).toMatch(/^shop:1\.0 {2}developer · claude · %12 · /);
    expect(text).toMatch(/ {2}modular {3}◆ waiting: plan {3}for 00:42/);
    expect(text).toContain('Would you like to proceed?   ◀ modular');
    expect(text).toMatch(/Last 15 minutes\n {2}\d\d:\d\d:\d\d (legacy|modular): /);
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });
});
