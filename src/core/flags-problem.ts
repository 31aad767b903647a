import type { FlagsProblem } from './flags.ts';

/** A problem of the flags in one line: file, line, field, what is wrong. The mend is apart. */
export function describeProblem({ path, line, field, message }: FlagsProblem): string {
  const place = line === null ? path : `${path}:${line}`;
  return [place, field, message].filter((part) => part !== null).join(': ');
}
