import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  defaultSettings,
  loadSettings,
  parseSettings,
  readUiSettings,
  settingsJsonSchema,
} from '../../../src/config/settings.ts';
import { temporaryFolder } from '../../support/program.ts';

const HOUR = 3_600_000;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

function problems(text: string): string[] {
  const read = parseSettings(text, 'config.json');
  return read.ok ? [] : read.problems.map(({ line, field, message }) => `${line} ${field}: ${message}`);
}

describe('the keys and the looks', () => {
  const read = async (text: string) => {
    const file = join(folder.path, 'config.json');
    await writeFile(file, text);
    const check = (keys: object) =>
      Object.keys(keys).map((command) => ({ command, message: 'is no command', mend: 'see the list' }));
    const found = await readUiSettings(file, text.includes('unknown') ? check : () => []);
    return found.ok ? found.value : found.problems.map((p) => `${p.line} ${p.field}: ${p.message}`);
  };

  it('are what the file says, whatever else is wrong with it', async () => {
    expect(
      await read('{"health": {"nonsense": 1}, "keys": {"sort": ["x", "ctrl-x"], "zoom": null}}'),
    ).toMatchObject({
      keys: { sort: ['x', 'ctrl-x'], zoom: null },
      ui: { theme: 'auto' },
    });
    expect(await read('{"ui": {"theme": "colour-blind", "ascii": true}}')).toMatchObject({
      keys: {},
      ui: { theme: 'colour-blind', ascii: true },
    });
  });

  it('are refused with line and field where they cannot be meant', async () => {
    expect(await read('{\n"ui": {"theme": "pink"}}')).toEqual(['2 ui.theme: is not one of the known words']);
    expect(await read('{\n"keys": {\n"sort": "hyper-x"}}')).toEqual([
      expect.stringMatching(/^3 keys\.sort: has no such key as "hyper-x": write a character, up, down/),
    ]);
    expect(await read('{"keys": {"sort": "ctrl-i"}}')).toEqual([
      '1 keys.sort: cannot have ctrl-i: a terminal sends the same for tab',
    ]);
    expect(await read('{\n"keys": {\n\n"unknown.one": "x"}}')).toEqual(['4 keys.unknown.one: is no command']);
  });

  it('are the defaults without a file, and change nothing that is judged', async () => {
    const found = await readUiSettings(join(folder.path, 'none.json'), () => []);
    expect(found).toMatchObject({ ok: true, value: { keys: {}, ui: { theme: 'auto' } } });
    const own = parseSettings('{"keys": {"sort": "x"}, "ui": {"theme": "none"}}', 'config.json');
    expect(own.ok && own.value.hash).toBe(defaultSettings().hash);
  });
});

