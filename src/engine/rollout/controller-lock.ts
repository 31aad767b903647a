import { dirname, join } from 'node:path';

const LOCK = '.cutover-controller.lock';

/** The lock of those who decide for this flags file. */
export function controllerLock(flagsPath: string): string {
  return join(dirname(flagsPath), LOCK);
}
