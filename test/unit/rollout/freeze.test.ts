import { describe, expect, it } from 'vitest';
import { freezeAt } from '../../../src/rollout/freeze.ts';
import { ANA } from './support.ts';

const WEEKEND = { from: 'Fri 16:00', to: 'Mon 08:00', zone: 'Europe/Berlin', name: 'weekend' };
const at = (iso: string, windows = [WEEKEND]) => freezeAt(null, windows, Date.parse(iso));
const ms = (iso: string) => Date.parse(iso);

describe('freeze windows', () => {
  it.each([
    ['2026-11-27T14:59:59Z', false],
    ['2026-11-27T15:00:00Z', true],
    ['2026-11-29T12:00:00Z', true],
    ['2026-11-30T06:59:59Z', true],
    ['2026-11-30T07:00:00Z', false],
    ['2026-11-25T12:00:00Z', false],
    // In summer 16:00 in Berlin is 14:00 UTC.
    ['2026-07-03T14:00:00Z', true],
    ['2026-07-03T13:59:59Z', false],
  ])('a weekly one at %s: %s', (iso, frozen) => {
    expect(at(iso) !== null).toBe(frozen);
  });

  it('says from when to when, over the change of the clocks too', () => {
    expect(at('2026-10-25T00:30:30Z')).toEqual({
      at: ms('2026-10-23T14:00:00Z'),
      until: ms('2026-10-26T07:00:00Z'),
      who: 'the config',
      why: 'weekend',
      window: 'weekend',
    });
    expect(at('2026-03-29T12:00:00Z')).toMatchObject({
      at: ms('2026-03-27T15:00:00Z'),
      until: ms('2026-03-30T06:00:00Z'),
    });
  });

  it('within one day, and in a zone without whole hours', () => {
    const night = { from: 'Wed 22:00', to: 'Wed 23:30', zone: 'Asia/Kolkata', name: 'backup' };
    expect(at('2026-11-25T16:29:59Z', [night])).toBeNull();
    expect(at('2026-11-25T16:30:00Z', [night])?.until).toBe(ms('2026-11-25T18:00:00Z'));
    expect(at('2026-11-25T18:00:00Z', [night])).toBeNull();
  });

  it('a dated one, without its end', () => {
    const dated = { from: '2026-12-24T00:00:00Z', to: '2026-12-27T00:00:00+01:00', name: 'holidays' };
    expect(freezeAt(null, [dated], ms('2026-12-23T23:59:59Z'))).toBeNull();
    expect(freezeAt(null, [dated], ms('2026-12-24T00:00:00Z'))?.until).toBe(ms('2026-12-26T23:00:00Z'));
    expect(freezeAt(null, [dated], ms('2026-12-26T23:00:00Z'))).toBeNull();
  });

  it("an operator's comes first, as long as it lasts", () => {
    const manual = { at: 0, ...ANA, until: ms('2026-11-28T00:00:00Z') };
    const saturday = ms('2026-11-28T12:00:00Z');
    expect(freezeAt(manual, [WEEKEND], ms('2026-11-27T20:00:00Z'))).toEqual({ ...manual, window: null });
    expect(freezeAt(manual, [WEEKEND], saturday)?.window).toBe('weekend');
    expect(freezeAt({ ...manual, until: null }, [WEEKEND], saturday)?.window).toBeNull();
  });
});
