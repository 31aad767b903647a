import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textWidth } from '../../src/ui/cells.ts';
import { brailleChart, columnsOf, rangeOf } from '../../src/ui/chart.ts';
import { toAscii } from '../../src/ui/glyphs.ts';
import '../support/seed.ts';

const course = fc.array(fc.option(fc.double({ min: -1e6, max: 1e6, noNaN: true })), { maxLength: 200 });
const size = { width: fc.integer({ min: 1, max: 80 }), height: fc.integer({ min: 1, max: 6 }) };

describe('a chart of braille', () => {
  it('draws a rise from the lower left to the upper right', () => {
    const chart = brailleChart([[0, 1, 2, 3, 4, 5, 6, 7]], { width: 4, height: 2, low: 0, high: 7 });
    expect(chart).toEqual(['⠀⠀⡠⠊', '⡠⠊⠀⠀']);
  });

  it('leaves a gap where there is no value, and joins a jump', () => {
    expect(brailleChart([[0, null, 3, 0]], { width: 2, height: 1, low: 0, high: 3 })).toEqual(['⡀⢱']);
  });

  it('draws several courses into one', () => {
    expect(
      brailleChart(
        [
          [0, 0],
          [3, 3],
        ],
        { width: 1, height: 1, low: 0, high: 3 },
      ),
    ).toEqual(['⣉']);
  });

  it('keeps the largest of the values that share a column', () => {
    expect(columnsOf([1, 9, 2, 3, null, null], 3)).toEqual([9, 3, null]);
    expect(columnsOf([5], 3)).toEqual([5, 5, 5]);
    expect(rangeOf([[null, 3], [1]])).toEqual({ low: 1, high: 3 });
    expect(rangeOf([[null]])).toBeNull();
  });

  it('has its size whatever it shows, in ASCII too', () => {
    fc.assert(
      fc.property(
        fc.record({ ...size, courses: fc.array(course, { maxLength: 3 }) }),
        ({ width, height, courses }) => {
          const { low, high } = rangeOf(courses) ?? { low: 0, high: 1 };
          const chart = brailleChart(courses, { width, height, low, high });
          expect(chart).toHaveLength(height);
          for (const line of chart) {
            expect(textWidth(line)).toBe(width);
            expect(toAscii(line)).toMatch(/^[ -~]+$/);
            expect(toAscii(line)).toHaveLength(width);
          }
          const known = courses.some((one) => one.some((value) => value !== null));
          expect(chart.join('').replaceAll('⠀', '') !== '').toBe(known);
        },
      ),
    );
  });
});
