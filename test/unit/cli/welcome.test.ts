import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { firstStart, stateFolder } from '../../../src/cli/welcome.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cutover-test-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the first start', () => {
  it('is over once a key was pressed', async () => {
    const env = { XDG_STATE_HOME: folder };
    expect(firstStart(env)).not.toBeNull();
    const pressed = firstStart(env);
    pressed?.();
    expect(await readdir(join(folder, 'cutover'))).toEqual(['welcomed']);
    expect(firstStart(env)).toBeNull();
  });

  it('is kept in the home of the operator without XDG_STATE_HOME, or with one that is not absolute', () => {
    expect(stateFolder({}, '/home/ana')).toBe('/home/ana/.local/state/cutover');
    expect(stateFolder({ XDG_STATE_HOME: 'here' }, '/home/ana')).toBe('/home/ana/.local/state/cutover');
    expect(stateFolder({ XDG_STATE_HOME: '/s' }, '/home/ana')).toBe('/s/cutover');
  });

  it('is no error where nothing can be written', async () => {
    // A file in the place of the folder: nobody may write there, not even root.
    await writeFile(join(folder, 'file'), '');
    const env = { XDG_STATE_HOME: join(folder, 'file') };
    expect(() => firstStart(env)?.()).not.toThrow();
    expect(firstStart(env)).not.toBeNull();
  });
});
