/** One line of a bench's table. */
export interface Figure {
  what: string;
  /** As DESIGN.md §6 or an issue asks for it; empty: nothing is asked. */
  goal: string;
  measured: string;
  /** null: nothing is asked. */
  met: boolean | null;
}

/** A figure that is to be at most so much. */
export function atMost(what: string, value: number, most: number, unit: string, digits = 0): Figure {
  return {
    what,
    goal: `≤ ${most} ${unit}`,
    measured: `${value.toFixed(digits)} ${unit}`,
    met: value <= most,
  };
}

/** A figure that is to be at least so many times a baseline of the same run. */
export function timesFaster(what: string, value: number, least: number): Figure {
  return { what, goal: `≥ ×${least}`, measured: `×${digits(value)}`, met: value >= least };
}

/** A figure that is to be at most so many times a baseline of the same run. */
export function timesSlower(what: string, value: number, most: number): Figure {
  return { what, goal: `≤ ×${most}`, measured: `×${digits(value)}`, met: value <= most };
}

/** A figure for which nothing is asked. */
export function told(what: string, measured: string): Figure {
  return { what, goal: '', measured, met: null };
}

function digits(value: number): string {
  return value >= 10 ? value.toFixed(0) : value.toFixed(2);
}

/** Prints the figures as a table; with `--json` on the command line as one document. */
export function printFigures(figures: readonly Figure[]): void {
  if (process.argv.includes('--json')) {
    process.stdout.write(`${JSON.stringify(figures)}\n`);
    return;
  }
  const signs = new Map([
    [true, '✓'],
    [false, '✗'],
    [null, ''],
  ]);
  console.table(
    Object.fromEntries(
      figures.map(({ what, goal, measured, met }) => [what, { measured, goal, met: signs.get(met) }]),
    ),
  );
}
