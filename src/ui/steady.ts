import { EventEmitter } from 'node:events';
import type { Size } from './layout/areas.ts';

/** Nothing is waited for longer than this before the new size is taken, in ms. */
const BLANK_WITHIN_MS = 200;
const ERASE_ALL = '\u001b[2J\u001b[H';

/** What has to happen when the terminal gets another size. */
export interface Steady {
  /** Draws nothing from now on; resolves when that is on the screen. */
  blank(): Promise<void>;
  /** The size that is drawn for from now on. */
  resized(size: Size): void;
}

/** A terminal as Ink sees it. */
export interface SteadyTerminal {
  stdout: NodeJS.WriteStream;
  release(): void;
}

const sizeOf = ({ columns, rows }: NodeJS.WriteStream): Size => ({
  columns: columns || 80,
  rows: rows || 24,
});

/**
 * A terminal that tells of another size only once nothing is drawn. A frame made for the old size that is written into
 * the new one wraps or scrolls it, and Ink, which afterwards writes what differs alone, would leave the pieces standing:
 * so the screen is emptied first, on both sides.
 */
export function steadyTerminal(real: NodeJS.WriteStream, steady: Steady): SteadyTerminal {
  const resizes = new EventEmitter();
  let size = sizeOf(real);
  let busy = false;
  let again = false;

  const settle = async (): Promise<void> => {
    do {
      again = false;
      const late = new Promise<void>((done) => setTimeout(done, BLANK_WITHIN_MS).unref());
      await Promise.race([steady.blank(), late]);
    } while (again);
    real.write(ERASE_ALL);
    size = sizeOf(real);
    resizes.emit('resize');
    steady.resized(size);
  };
  const onResize = (): void => {
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    void settle().finally(() => {
      busy = false;
    });
  };
  real.on('resize', onResize);

  const own: Record<string | symbol, unknown> = {};
  for (const name of ['on', 'addListener', 'once', 'off', 'removeListener'] as const)
    own[name] = (event: string, listener: (...args: unknown[]) => void) => {
      (event === 'resize' ? resizes : real)[name](event, listener);
      return stdout;
    };
  const stdout = new Proxy(real, {
    get(target, name) {
      if (name === 'columns') return size.columns;
      if (name === 'rows') return size.rows;
      if (name in own) return own[name];
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return { stdout, release: () => real.off('resize', onResize) };
}
