import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AGENT_PARTS,
  AREAS,
  agentLayout,
  centred,
  dashboardLayout,
  type Layout,
  type Rect,
  roomy,
  SMALLEST,
  tooSmall,
} from '../../src/ui/layout/areas.ts';
import { listWindow } from '../../src/ui/layout/window.ts';

const sizes = fc.record({
  columns: fc.integer({ min: SMALLEST.columns, max: 320 }),
  rows: fc.integer({ min: SMALLEST.rows, max: 120 }),
});

/** All rectangles of a layout: together they are the screen, each cell once. */
function expectTiled<Part extends string>(layout: Layout<Part>, columns: number, rows: number): void {
  const rects = [
    layout.header,
    layout.tabs,
    layout.notice,
    layout.footer,
    ...Object.values(layout.parts),
  ].filter((rect): rect is Rect => rect !== null);
  const covered = rects.reduce((sum, rect) => sum + rect.width * rect.height, 0);
  expect(covered).toBe(columns * rows);
  for (const rect of rects) {
    expect(rect.width).toBeGreaterThan(0);
    expect(rect.height).toBeGreaterThan(0);
    expect(rect.x + rect.width).toBeLessThanOrEqual(columns);
    expect(rect.y + rect.height).toBeLessThanOrEqual(rows);
  }
}

describe('the layout', () => {
  it('is the one of the target screen at 120×40', () => {
    const { parts } = dashboardLayout({ columns: 120, rows: 40 }, 2, 'agents');
    expect(parts).toEqual({
      agents: { x: 0, y: 2, width: 78, height: 20 },
      differences: { x: 0, y: 22, width: 78, height: 16 },
      health: { x: 78, y: 2, width: 42, height: 17 },
      stage: { x: 78, y: 19, width: 42, height: 10 },
      events: { x: 78, y: 29, width: 42, height: 9 },
    });
  });

  it('tiles the screen at every size, with and without a third header line', () => {
    fc.assert(
      fc.property(
        sizes,
        fc.constantFrom(2, 3),
        fc.constantFrom(...AREAS),
        fc.constantFrom(...AGENT_PARTS),
        (size, header, area, part) => {
          expectTiled(dashboardLayout(size, header, area), size.columns, size.rows);
          expectTiled(agentLayout(size, header, part), size.columns, size.rows);
        },
      ),
    );
  });

  it.each([
    [74, 19, false],
    [80, 24, false],
    [99, 40, false],
    [120, 27, false],
    [100, 28, true],
    [200, 50, true],
  ])('%i×%i shows all areas at once: %s', (columns, rows, all) => {
    expect(roomy({ columns, rows })).toBe(all);
    expect(Object.keys(dashboardLayout({ columns, rows }, 2, 'health').parts)).toHaveLength(all ? 5 : 1);
  });

  it('knows what is too small', () => {
    expect(tooSmall({ columns: 59, rows: 40 })).toBe(true);
    expect(tooSmall({ columns: 60, rows: 14 })).toBe(true);
    expect(tooSmall({ columns: 60, rows: 15 })).toBe(false);
  });

  it('keeps a dialog between header and footer', () => {
    fc.assert(
      fc.property(
        sizes,
        fc.integer({ min: 3, max: 200 }),
        fc.integer({ min: 5, max: 60 }),
        (size, width, height) => {
          const rect = centred(size, width, height);
          expect(rect.x).toBeGreaterThanOrEqual(0);
          expect(rect.x + rect.width).toBeLessThanOrEqual(size.columns);
          expect(rect.y).toBeGreaterThanOrEqual(2);
          expect(rect.y + rect.height).toBeLessThanOrEqual(size.rows - 1);
        },
      ),
    );
  });
});

describe('the window of a list', () => {
  it('stays where it is as long as the selection is in view', () => {
    expect(listWindow(10, 12, 5, 100)).toEqual({ top: 10, end: 15 });
    expect(listWindow(10, 15, 5, 100)).toEqual({ top: 11, end: 16 });
    expect(listWindow(10, 3, 5, 100)).toEqual({ top: 3, end: 8 });
    expect(listWindow(10, 0, 5, 3)).toEqual({ top: 0, end: 3 });
  });

  it('always holds the selection, and is full when the list is long enough', () => {
    fc.assert(
      fc.property(
        fc.nat(2000),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 2000 }),
        fc.nat(1999),
        (top, page, total, at) => {
          const selected = at % total;
          const window = listWindow(top, selected, page, total);
          expect(selected).toBeGreaterThanOrEqual(window.top);
          expect(selected).toBeLessThan(window.end);
          expect(window.end - window.top).toBe(Math.min(page, total));
        },
      ),
    );
  });
});
