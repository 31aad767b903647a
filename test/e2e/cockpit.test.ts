import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openAgent, playing } from '../support/agents.ts';
import { Program, run, temporaryFolder } from '../support/program.ts';
import { startTmuxServer, type TestServer, until } from '../support/tmux-server.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: TestServer;
let program: Program | null = null;
let flagsPath: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  await mkdir(join(folder.path, '.tmux_orchestrator'));
  flagsPath = join(folder.path, '.tmux_orchestrator', 'feature_flags.json');
  await writeFile(flagsPath, '{}\n');
  server = await startTmuxServer({ cols: 120, rows: 40 });
  await openAgent(server, folder.path, 'claude-dev', 'claude.plan');
  await openAgent(server, folder.path, 'qa', 'opencode.working');
});
afterEach(async () => {
  await program?.close();
  program = null;
  await server.kill();
  await folder.remove();
});

function start(
  options: { cols?: number; rows?: number; args?: string[]; env?: Record<string, string> } = {},
): Program {
  const { args = [], ...rest } = options;
  program = new Program(['-L', server.name, '--interval', '1', ...args], { ...rest, cwd: folder.path });
  return program;
}

const flags = async () => JSON.parse(await readFile(flagsPath, 'utf8'));

describe('the stage', () => {
  it('is chosen, previewed and confirmed by keys, and written without touching anything else', async () => {
    const fields = Array.from({ length: 40 }, (_, i) => `\t"site_field_${i}":   [${i}, "日本", 1.50e3]`);
    const before = `{\r\n${[...fields, '\t"rollout_stage": "disabled"', '\t"use_modular_monitor":false'].join(',\r\n')}\r\n}`;
    await writeFile(flagsPath, before);
    const cockpit = start();
    await cockpit.shows(/Agents 2/);
    cockpit.press('s');
    cockpit.press('\u001b[B');
    cockpit.press('\r');
    const preview = await cockpit.shows(/- "rollout_stage": "disabled"/);
    expect(preview).toMatch('Advance to CANARY');
    expect(preview).toMatch(/\+ "rollout_stage": "canary"/);
    expect(await readFile(flagsPath, 'utf8')).toBe(before);
    cockpit.press('y');
    await cockpit.shows(/CANARY 5%/);
    await cockpit.expectSoundScreen();

    const after = await readFile(flagsPath, 'utf8');
    expect(JSON.parse(after)).toMatchObject({
      use_modular_monitor: true,
      rollout_stage: 'canary',
      rollout_percentage: 5,
      flags_updated_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/),
      rollout_started_at: expect.stringMatching(/\+00:00$/),
    });
    for (const field of fields) expect(after).toContain(`${field},\r\n`);
  });

  it('is not written when the operator cancels, or when the file moved on since the preview', async () => {
    const cockpit = start();
    await cockpit.shows(/Agents 2/);
    cockpit.press('s');
    cockpit.press('\u001b[B\r');
    await cockpit.shows(/\+ +"rollout_stage": "canary"/);
    cockpit.press('n');
    await until('the dialog to close', () => !cockpit.text().includes('Advance to CANARY'));
    expect(await flags()).toEqual({});
    cockpit.press('\r');
    await cockpit.shows(/\+ +"rollout_stage": "canary"/);
    await writeFile(flagsPath, '{"mine": 1}\n');
    cockpit.press('y');
    await cockpit.shows(/changed|moved on/);
    expect(await flags()).toEqual({ mine: 1 });
  });

  it('goes back with R and y: the file, the proof in ms, and the first cycle that legacy served', async () => {
    await writeFile(
      flagsPath,
      '{"rollout_stage": "beta", "rollout_percentage": 50, "use_modular_monitor": true}\n',
    );
    const cockpit = start();
    await cockpit.shows(/BETA 50%/);
    await cockpit.shows(/Agents 2/);
    cockpit.press('R');
    await cockpit.shows(/beta 50 % {2}→ {2}disabled 0 %/);
    cockpit.press('y');
    const proof = await cockpit.shows(/legacy served cycle [\d,]+ after [\d.]+ s, 2 of 2 agents/, 20_000);
    expect(proof).toMatch(/✓ flags written +[\d.]+ m?s/);
    expect(proof).toMatch(/✓ read back +\d+ ms +rollout_stage disabled/);
    expect(await flags()).toMatchObject({
      rollout_stage: 'disabled',
      rollout_percentage: 0,
      use_modular_monitor: false,
    });
    cockpit.press('\u001b');
    await cockpit.shows(/DISABLED 0%/);
  });

  it('follows a rollback from another process', async () => {
    await writeFile(
      flagsPath,
      '{"rollout_stage": "canary", "rollout_percentage": 5, "use_modular_monitor": true}\n',
    );
    const cockpit = start();
    await cockpit.shows(/CANARY 5%/);
    expect((await run(['rollback'], { cwd: folder.path })).code).toBe(0);
    await cockpit.shows(/DISABLED 0%/, 3000);
  });

  it('changes nothing when read-only', async () => {
    const cockpit = start({ args: ['--read-only'] });
    await cockpit.shows(/Agents 2/);
    cockpit.press('R');
    cockpit.press('y');
    cockpit.press('?');
    await cockpit.shows(/Keys/);
    expect(await flags()).toEqual({});
  });
});

