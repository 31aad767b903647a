import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { journalPath } from '../../src/journal/journal.ts';
import { foreignIn, unsafeIn } from '../support/hostile.ts';
import { filesOf, type HostileSite, openHostileSite } from '../support/hostile-site.ts';
import type { Program } from '../support/program.ts';
import { until } from '../support/tmux-server.ts';

const ESC = '\u001b';
/** Words of the injections that have to be seen: else nothing has been tried. */
const ARRIVED = [
  'pwclip',
  'pwclst',
  'pwlink',
  'pwtitle',
  'pwdcs',
  'pwpass',
  'pwapc',
  'pwbidi',
  'pwzero',
  'pwtags',
  'pwheap',
];
/** The agents as the cockpit lists them, and what their screens show. */
const AGENTS = [
  ['main:1\\.0', 'pwlink'],
  ['main:2\\.0', 'Exit plan'],
  ['pws', 'pwlink'],
] as const;
const LOOK_EVERY_MS = 5;

let site: HostileSite;
let reads = 0;
let unreadable = 0;
let looking: NodeJS.Timeout;
// A second try begins with a place of its own: what happens there comes one after the other.
beforeEach(async () => {
  [reads, unreadable] = [0, 0];
  site = await openHostileSite();
  expect(await site.ran()).toEqual([]);
  // Whoever reads the flags file finds whole JSON, at every instant.
  looking = setInterval(async () => {
    reads++;
    try {
      JSON.parse(await readFile(site.flagsPath, 'utf8'));
    } catch {
      unreadable++;
    }
  }, LOOK_EVERY_MS);
});
afterEach(async () => {
  clearInterval(looking);
  await site?.close();
});

const here = () => ['-L', site.server.name];

/** Another client of the server: tmux draws its status line, with what cutover puts there, for it. */
async function attach(): Promise<Program> {
  await site.server.run('set-option', '-g', 'status-right-length', '400');
  await site.server.run('set-option', '-g', 'status-right', '#{@cutover_status}');
  const entry = join(dirname(site.flagsPath), 'attach.mjs');
  const attaching = `spawnSync('tmux', ['-u', ...process.argv.slice(2)], { stdio: 'inherit' })`;
  await writeFile(entry, `import { spawnSync } from 'node:child_process'; ${attaching};`);
  const client = site.program([...here(), 'attach-session', '-t', 'main'], { entry });
  await until('the client', async () => (await site.server.run('list-clients')) !== '');
  return client;
}

/** Nothing that a cockpit has written so far is anything but its own sequences and text that is seen. */
function expectOwn(cockpit: Program, after: string): void {
  // The end may be half of a sequence.
  const whole = cockpit.written.replace(/\u001b[^\u001b]{0,20}$/, '');
  expect(foreignIn(whole), `after ${JSON.stringify(after)}`).toEqual([]);
}

/** Presses keys and waits until the screen shows what they do. */
async function step(cockpit: Program, keys: string, shows: RegExp): Promise<void> {
  cockpit.press(keys);
  await cockpit.shows(shows, 30_000);
  expectOwn(cockpit, keys);
}

