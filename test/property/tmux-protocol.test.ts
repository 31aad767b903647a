import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PaneInfo, TmuxRun } from '../../src/core/tmux.ts';
import { type KnownPanes, parseCaptures, parseHeights, parseListing } from '../../src/tmux/protocol.ts';

const NONCE = 'x0123456789abcdefx';
const ran = (stdout: string): TmuxRun => ({ code: 0, stdout, stderr: '', timedOut: false });

/** Anything a pane can put into a title or on its screen, our own separators of earlier reads included. */
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '\n',
        '\t',
        ':',
        '.',
        ' ',
        '%1',
        '#{pane_id}',
        'end\n',
        'head 1 3.3a\n',
        'pane %2 ',
        'xffx',
        '日',
        'e\u0301',
      ),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''))
  .filter((text) => !text.includes(NONCE));

/** What of a pane may differ in the next listing. */
const CHANGING = ['title', 'command', 'windowName', 'session', 'cursor', 'activity', 'dead'] as const;

const natural = fc.nat({ max: 2_000_000 });
const pane: fc.Arbitrary<PaneInfo> = fc.record({
  paneId: natural.map((n) => `%${n}`),
  panePid: natural,
  session: hostile,
  windowIndex: natural,
  windowName: hostile,
  paneIndex: natural,
  paneActive: fc.boolean(),
  title: hostile,
  command: hostile,
  cols: natural,
  rows: natural,
  cursor: fc.tuple(natural, natural),
  dead: fc.boolean(),
  activity: natural,
});

function printed(p: PaneInfo): string {
  const flags = [p.paneActive, p.dead].map(Number);
  const numbers = [p.panePid, p.windowIndex, p.paneIndex, p.cols, p.rows, ...p.cursor, p.activity, ...flags];
  const texts = [p.session, p.windowName, p.command, p.title].map((text) => `${NONCE}=${text}`);
  return `${NONCE}:${p.paneId} ${numbers.join(' ')}${texts.join('')}\n`;
}

describe('what tmux printed', () => {
  it('comes back as it was, whatever names and titles hold', () => {
    fc.assert(
      fc.property(fc.uniqueArray(pane, { selector: (p) => p.paneId, maxLength: 8 }), (panes) => {
        const out = `${NONCE}head 1795559803 3.3a\n${panes.map(printed).join('')}${NONCE}end\n`;
        const listing = parseListing(ran(out), NONCE);
        expect(listing).toEqual({ panes, serverSeconds: 1795559803, version: '3.3a', rest: '' });
      }),
    );
  });

  it('comes back as it is now when much of it was there before, and what has not changed is the same object', () => {
    const some = fc.uniqueArray(pane, { selector: (p) => p.paneId, minLength: 1, maxLength: 5 });
    const change = fc.record({ of: fc.nat({ max: 4 }), as: pane, only: fc.constantFrom(...CHANGING) });
    fc.assert(
      fc.property(some, fc.array(fc.array(change, { maxLength: 2 }), { maxLength: 4 }), (first, changes) => {
        const known: KnownPanes = new Map();
        let before: PaneInfo[] = [];
        let panes = first;
        for (const changed of [[], [], ...changes]) {
          panes = panes.map((p, i) => {
            const own = changed.find(({ of }) => of === i);
            return own === undefined ? p : { ...p, [own.only]: own.as[own.only] };
          });
          const out = `${NONCE}head 1 3.3a\n${panes.map(printed).join('')}${NONCE}end\n`;
          const listing = parseListing(ran(out), NONCE, known);
          expect(listing.panes).toEqual(panes);
          expect(known.size).toBe(panes.length);
          for (const [i, now] of listing.panes.entries())
            if (changed.every(({ of }) => of !== i) && before[i]) expect(now).toBe(before[i]);
          before = listing.panes;
        }
      }),
    );
  });

  const lines = fc.array(
    hostile.map((text) => text.replaceAll('\n', ' ')),
    { minLength: 1, maxLength: 6 },
  );
  const screens = fc.array(fc.record({ lines, gone: fc.boolean() }), { maxLength: 12 });
  const groups = fc.integer({ min: 1, max: 5 });
  const printedScreens = (panes: { lines: string[]; gone: boolean }[], group: number) => {
    const parts = panes.map(({ lines: rows, gone }, i) => {
      const screen = gone ? '' : `${rows.join('\n')}\n`;
      return i % group === 0 ? `${NONCE}\n${screen}` : screen;
    });
    return `${parts.join('')}${NONCE}end\n`;
  };

  it('gives each pane its own screen, whatever the screens hold, and the gone ones an error', () => {
    fc.assert(
      fc.property(screens, groups, (panes, group) => {
        const ids = panes.map((_, i) => `%${i}`);
        const alive = panes.flatMap((pane, i) => (pane.gone ? [] : [`%${i} ${pane.lines.length}\n`]));
        const printed = `${NONCE}\n${alive.join('')}${printedScreens(panes, group)}`;
        const sizes = parseHeights(printed, NONCE)!;
        const captures = parseCaptures(sizes.rest, NONCE, ids, sizes.heights, group)!;
        const expected = panes.map((pane, i) => [
          `%${i}`,
          pane.gone ? { error: 'the pane is gone' } : { ansi: `${pane.lines.join('\n')}\n` },
        ]);
        expect([...captures.screens]).toEqual(expected);
        expect(captures.unclear).toEqual([]);
      }),
    );
  });

  it('does not guess when the lines are not as many as the rows', () => {
    fc.assert(
      fc.property(screens, groups, (panes, group) => {
        const ids = panes.map((_, i) => `%${i}`);
        const heights = new Map(panes.map((pane, i) => [`%${i}`, pane.lines.length]));
        const captures = parseCaptures(printedScreens(panes, group), NONCE, ids, heights, group)!;
        for (const [i, pane] of panes.entries()) {
          const screen = captures.screens.get(`%${i}`);
          if (screen === undefined) expect(captures.unclear).toContain(`%${i}`);
          else expect(screen).toEqual({ ansi: `${pane.lines.join('\n')}\n` });
          if (pane.gone) expect(screen).toBeUndefined();
        }
      }),
    );
  });

  it('never throws anything but a tmux error on rubbish', () => {
    fc.assert(
      fc.property(hostile, fc.boolean(), (text, withHead) => {
        const out = `${withHead ? `${NONCE}head 1 3.3a\n` : ''}${text}${NONCE}:${text}${NONCE}end\n`;
        try {
          expect(parseListing(ran(out), NONCE).panes).toEqual([]);
        } catch (error) {
          expect(error).toHaveProperty('status');
        }
      }),
    );
  });
});
