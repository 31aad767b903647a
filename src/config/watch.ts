import { type FSWatcher, watch } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

/** Finds what the system's notices leave out: network file systems, targets of links, exhausted watches. */
const POLL_MS = 1000;
/** A write comes as several events; a read in between would see half of it. */
const BUNCH_MS = 50;

/** Inode of a folder, or of the nearest above it that exists. */
async function nearest(folder: string): Promise<{ place: string; ino: bigint } | null> {
  for (let place = folder; ; place = path.dirname(place)) {
    const found = await stat(place, { bigint: true }).catch(() => null);
    if (found?.isDirectory()) return { place, ino: found.ino };
    if (path.dirname(place) === place) return null;
  }
}

/** What changes when a file of the folder does: names, sizes and times of change. Links are followed. */
async function signatureOf(folder: string): Promise<string> {
  const names = await readdir(folder).catch(() => null);
  if (names === null) return '';
  const parts = names.sort().map(async (name) => {
    const found = await stat(path.join(folder, name), { bigint: true }).catch(() => null);
    return found === null ? `${name} –` : `${name} ${found.ino} ${found.size} ${found.mtimeNs}`;
  });
  return ['', ...(await Promise.all(parts))].join('\n');
}

/**
 * Calls back soon after a file of a folder may have changed: created, replaced, written in place, deleted; also when the
 * folder comes into being later, is replaced or removed. Keeps no process alive.
 */
export function watchFolder(folder: string, onTouch: () => void): { close(): void } {
  let watched: { place: string; ino: bigint; watcher: FSWatcher } | null = null;
  let signature: string | null = null;
  let closed = false;
  let bunch: NodeJS.Timeout | null = null;
  let looking = Promise.resolve();

  const touch = (): void => {
    if (closed) return;
    if (bunch !== null) clearTimeout(bunch);
    bunch = setTimeout(() => {
      bunch = null;
      onTouch();
    }, BUNCH_MS);
    bunch.unref();
  };

  const drop = (): void => {
    watched?.watcher.close();
    watched = null;
  };

  /** Watches the folder, or where it will come into being; one that is another than before is watched anew. */
  const arm = async (): Promise<void> => {
    const found = await nearest(folder);
    if (closed || found === null) return;
    if (watched?.place === found.place && watched.ino === found.ino) return;
    drop();
    try {
      const watcher = watch(found.place, { persistent: false }, () => look());
      watcher.on('error', drop);
      watched = { ...found, watcher };
    } catch {
      // No notices to be had here (limit reached, unsupported): the poll finds the changes.
    }
  };

  const look = (): void => {
    looking = looking.then(async () => {
      if (closed) return;
      await arm();
      const seen = await signatureOf(folder);
      // The first look reports too: what happened before it has not been seen.
      if (seen !== signature) touch();
      signature = seen;
    });
  };

  const poll = setInterval(look, POLL_MS);
  poll.unref();
  look();

  return {
    close() {
      closed = true;
      clearInterval(poll);
      if (bunch !== null) clearTimeout(bunch);
      drop();
    },
  };
}
