import { describe, expect, it } from 'vitest';
import type { Observation } from '../../../src/core/report.ts';
import { frame } from '../detect/fixtures.ts';
import { Cycles, MINUTE, SECOND, see } from './support.ts';

const queued = (text: string, screen?: string): Observation =>
  see(1, 'qa', 'message_queued', {
    evidence: { rule: 'a.queued', line: 1, text, region: null, nearly: null },
    frames: screen === undefined ? [] : [frame({ text: screen })],
  });
const attempts = (told: [number, string][]) => told.map(([at]) => at / SECOND);

describe('a text that was left in a prompt', () => {
  it('is to be sent once it has stood for 30 s, five times at most, 10 s apart', () => {
    const cycles = new Cycles();
    const told = cycles.over(0, 5 * MINUTE, queued('fix it'));
    expect(attempts(told)).toEqual([30, 40, 50, 60, 70]);
    expect(told[4]![1]).toBe('unsent message, attempt 5 of 5');
    expect(cycles.at(6 * MINUTE, queued('fix that'))).toEqual([]);
    expect(attempts(cycles.over(6 * MINUTE, 7 * MINUTE, queued('fix that')))).toEqual([390, 400, 410, 420]);
  });

  it('counts anew after another state', () => {
    const cycles = new Cycles();
    cycles.over(0, MINUTE, queued('fix it'));
    cycles.at(65 * SECOND, see(1, 'qa', 'working'));
    expect(attempts(cycles.over(70 * SECOND, 110 * SECOND, queued('fix it')))).toEqual([100, 110]);
  });

  it('is left alone while somebody writes on below its first line, a clock there apart', () => {
    const typing = new Cycles();
    for (let s = 0; s <= 120; s += 5) {
      expect(typing.at(s * SECOND, queued('fix it', `above\nfix it\nand ${'x'.repeat(s)}`))).toEqual([]);
    }
    const clock = new Cycles();
    const wanted = Array.from({ length: 7 }, (_, i) =>
      clock.at(i * 5 * SECOND, queued('fix it', `a\nfix it\n12:0${i}`)),
    );
    expect(wanted.map(({ length }) => length)).toEqual([0, 0, 0, 0, 0, 0, 1]);
    expect(wanted[6]).toEqual([
      { kind: 'submit_message', target: 'shop:1.0', reason: 'unsent message, attempt 1 of 5' },
    ]);
  });
});
