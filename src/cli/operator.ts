import { userInfo } from 'node:os';

/** Name of the operator, for the record. */
export function operator(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
