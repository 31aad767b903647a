import { chmod, mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkAgentFile, loadRules, openRules, type RulesStore } from '../../../src/config/agent-files.ts';
import { locateConfig } from '../../../src/config/locate.ts';
import { rulesHash } from '../../../src/detect/registry.ts';
import { until } from '../../support/tmux-server.ts';

let folder: string;
let agents: string;
let store: RulesStore | null = null;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cutover-test-'));
  agents = join(folder, 'agents');
});
afterEach(async () => {
  store?.close();
  store = null;
  await rm(folder, { recursive: true, force: true });
});

/** The file of an agent that is found by its command and is idle at its prompt. */
function agent(id: string, changes: Record<string, unknown> = {}): string {
  return JSON.stringify(
    {
      agent: id,
      name: id.toUpperCase(),
      find: { commands: [id] },
      layout: { prompt: '^> ?' },
      rules: [
        { id: `${id}.idle`, state: 'idle', priority: 1, region: 'prompt_box', prompt: 'shown', seen: 'v1' },
      ],
      ...changes,
    },
    null,
    1,
  );
}

const put = (name: string, text: string) => writeFile(join(agents, name), text);
const custom = () => store!.rules().state.custom;
const problems = () =>
  store!.rules().state.problems.map(({ path, line, field }) => [path.slice(agents.length + 1), line, field]);

describe('the config folder', () => {
  const places = { home: '/home/u', cwd: '/site' };
  it.each([
    ['as named', { flag: 'conf', env: { XDG_CONFIG_HOME: '/x' } }, '/site/conf'],
    ['of XDG', { env: { XDG_CONFIG_HOME: '/x' } }, '/x/cutover'],
    ['of the home folder', { env: {} }, '/home/u/.config/cutover'],
    [
      'with a relative XDG path, which does not count',
      { env: { XDG_CONFIG_HOME: 'x' } },
      '/home/u/.config/cutover',
    ],
  ])('%s', (_, options, expected) => {
    expect(locateConfig({ ...places, ...options })).toBe(expected);
  });
});

describe('files of custom agents', () => {
  it('need not be there', async () => {
    const { state, files } = await loadRules(join(folder, 'nowhere'));
    expect(state).toMatchObject({ hash: rulesHash, custom: [], problems: [] });
    expect(files).toEqual([]);
  });

  it('are all the .json files of agents/, in the order of their names', async () => {
    await mkdir(agents);
    await Promise.all([
      put('b.json', agent('bee')),
      put('a.json', agent('ant')),
      put('.hidden.json', 'x'),
      put('a.json~', 'x'),
      put('notes.txt', 'x'),
    ]);
    const { state, book } = await loadRules(folder);
    expect(state).toMatchObject({ custom: ['ANT', 'BEE'], problems: [] });
    expect(book.agents.slice(0, 2).map((one) => one.id)).toEqual(['ant', 'bee']);
    expect(state.hash).not.toBe(rulesHash);
  });

  it('that are wrong leave the others in force', async () => {
    await mkdir(agents);
    await put('a.json', agent('ant', { layout: {} }));
    await put('b.json', agent('bee'));
    await mkdir(join(agents, 'c.json'));
    await writeFile(join(agents, 'd.json'), ' '.repeat(300_000));
    const { state } = await loadRules(folder);
    expect(state.custom).toEqual(['BEE']);
    expect(state.problems).toMatchObject([
      { path: join(agents, 'a.json'), line: 9, field: 'layout.prompt' },
      { path: join(agents, 'c.json'), message: 'is no regular file' },
      { path: join(agents, 'd.json'), message: 'is larger than 256 KB' },
    ]);
    expect(await checkAgentFile(join(agents, 'a.json'))).toHaveLength(1);
    expect(await checkAgentFile(join(agents, 'b.json'))).toEqual([]);
    expect((await checkAgentFile(join(agents, 'none.json')))[0]?.message).toMatch(/cannot be read/);
  });

  it('say so when the folder is no folder', async () => {
    await writeFile(agents, 'x');
    expect((await loadRules(folder)).state.problems[0]?.message).toMatch(/cannot be read/);
  });

  it.skipIf(process.getuid?.() === 0)('say so when one may not be read', async () => {
    await mkdir(agents);
    await put('a.json', agent('ant'));
    await chmod(join(agents, 'a.json'), 0);
    expect((await loadRules(folder)).state.problems[0]?.message).toMatch(/cannot be read/);
  });
});

