import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PaneInfo, TmuxRun } from '../../src/core/tmux.ts';
import { parseCaptures, parseListing } from '../../src/tmux/protocol.ts';

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
  inMode: fc.boolean(),
  activity: natural,
});

function printed(p: PaneInfo): string {
  const flags = [p.paneActive, p.dead, p.inMode].map(Number);
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
        expect(listing).toEqual({ panes, serverSeconds: 1795559803, version: '3.3a' });
      }),
    );
  });

  it('gives each pane its own screen, and those that printed nothing an error', () => {
    const screen = fc.option(hostile.map((text) => `${text}\n`));
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(natural, screen), { selector: ([id]) => id, maxLength: 8 }),
        (panes) => {
          const out = panes.map(([id, text]) => `${NONCE}${id}\n${text ?? ''}`).join('');
          const ids = panes.map(([id]) => `%${id}`);
          const screens = parseCaptures(ran(`${out}${NONCE}end\n`), NONCE, ids);
          expect([...screens.keys()]).toEqual(ids);
          for (const [id, text] of panes) {
            expect(screens.get(`%${id}`)).toEqual(
              text === null ? { error: 'the pane is gone' } : { ansi: text },
            );
          }
        },
      ),
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