/** All of it is text in every view, and none of it steers the terminal or runs. */
async function inTheCockpit(): Promise<void> {
  const client = await attach();
  const cockpit = site.program([...here(), '--interval', '1', '--tmux-status']);
  await step(cockpit, '', /◆ 2 waiting[\s\S]*4 signatures open/);
  for (const [target, shows] of AGENTS) {
    await step(cockpit, '\r', new RegExp(`┏━ ${target}[\\s\\S]*${shows}`));
    await step(cockpit, 'e', /┏━ Why modular says so/);
    await step(cockpit, ESC, new RegExp(`┏━ ${target}`));
    await step(cockpit, 'v', new RegExp(`live · keys do not reach it[\\s\\S]*${shows}`));
    await step(cockpit, ESC, new RegExp(`┏━ ${target}`));
    await step(cockpit, 'l', /screen of \S+ · modular says/);
    await step(cockpit, '\r', new RegExp(`┏━ ${target}`));
    await step(cockpit, ESC, /┏━ Agents/);
    cockpit.press('j');
  }
  await step(cockpit, 'w', /┏━ Wrong now[\s\S]*pwtitle/);
  await step(cockpit, ESC, /┏━ Agents/);
  await step(cockpit, '/pwname\r', /Mender/);
  await step(cockpit, '/', /filter \/.*▏/);
  await step(cockpit, ESC, /┏━ Agents 4/);
  await step(cockpit, 't', /pws/);
  await step(cockpit, 'd', /Modular saw[\s\S]*(?:Exit plan|pwdraw)/);
  await step(cockpit, 'x', /written: /);
  await step(cockpit, 'm', /modular right/);
  await step(cockpit, ESC, /┏━ Agents[\s\S]*1 judged: modular right 1/);
  await step(cockpit, 's', /▸● disabled/);
  await step(cockpit, 'j\r', /┏━ Advance to CANARY[\s\S]*default_strategy[\s\S]*\+ *"rollout_percentage"/);
  await step(cockpit, 'y', /^(?![\s\S]*┏━ Advance)[\s\S]*◐ CANARY 5%/);
  // An operator pastes what a pane showed.
  await step(cockpit, 'P', /┏━ Pause the rollout/);
  await step(cockpit, `${ESC}[200~pwpaste\u202e\u009b31m #(touch ran-paste)${ESC}[201~`, /pwpaste/);
  await step(cockpit, '\r', /^(?![\s\S]*┏━ Pause)[\s\S]*paused/);
  await step(cockpit, '5z', /┏━ Events/);
  await step(cockpit, 'zR', /roll back now/);
  await step(cockpit, 'y', /○ DISABLED 0%/);
  for (const word of ARRIVED) expect(cockpit.written, word).toContain(word);
  expect(cockpit.written).not.toMatch(/\u0007|cHduZWQ=\u001b/);
  // The status line has what the engine says, and its canaries as text.
  await client.shows(/ROLLED BACK/);
  cockpit.press('\r');
  await step(cockpit, ESC, /┏━ Agents/);
  cockpit.press('q');
  expect(await cockpit.ended()).toMatchObject({ exitCode: 0 });
  expectOwn(cockpit, 'q');
  expect(await site.ran()).toEqual([]);
}

/** Out of every command it comes as text, and out of --json as it was, escaped. */
async function outOfCommands(): Promise<void> {
  const taken = join(site.path, 'taken.jsonl');
  const said = await outputs([
    ['record', taken, '--duration', '1', ...here()],
    ['labels', 'export', join(site.path, 'labelled.jsonl')],
    ...['dashboard', 'agents', 'differences', 'stage', 'events'].map((view) => ['show', view, ...here()]),
    ['show', 'agent', 'main:1', ...here()],
    ['once', ...here()],
    ['explain', 'main:1.0', ...here()],
    ['agents'],
    ['labels'],
    ['decisions'],
    ['status'],
    ['flags', 'get'],
    ['flags', 'path'],
    ['doctor', ...here()],
  ]);
  const json = await outputs(
    [
      ['show', 'dashboard', ...here()],
      ['show', 'agent', 'main:1', ...here()],
      ['once', ...here()],
      ['explain', 'main:1.0', ...here()],
      ['agents', 'check'],
      ['events'],
      ['decisions'],
      ['flags', 'get'],
      ['replay', taken],
    ].map((args) => [...args, '--json']),
  );
  for (const { args, stdout } of json) {
    const lines = /^(?:events|decisions|replay)$/.test(args[0]!);
    for (const one of lines ? stdout.trim().split('\n') : [stdout])
      expect(JSON.parse(one), args.join(' ')).toBeTypeOf('object');
  }
  expect(said.map(({ stdout }) => stdout).join()).toMatch(/pwclip[\s\S]*pwbidi/);
  expect(await site.ran()).toEqual([]);
}

