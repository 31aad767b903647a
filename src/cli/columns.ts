import stringWidth from 'string-width';

/** Sets a table of texts in columns, two spaces apart; wide characters count as two cells. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, stringWidth(cell));
  }
  const padded = (cell: string, i: number) => cell + ' '.repeat(widths[i]! - stringWidth(cell));
  return rows.map((row) => row.map(padded).join('  ').trimEnd());
}
