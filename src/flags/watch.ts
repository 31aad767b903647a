import { type BigIntStats, type FSWatcher, watch } from 'node:fs';
import path from 'node:path';
import { followLinks, sameFile, statOrNull } from './disk.ts';

/** Finds what the system's notices leave out: network file systems, folders that come and go, exhausted watches. */
const POLL_MS = 1000;
/** The events of one write come in a bunch. */
const BUNCH_MS = 15;

interface Watched {
  ino: bigint;
  watcher: FSWatcher;
}

/** The folder of a file, or the nearest above it that exists, and the entry in it that leads to the file. */
async function nearestFolder(
  file: string,
): Promise<{ folder: string; entry: string; stat: BigIntStats } | null> {
  let entry = file;
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    const found = await statOrNull(folder);
    if (found?.isDirectory()) return { folder, entry: path.basename(entry), stat: found };
    if (path.dirname(folder) === folder) return null;
    entry = folder;
  }
}

/**
 * Calls back soon after the file may have changed: created, replaced, written in place, deleted, also when its folder
 * comes into being later, is replaced, or when the file is a link to elsewhere. Watches folders, never the file, whose
 * inode each write replaces. Keeps no process alive.
 */
export function watchFile(file: string, onTouch: () => void): { close(): void } {
  const watched = new Map<string, Watched>();
  let closed = false;
  let seen: BigIntStats | null = null;
  let bunch: NodeJS.Timeout | null = null;
  let arming = Promise.resolve();

  const touch = (): void => {
    if (bunch !== null || closed) return;
    bunch = setTimeout(() => {
      bunch = null;
      onTouch();
    }, BUNCH_MS);
    bunch.unref();
  };

  const drop = (folder: string): void => {
    watched.get(folder)?.watcher.close();
    watched.delete(folder);
  };

  const add = (folder: string, ino: bigint, entries: ReadonlySet<string>): void => {
    try {
      const watcher = watch(folder, { persistent: false }, (_event, name) => {
        // A removed folder reports itself by its own name.
        if (name !== null && !entries.has(name) && name !== path.basename(folder)) return;
        touch();
        arm();
      });
      watcher.on('error', () => drop(folder));
      watched.set(folder, { ino, watcher });
    } catch {
      // No notices to be had here (limit reached, unsupported): the poll finds the changes.
    }
  };

  /** Watches what is to be watched now; a folder that is another one than before is watched anew. */
  const armNow = async (): Promise<void> => {
    const places = new Map<string, { ino: bigint; entries: Set<string> }>();
    for (const name of new Set([file, await followLinks(file).catch(() => file)])) {
      const nearest = await nearestFolder(name);
      if (nearest === null) continue;
      const place = places.get(nearest.folder) ?? { ino: nearest.stat.ino, entries: new Set() };
      place.entries.add(nearest.entry);
      places.set(nearest.folder, place);
    }
    if (closed) return;
    for (const folder of [...watched.keys()])
      if (places.get(folder)?.ino !== watched.get(folder)!.ino) drop(folder);
    for (const [folder, { ino, entries }] of places) {
      if (watched.has(folder)) continue;
      add(folder, ino, entries);
      touch();
    }
  };
  const arm = (): void => {
    arming = arming.then(() => (closed ? undefined : armNow()));
  };

  const poll = setInterval(async () => {
    const found = await statOrNull(file);
    if (!sameFile(found, seen)) {
      seen = found;
      touch();
    }
    arm();
  }, POLL_MS);
  poll.unref();
  arm();

  return {
    close() {
      closed = true;
      clearInterval(poll);
      if (bunch !== null) clearTimeout(bunch);
      for (const folder of [...watched.keys()]) drop(folder);
    },
  };
}