/** The screen reader gets it without one sequence. */
async function byTheScreenReader(): Promise<void> {
  const reader = site.program([...here(), '--screen-reader']);
  await reader.shows(/Type a key, then Enter/, 30_000);
  await reader.shows(/pws\$/, 30_000);
  for (const key of ['1', '2', '3', '4']) {
    // An answer is longer than the echo of the key, and may push it off the screen.
    const before = reader.written.length;
    reader.press(`${key}\r`);
    await until(`the answer to ${key}`, () => reader.written.length > before + 40);
  }
  reader.press('\r\u0003');
  await reader.ended();
  expect(unsafeIn(reader.written.replaceAll('\r', ''))).toEqual([]);
  expect(reader.written).toContain('pw');
}

/** What is left are whole files with nothing hidden in them, and nobody. */
async function leftBehind(): Promise<void> {
  expect(await site.run('kill-server', ...here())).toMatchObject({ code: 0 });
  expect(await site.run('decisions', 'verify')).toMatchObject({ code: 0, stderr: '' });
  const flags = JSON.parse(await readFile(site.flagsPath, 'utf8'));
  expect(flags).toMatchObject({ rollout_stage: 'disabled', default_strategy: site.text });
  expect(flags[`site ${site.text}`]).toBe(site.text);
  expect(reads).toBeGreaterThan(100);
  expect(unreadable).toBe(0);

  const files = await filesOf(site.path, join(site.path, '..', 'run'), join(site.path, '..', 'told'));
  const ours = [...files].filter(([path]) => /\.(?:jsonl|log)$|told$/.test(path));
  expect(ours.map(([path]) => path.split('/').at(-1)).sort()).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^example-/),
      'labelled.jsonl',
      'labels.jsonl',
      'taken.jsonl',
      'told',
    ]),
  );
  expect(ours.some(([path]) => path.endsWith('.log'))).toBe(true);
  for (const [path, bytes] of ours) expect(unsafeIn(bytes.toString('utf8')), path).toEqual([]);
  for (const { place, value } of textsOf(journalPath(site.flagsPath))) {
    expect(unsafeIn(value), place).toEqual([]);
    // Screens are in labels and recordings only.
    expect(value, place).not.toContain('Crunched for');
  }

  expect(await site.ran()).toEqual([]);
  const sessions = await site.server.run('list-sessions', '-F', '#{session_name}');
  expect(sessions.trim().split('\n')).toHaveLength(2);
  expect(sessions).not.toContain('cutover-live');
  const { stdout } = await promisify(execFile)('ps', ['-axo', 'args=']);
  const left = stdout
    .split('\n')
    .filter((line) => /bin\/cutover/.test(line) && line.includes(site.server.name));
  expect(left).toEqual([]);
}

describe('a site where panes, titles, names, arguments and files are hostile', () => {
  it('is shown as text in every view, by every command and to the screen reader, and leaves nothing behind', async () => {
    for (const part of [inTheCockpit, outOfCommands, byTheScreenReader, leftBehind]) await part();
  });
});

/** What commands print, the first alone and the others three at a time: nothing in it that a terminal would obey. */
async function outputs(commands: readonly string[][]): Promise<{ args: string[]; stdout: string }[]> {
  const done: { args: string[]; stdout: string }[] = [];
  for (let i = 0; i < commands.length; i += i === 0 ? 1 : 3) {
    const some = commands.slice(i, i === 0 ? 1 : i + 3);
    const runs = await Promise.all(some.map(async (args) => ({ args, ...(await site.run(...args)) })));
    for (const { args, stdout, stderr } of runs) {
      expect(unsafeIn(stdout + stderr), args.join(' ')).toEqual([]);
      expect(stdout, `${args.join(' ')}: ${stderr}`).not.toBe('');
    }
    done.push(...runs);
  }
  return done;
}

/** Every text in a database, with its table and column. */
function* textsOf(path: string): Generator<{ place: string; value: string }> {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const tables = database.prepare(`SELECT name FROM sqlite_master WHERE type = 'table'`).all();
    for (const { name } of tables)
      for (const row of database.prepare(`SELECT * FROM "${name}"`).all())
        for (const [column, value] of Object.entries(row))
          if (typeof value === 'string') yield { place: `${name}.${column}`, value };
  } finally {
    database.close();
  }
}
