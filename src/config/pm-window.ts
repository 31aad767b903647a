import { isLegacyPmWindow } from '../detect/legacy/names.ts';
import { roleOf } from '../detect/roles.ts';

/** Why a window of this name cannot be opened for a PM: both monitors must take it for one; null: they do. */
export function pmWindowProblem(name: string): { message: string; mend: string } | null {
  if (roleOf(name) !== 'pm')
    return {
      message: `modular takes a window ${name} for no PM's, and would want another one`,
      mend: 'make pm or manager a word of the name, as in Claude-pm',
    };
  if (!isLegacyPmWindow(name))
    return {
      message: `legacy takes a window ${name} for no PM's, and would want another one`,
      mend: 'put pm or manager into the name, as in Claude-pm',
    };
  return null;
}