describe('a flags file that cannot be taken', () => {
  it.each([
    ['empty', '', /empty/],
    ['cut', '{"rollout_stage": "be', /feature_flags\.json/],
    ['of an unknown stage', '{"rollout_stage": "bogus"}', /rollout_stage.*bogus/],
  ])(
    'one that is %s: the last good stage holds, the screen says what is wrong, nothing is written',
    async (_, bad, said) => {
      await writeFile(
        flagsPath,
        '{"rollout_stage": "canary", "rollout_percentage": 5, "use_modular_monitor": true}\n',
      );
      const cockpit = start();
      await cockpit.shows(/CANARY 5%/);
      await writeFile(flagsPath, bad);
      const screen = await cockpit.shows(/rejected/);
      expect(screen).toMatch(said);
      expect(screen).toMatch(/CANARY 5%/);
      expect(await readFile(flagsPath, 'utf8')).toBe(bad);
      await writeFile(
        flagsPath,
        '{"rollout_stage": "beta", "rollout_percentage": 50, "use_modular_monitor": true}\n',
      );
      await cockpit.shows(/BETA 50%/);
      await until('the message to go', () => !/flags rejected/.test(cockpit.lines().slice(0, 3).join('\n')));
    },
  );
});

describe('tmux goes and comes back', () => {
  it('says so once, keeps the rows marked stale, and reconnects by itself', async () => {
    const cockpit = start();
    await cockpit.shows(/Agents 2/);
    await cockpit.shows(/main:1\.0 .*waiting plan/);
    await server.kill();
    const gone = await cockpit.shows(/no tmux server/);
    expect(gone).toMatch(/main:1\.0/);
    await cockpit.shows(/stale/);
    await server.run(
      'new-session',
      '-d',
      '-s',
      'back',
      '-x',
      '120',
      '-y',
      '40',
      '-n',
      'qa',
      await playing(folder.path, 'claude.idle'),
    );
    await cockpit.shows(/back:0\.0 +qa +claude .* idle/);
    await until('the message to go', () => !/no tmux server/.test(cockpit.lines().slice(0, 3).join('\n')));
    const events = cockpit.lines().filter((line) => /tmux/.test(line) && /\d\d:\d\d:\d\d/.test(line));
    expect(events.length).toBeLessThanOrEqual(2);
    await cockpit.expectSoundScreen();
    cockpit.press('q');
    expect((await cockpit.ended()).exitCode).toBe(0);
  });
});

describe('the screen', () => {
  it.each([
    [74, 19],
    [80, 24],
    [120, 40],
    [200, 50],
  ])('is sound at %i×%i, and follows a change of size', async (cols, rows) => {
    const cockpit = start({ cols, rows });
    await cockpit.shows(/main:1\.0 .*waiting plan/);
    await cockpit.expectSoundScreen();
    cockpit.resize(cols === 120 ? 80 : 120, cols === 120 ? 24 : 40);
    await until('a sound screen of the new size', () => {
      const text = cockpit.text();
      return (
        /main:1\.0 .*waiting plan/.test(text) && /\? help/.test(text) && text.includes('╮') === (cols !== 120)
      );
    });
    await cockpit.expectSoundScreen();
  });

  it('opens an agent with its live screen and marks the line the verdict rests on', async () => {
    const cockpit = start();
    await cockpit.shows(/main:1\.0 .*waiting plan/);
    cockpit.press('\r');
    const screen = await cockpit.shows(/◀ modular/);
    expect(screen).toMatch(/claude\.waiting\.plan/);
    expect(screen).toMatch(/What the monitors say/);
    await cockpit.expectSoundScreen();
    cockpit.press('\u001b');
    await cockpit.shows(/Agents 2/);
  });

  it('needs no colour', async () => {
    const cockpit = start({ env: { NO_COLOR: '1' } });
    await cockpit.shows(/main:1\.0 .*◆ waiting plan/);
    // Bold, dim and inverse remain; no colour is set.
    expect(cockpit.written).not.toMatch(/\u001b\[(?:[\d;]*;)?(?:3[0-8]|4[0-8]|9[0-7])(?:;[\d;]*)?m/);
  });

  it('filters, and finds the next agent that waits', async () => {
    const cockpit = start();
    await cockpit.shows(/main:2\.0/);
    cockpit.press('/');
    cockpit.press('opencode');
    await until('the filtered list', () => !/main:1\.0 +developer/.test(cockpit.text()));
    await cockpit.shows(/main:2\.0 +qa/);
    cockpit.press('\u001b');
    await cockpit.shows(/main:1\.0 +developer/);
    cockpit.press('G');
    await cockpit.shows(/▸.? +main:2\.0/);
    cockpit.press('n');
    await cockpit.shows(/▸.? +main:1\.0/);
  });
});