describe('a change of the files', () => {
  it('counts at once: a folder that comes later, files that come, change, are replaced and go', async () => {
    store = await openRules(join(folder, 'later'));
    agents = join(folder, 'later', 'agents');
    expect(custom()).toEqual([]);
    await mkdir(agents, { recursive: true });
    await put('a.json', agent('ant'));
    await until('a new file', () => custom().join() === 'ANT');
    const { hash } = store.rules().state;
    await put('a.json', agent('ant', { name: 'Ant' }));
    await until('a change in place', () => custom().join() === 'Ant');
    expect(store.rules().state.hash).not.toBe(hash);
    await writeFile(join(folder, 'new'), agent('ant', { name: 'Other' }));
    await rename(join(folder, 'new'), join(agents, 'a.json'));
    await until('a replacement', () => custom().join() === 'Other');
    await rename(agents, join(folder, 'old'));
    await until('the folder to go', () => custom().length === 0);
    expect(store.rules().state.hash).toBe(rulesHash);
    await rename(join(folder, 'old'), agents);
    await until('the folder to come back', () => custom().join() === 'Other');
    await rm(join(agents, 'a.json'));
    await until('a file to go', () => custom().length === 0);
  });

  it('that breaks a file is told, and what was good in it stays', async () => {
    await mkdir(agents);
    await put('a.json', agent('ant'));
    store = await openRules(folder);
    const told: number[] = [];
    store.watch(({ state }) => told.push(state.problems.length));
    const { hash } = store.rules().state;
    await put('a.json', agent('ant', { rules: [{ id: 'ant.idle' }] }));
    await until('the problem', () => problems().length === 1);
    expect(problems()[0]).toEqual(['a.json', expect.any(Number), expect.stringMatching(/^rules\.0\./)]);
    expect(custom()).toEqual(['ANT']);
    expect(store.rules().state.hash).toBe(hash);
    await put('a.json', '{');
    await until('the next problem', () => problems()[0]?.[2] === null);
    expect(custom()).toEqual(['ANT']);
    await put('a.json', agent('ant'));
    await until('the mend', () => problems().length === 0);
    expect(store.rules().state.hash).toBe(hash);
    expect(told).toEqual([1, 1, 0]);
  });

  it('that defines an agent twice leaves in force the file that did so first', async () => {
    await mkdir(agents);
    await put('m.json', agent('ant'));
    store = await openRules(folder);
    await put('a.json', agent('ant', { name: 'Copy' }));
    await until('the problem', () => problems().length === 1);
    expect(problems()).toEqual([['a.json', null, 'agent']]);
    expect(custom()).toEqual(['ANT']);
    await rm(join(agents, 'm.json'));
    await until('the other one to take its place', () => custom().join() === 'Copy');
    expect(problems()).toEqual([]);
  });

  it('is seen through links', async () => {
    const target = join(folder, 'dotfiles');
    await mkdir(target);
    await writeFile(join(target, 'a.json'), agent('ant'));
    await mkdir(agents);
    await symlink(join(target, 'a.json'), join(agents, 'a.json'));
    store = await openRules(folder);
    expect(custom()).toEqual(['ANT']);
    await writeFile(join(target, 'a.json'), agent('ant', { name: 'Linked' }));
    await until('the change', () => custom().join() === 'Linked');
  });

  it('is not told any more after the end', async () => {
    await mkdir(agents);
    store = await openRules(folder);
    let told = 0;
    const unwatch = store.watch(() => told++);
    await put('a.json', agent('ant'));
    await until('the change', () => custom().length === 1);
    unwatch();
    await put('b.json', agent('bee'));
    await until('the next change', () => custom().length === 2);
    expect(told).toBe(1);
  });
});