describe('the settings', () => {
  it('are the numbers of the decision record where no file says otherwise', () => {
    const { rollout, health } = defaultSettings();
    expect(rollout).toMatchObject({
      dwell: { canary: 24 * HOUR, beta: 72 * HOUR },
      mostExtensions: 2,
      approvals: [],
      drillFor: ['production'],
    });
    expect(health).toMatchObject({
      errorBoundPercent: 0.1,
      errorRollbackPercent: 0.5,
      errorRollbackRun: 5,
      ratioBound: 1.1,
      ratioRollback: 1.2,
      connectivityBoundPercent: 99.9,
      dryRun: [],
    });
  });

  it('are changed one by one, spans written as people write them; another hash with every change', () => {
    const read = parseSettings(
      '{ "rollout": { "dwell": { "canary": "36h" } }, "health": { "dryRun": ["resources"] } }',
      'config.json',
    );
    expect(read).toMatchObject({
      ok: true,
      value: {
        rollout: { dwell: { canary: 36 * HOUR, beta: 72 * HOUR } },
        health: { dryRun: ['resources'], errorBoundPercent: 0.1 },
      },
    });
    if (!read.ok) return;
    expect(read.value.hash).not.toBe(defaultSettings().hash);
    expect(parseSettings('{}', 'config.json')).toMatchObject({ value: { hash: defaultSettings().hash } });
  });

  it('hash the commands that are judged by, and not who is told of it', () => {
    const hashOf = (value: object): string => {
      const read = parseSettings(JSON.stringify(value), 'config.json');
      return read.ok ? read.value.hash : 'refused';
    };
    const by = (...command: string[]) => hashOf({ monitors: { legacy: { command } } });
    expect(by('/opt/site', 'a')).not.toBe(by('/opt/site', 'b'));
    expect(by('/opt/site')).not.toBe(defaultSettings().hash);
    expect(hashOf({ notices: [{ on: ['alert'], to: 'bell' }] })).toBe(defaultSettings().hash);
    expect(hashOf({ monitors: {} })).toBe(defaultSettings().hash);
  });

  it.each([
    ['{\n "monitors": { "legacy": {\n "command": [] } }\n}', /^3 monitors\.legacy\.command/],
    ['{\n "monitors": { "other": {\n "command": ["x"] } }\n}', /^2 monitors\.other: is no field here/],
    ['{\n "notices": [{ "on": ["alert"],\n "to": "smoke" }]\n}', /^3 notices\.0\.to: /],
    ['{\n "notices": [{ "on": ["idle"],\n "to": "bell" }]\n}', /^2 notices\.0\.on\.0: is not one of/],
    ['{\n "health": {\n  "errorBoundPercent": -1\n }\n}', /^3 health\.errorBoundPercent: /],
    ['{\n "health": {\n  "errorBoundPercent": "low"\n }\n}', /^3 health\.errorBoundPercent: is not a number/],
    ['{\n "health": {\n\n  "errorbound": 1\n }\n}', /^4 health\.errorbound: is no field here/],
    ['{\n "rollout": { "dwell": {\n "canary": "a while" } }\n}', /^3 rollout\.dwell\.canary: /],
    ['{\n "rollout": { "approvals": ["disabled"] }\n}', /^2 rollout\.approvals\.0: /],
    ['{\n "stages": 3\n}', /^2 stages: is no field here/],
    ['{\n "health": ', /^2 null: is no JSON/],
  ])('say where they are wrong: %j', (text, expected) => {
    expect(problems(text).join('\n')).toMatch(expected);
  });

  it.each([
    ['npm', 'modular', /word of the name.*Claude-pm/],
    ['qa', 'modular', /Claude-pm/],
    ['orchestrator', 'legacy', /pm or manager into the name, as in Claude-pm/],
  ])('refuse the window %s for a PM: %s would not take it for one', (window, monitor, mend) => {
    const text = JSON.stringify({ actions: { recoverPm: { window } } }, null, 1);
    const read = parseSettings(text, 'config.json');
    expect(read).toMatchObject({
      ok: false,
      problems: [
        {
          line: 4,
          field: 'actions.recoverPm.window',
          message: `${monitor} takes a window ${window} for no PM's, and would want another one`,
          mend: expect.stringMatching(mend),
        },
      ],
    });
  });

  it.each(['Claude-pm', 'PM', 'project-manager', 'shop_pm2'])('take the window %s for a PM', (window) => {
    expect(problems(JSON.stringify({ actions: { recoverPm: { window } } }))).toEqual([]);
  });

  it('of a folder without a file are the defaults, and wrong ones stop the start with place and mend', async () => {
    expect(await loadSettings(folder.path)).toEqual(defaultSettings());
    await mkdir(join(folder.path, 'there'));
    const file = join(folder.path, 'there', 'config.json');
    await writeFile(file, '{ "health": { "errorRollbackRun": 0 } }');
    await expect(loadSettings(join(folder.path, 'there'))).rejects.toMatchObject({
      code: 'config',
      message: expect.stringMatching(/config\.json:1: health\.errorRollbackRun: /),
      mend: expect.stringMatching(/config schema/),
    });
  });

  it('have a JSON schema that describes every one of them and takes what is taken', () => {
    const schema = settingsJsonSchema() as {
      properties: Record<'health' | 'rollout', { properties: Record<string, { description?: string }> }>;
    };
    for (const part of ['health', 'rollout'] as const)
      for (const [name, { description }] of Object.entries(schema.properties[part].properties))
        expect(description, `${part}.${name}`).toBeTruthy();
    const again = z.fromJSONSchema(schema as never);
    expect(again.safeParse({ rollout: { dwell: { canary: '36h' } } }).success).toBe(true);
    expect(again.safeParse({ health: { errorbound: 1 } }).success).toBe(false);
  });
});
