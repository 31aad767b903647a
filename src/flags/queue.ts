import path from 'node:path';

/** The last write that was asked for of each file, in this process. */
const last = new Map<string, Promise<unknown>>();

/**
 * Does `work` when all that was asked before it for the same file is done, whether it went well or not. The place in the
 * queue is taken at the call, before anything is awaited: of a promotion and the rollback asked right after it, the
 * rollback must be what stands in the end.
 */
export function inOrder<T>(file: string, work: () => Promise<T>): Promise<T> {
  const key = path.resolve(file);
  const result = (last.get(key) ?? Promise.resolve()).then(work);
  const settled = result.then(
    () => {},
    () => {},
  );
  last.set(key, settled);
  void settled.then(() => {
    if (last.get(key) === settled) last.delete(key);
  });
  return result;
}
