import { chmod, mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run, temporaryFolder } from '../support/program.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder.remove());

const version = (caches: string, home?: string) =>
  run(['--version'], { env: { XDG_CACHE_HOME: caches, ...(home !== undefined && { HOME: home }) } });
const STARTED = { code: 0, stdout: '0.1.0\n', stderr: '' };

describe('what is compiled at a start', () => {
  it('is kept for the next one in the cache folder, which is this user’s alone', async () => {
    const caches = join(folder.path, 'caches');
    const kept = join(caches, 'cutover', 'compiled');
    expect(await version(caches)).toEqual(STARTED);
    expect((await stat(kept)).mode & 0o777).toBe(0o700);
    expect(await readdir(kept)).not.toEqual([]);
    expect(await version(caches)).toEqual(STARTED);
    expect(await version('', folder.path)).toEqual(STARTED);
    expect(await readdir(join(folder.path, '.cache', 'cutover', 'compiled'))).not.toEqual([]);
  });

  it('is neither kept nor taken where others may write, and where there can be no folder', async () => {
    const kept = join(folder.path, 'open', 'cutover', 'compiled');
    await mkdir(kept, { recursive: true });
    await chmod(kept, 0o770);
    expect(await version(join(folder.path, 'open'))).toEqual(STARTED);
    expect(await readdir(kept)).toEqual([]);
    for (const none of ['/dev/null', 'not/absolute']) expect(await version(none)).toEqual(STARTED);
    expect(await version('', '')).toEqual(STARTED);
  });
});
