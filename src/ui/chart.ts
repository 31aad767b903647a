/** Value at a place of a course; null: there is none. */
type Value = number | null;

/** Bits of a braille character: two columns of four dots, from the bottom up. */
const DOTS = [
  [0x40, 0x04, 0x02, 0x01],
  [0x80, 0x20, 0x10, 0x08],
] as const;
const BLANK = 0x2800;

/** The values brought to so many columns: of those that share a column the largest counts, so that no peak is lost. */
export function columnsOf(values: readonly Value[], count: number): Value[] {
  return Array.from({ length: count }, (_, i) => {
    const first = Math.floor((i * values.length) / count);
    const last = Math.max(first + 1, Math.floor(((i + 1) * values.length) / count));
    const here = values.slice(first, last).filter((value) => value !== null);
    return here.length === 0 ? null : Math.max(...here);
  });
}

/**
 * Courses over the same time as lines of braille dots in one chart, `width` by `height` characters, top line first. The
 * scale goes from `low` to `high`; what lies beyond is drawn at the edge. Where there is no value there is no dot.
 */
export function brailleChart(
  courses: readonly (readonly Value[])[],
  { width, height, low, high }: { width: number; height: number; low: number; high: number },
): string[] {
  const [columns, levels] = [width * 2, height * 4];
  const cells = new Uint8Array(width * height);
  const dot = (x: number, level: number): void => {
    const row = height - 1 - (level >> 2);
    cells[row * width + (x >> 1)]! |= DOTS[x & 1]![level & 3]!;
  };
  const levelOf = (value: number): number => {
    const share = high > low ? (value - low) / (high - low) : 0;
    return Math.round(Math.min(1, Math.max(0, share)) * (levels - 1));
  };
  for (const course of courses) {
    let before: number | null = null;
    for (const [x, value] of columnsOf(course, columns).entries()) {
      const level = value === null ? null : levelOf(value);
      if (level !== null) {
        const from: number = before ?? level;
        const step = Math.sign(level - from);
        // A jump is drawn in the column to which it leads.
        for (let at = from + step; at !== level && step !== 0; at += step) dot(x, at);
        dot(x, level);
      }
      before = level;
    }
  }
  return Array.from({ length: height }, (_, row) =>
    String.fromCharCode(
      ...Array.from(cells.subarray(row * width, (row + 1) * width), (bits) => BLANK + bits),
    ),
  );
}

/** The smallest and the largest of the values; null when there are none. */
export function rangeOf(courses: readonly (readonly Value[])[]): { low: number; high: number } | null {
  const known = courses.flat().filter((value) => value !== null);
  return known.length === 0 ? null : { low: Math.min(...known), high: Math.max(...known) };
}
