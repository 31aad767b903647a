import { setFlagsFromString } from 'node:v8';

/**
 * Memory is given back while it is still little: on a machine with much of it V8 lets the heap become three times of what
 * is in use before it looks for garbage. An engine runs for weeks beside the agents, and its bound is 200 MB at 1,000 of
 * them (DESIGN.md §6); more frequent collections cost it about a tenth of its work.
 */
export function keepMemorySmall(): void {
  setFlagsFromString('--heap-growing-percent=50');
  // The young generation would grow to 100 MB of nothing: an engine allocates little at a time.
  setFlagsFromString('--semi-space-growth-factor=1');
}
