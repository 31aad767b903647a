import { readFileSync } from 'node:fs';
import xterm from '@xterm/headless';
import { describe, expect, it } from 'vitest';
import { castOf, playedAt } from '../../../scripts/film/cast.ts';

type Event = [at: number, kind: 'o' | 'm', data: string];

function read(cast: string): { header: { version: number; width: number; height: number }; events: Event[] } {
  const [header, ...events] = cast
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  return { header, events };
}

describe('the time of a recording', () => {
  it('is shorter where there was only to be waited, and never goes back', () => {
    const stretches = [
      { from: 1000, to: 11_000, lasts: 1000 },
      { from: 20_000, to: 20_000, lasts: 0 },
      { from: 30_000, to: 40_000, lasts: 500 },
    ];
    expect(playedAt(stretches, 500)).toBe(500);
    expect(playedAt(stretches, 6000)).toBe(1500);
    expect(playedAt(stretches, 11_000)).toBe(2000);
    expect(playedAt(stretches, 50_000)).toBe(31_500);
    let last = -1;
    for (let at = 0; at < 50_000; at += 250) {
      expect(playedAt(stretches, at)).toBeGreaterThanOrEqual(last);
      last = playedAt(stretches, at);
    }
  });

  it('keeps what was written byte for byte, in order', () => {
    const written = [
      { at: 10, data: '\u001b[2Ja' },
      { at: 20, data: '"東\r\n' },
    ];
    const options = { columns: 80, rows: 24, title: 't', stretches: [], markers: [{ at: 15, label: 'x' }] };
    const { header, events } = read(castOf(written, { ...options, endsAt: 1000 }));
    expect(header).toMatchObject({ version: 2, width: 80, height: 24 });
    expect(events).toEqual([
      [0.01, 'o', '\u001b[2Ja'],
      [0.015, 'm', 'x'],
      [0.02, 'o', '"東\r\n'],
      [1, 'o', ''],
    ]);
  });
});

describe('docs/tour.cast', () => {
  const { header, events } = read(readFileSync('docs/tour.cast', 'utf8'));
  const output = events.filter(([, kind]) => kind === 'o').map(([, , data]) => data);

  it('is an asciicast v2 of about a minute, with chapters', () => {
    expect(header).toMatchObject({ version: 2, width: expect.any(Number), height: expect.any(Number) });
    const times = events.map(([at]) => at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times.at(-1)).toBeGreaterThanOrEqual(50);
    expect(times.at(-1)).toBeLessThanOrEqual(75);
    expect(events.filter(([, kind]) => kind === 'm').length).toBeGreaterThanOrEqual(4);
  });

  it('goes through the tour, and ends with the terminal as it was', async () => {
    const { width: cols, height: rows } = header;
    const terminal = new xterm.Terminal({ cols, rows, allowProposedApi: true, scrollback: 0 });
    const seen: string[] = [];
    for (const data of output) {
      await new Promise<void>((done) => terminal.write(data, done));
      const { active } = terminal.buffer;
      seen.push(
        Array.from({ length: rows }, (_, y) => active.getLine(y)?.translateToString(true)).join('\n'),
      );
    }
    const steps = [
      /Agents 6/,
      /◀ (modular|both)/,
      /Why modular says so/,
      /Legacy saw/,
      /modular right/,
      /\+ +"rollout_stage": "canary"/,
      /CANARY 5%/,
      /ROLL BACK/,
      /legacy served cycle/,
      /DISABLED 0%/,
    ];
    let from = 0;
    for (const step of steps) {
      const at = seen.findIndex((screen, i) => i >= from && step.test(screen));
      expect(at, String(step)).toBeGreaterThanOrEqual(0);
      from = at;
    }
    expect(terminal.buffer.active.type).toBe('normal');
    const all = output.join('');
    expect(all.lastIndexOf('\u001b[?25h')).toBeGreaterThan(all.lastIndexOf('\u001b[?25l'));
    expect(all).not.toMatch(/\/(work|root|Users)\//);
  });
});
