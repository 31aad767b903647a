import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONTEXTS, type KeyContext } from '../../src/ui/binding.ts';
import { BINDINGS } from '../../src/ui/keymap.ts';
import { openAgent } from '../support/agents.ts';
import { bytesOf, EFFECTS, type Effect, goTo, pressAndSee, WAYS } from '../support/key-walk.ts';
import { Program, run, temporaryFolder } from '../support/program.ts';
import { PATIENCE, startTmuxServer, type TestServer, until } from '../support/tmux-server.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: TestServer;
let cockpit: Program;
let env: Record<string, string>;
let flagsPath: string;

const open = (...args: string[]) =>
  new Program(['-L', server.name, '--interval', '2', ...args], {
    cols: 120,
    rows: 40,
    cwd: folder.path,
    env,
    engine: 'server',
  });

beforeAll(async () => {
  folder = await temporaryFolder();
  flagsPath = join(folder.path, '.tmux_orchestrator', 'feature_flags.json');
  await mkdir(join(folder.path, '.tmux_orchestrator'));
  const flags = { use_modular_monitor: true, rollout_stage: 'canary', rollout_percentage: 5 };
  await writeFile(flagsPath, JSON.stringify(flags));
  env = { XDG_CONFIG_HOME: folder.path, XDG_RUNTIME_DIR: join(folder.path, 'run') };
  // Larger than the cockpit: there is something to scroll to.
  server = await startTmuxServer({ cols: 200, rows: 60 });
  await openAgent(server, folder.path, 'claude-1', 'claude.plan');
  await openAgent(server, folder.path, 'claude-2', 'claude.plan');
  await openAgent(server, folder.path, 'claude-3', 'claude.permission');
  await openAgent(server, folder.path, 'claude-4', 'claude.permission');
  await openAgent(server, folder.path, 'claude-5', 'claude.idle');
  cockpit = open();
  await cockpit.shows(/Agents 5/);
  await cockpit.shows(/2 signatures open/, 120_000);
});
afterAll(async () => {
  await cockpit?.close();
  await run(['kill-server', '-L', server.name], { cwd: folder.path, env });
  await server.kill();
  await folder.remove();
});

/** In a popup of tmux Enter goes to the agent: popup.test.ts. */
const ELSEWHERE = new Set(['dashboard agent.go enter']);
/** They end the cockpit. */
const ENDS = new Set(['quit', 'quit.now']);
/** They do what the dialog before them has asked: seen at the end, in this order. */
const ACTS = new Set(['act.confirm', 'stage.confirm', 'rollback.confirm']);
/** It makes windows smaller while it lasts: seen when nothing else is looked at any more. */
const ATTACHES = 'agent.go';

interface Stroke {
  context: KeyContext;
  command: (typeof BINDINGS)[number]['command'];
  key: string;
}

function strokesIn(context: KeyContext): Stroke[] {
  const strokes = BINDINGS.filter((b) => b.contexts.includes(context)).flatMap(({ command, keys }) =>
    keys.map((key): Stroke => ({ context, command, key })),
  );
  const seen = new Set<string>();
  return strokes.filter(({ command, key }) => {
    const name = `${context} ${command} ${key}`;
    if (ELSEWHERE.has(name) || seen.has(name) || ACTS.has(command)) return false;
    seen.add(name);
    return true;
  });
}

const holds = (shows: Effect['shows'], now: string, before: string): boolean =>
  shows instanceof RegExp ? shows.test(now) : shows(now, before);

async function expectEffect({ context, command, key }: Stroke): Promise<void> {
  const effect = EFFECTS[context]?.[command];
  if (effect === undefined) throw new Error(`no effect is known of ${command} in ${context}`);
  await goTo(cockpit, context);
  const atFirst = cockpit.text();
  // One that stands there already changes nothing.
  for (const before of effect.before ?? []) await pressAndSee(cockpit, before, 700).catch(() => undefined);
  const { ready } = effect;
  if (ready !== undefined) await until('what comes before', () => holds(ready, cockpit.text(), atFirst));
  const before = cockpit.text();
  cockpit.press(bytesOf(key));
  const { shows } = effect;
  await until(`${command} by ${key} in ${context}`, () => holds(shows, cockpit.text(), before), 15_000).catch(
    (error: Error) => {
      throw new Error(`${error.message}; before:\n${before}\nthe screen shows:\n${cockpit.text()}`);
    },
  );
  await undo(effect);
}

/** Presses what takes the effect back. */
async function undo(effect: Effect | undefined): Promise<void> {
  if (effect?.after === undefined) return;
  const [keys, shows] = effect.after;
  cockpit.press(keys);
  await cockpit.shows(shows);
}

describe('every key does what it says', () => {
  const act = async (...args: string[]) => {
    const { code, stderr } = await run([...args, '--why', 'a walk'], {
      cwd: folder.path,
      env,
    });
    expect(code, stderr).toBe(0);
  };

  it.each(CONTEXTS)('%s', { timeout: 180_000 * PATIENCE }, async (context) => {
    for (const stroke of strokesIn(context))
      if (!ENDS.has(stroke.command) && stroke.command !== ATTACHES) await expectEffect(stroke);
    expect(JSON.parse(await readFile(flagsPath, 'utf8')).rollout_stage).toBe('canary');
  });

  it('of a command without a key too, by the palette', { timeout: 60_000 * PATIENCE }, async () => {
    const keyless = BINDINGS.filter((b) => b.keys.length === 0);
    expect(keyless.length).toBeGreaterThan(0);
    for (const { contexts, command } of keyless)
      for (const context of contexts) {
        await goTo(cockpit, context);
        await pressAndSee(cockpit, ':');
        await pressAndSee(cockpit, command);
        cockpit.press('\r');
        const effect = EFFECTS[context]?.[command];
        await until(
          `${command} in ${context}`,
          () => effect !== undefined && holds(effect.shows, cockpit.text(), ''),
        );
        await undo(effect);
      }
  });

  it('that quits, from everywhere', { timeout: 120_000 * PATIENCE }, async () => {
    const strokes = CONTEXTS.flatMap(strokesIn).filter(({ command }) => ENDS.has(command));
    expect(strokes.length).toBeGreaterThan(CONTEXTS.length - 2);
    for (const { context, key } of strokes) {
      const other = open();
      await other.shows(/\d signatures? open/);
      // It takes keys once it is drawn.
      await pressAndSee(other, 'j');
      for (const step of WAYS[context].keys) await pressAndSee(other, step);
      await other.shows(WAYS[context].there);
      other.press(bytesOf(key));
      expect(await other.ended(), `${key} in ${context}`).toMatchObject({ exitCode: 0 });
    }
  });

  it('that lets go on what was held', { timeout: 60_000 * PATIENCE }, async () => {
    await act('pause');
    await goTo(cockpit, 'dashboard');
    await cockpit.shows(/paused by/);
    cockpit.press('P');
    await cockpit.shows('┏━ Resume the rollout');
    await act('resume');
    await act('freeze');
    await goTo(cockpit, 'dashboard');
    await cockpit.shows(/frozen/);
    cockpit.press('F');
    await cockpit.shows('┏━ Lift the freeze');
    await act('unfreeze');
  });

  it('that does what a dialog asks: a drill, a stage, a rollback, and a new start', {
    timeout: 120_000 * PATIENCE,
  }, async () => {
    const stage = async () => JSON.parse(await readFile(flagsPath, 'utf8')).rollout_stage;
    // A first try may have ended after its rollback.
    if ((await stage()) === 'disabled') await act('retry', 'canary');
    await goTo(cockpit, 'confirm_dialog');
    cockpit.press('y');
    await cockpit.shows('the drill has begun');
    await until('the drill to be over', async () => (await stage()) === 'disabled');
    await until('the stage to be restored', async () => (await stage()) === 'canary', 30_000);
    await goTo(cockpit, 'stage_dialog');
    cockpit.press('y');
    await cockpit.shows(/disabled written in/);
    expect(await stage()).toBe('disabled');
    await goTo(cockpit, 'dashboard');
    for (const key of ['s', '\u001b[B']) await pressAndSee(cockpit, key);
    await cockpit.shows(/▸○ canary/);
    cockpit.press('\r');
    // Who writes disabled has rolled back: it begins again with a reason.
    await cockpit.shows('┏━ Begin again at CANARY');
    cockpit.press('a walk');
    await cockpit.shows('a walk▏');
    cockpit.press('\r');
    await cockpit.shows('[ Begin again ]');
    cockpit.press('\r');
    await cockpit.shows('begun again at canary');
    await goTo(cockpit, 'rollback_dialog');
    cockpit.press('y');
    await cockpit.shows('┏━ ROLLED BACK');
    expect(await stage()).toBe('disabled');
    cockpit.press('T');
    await cockpit.shows('┏━ Begin again at CANARY');
  });

  it('that attaches, until the client is detached', { timeout: 60_000 * PATIENCE }, async () => {
    const strokes = CONTEXTS.flatMap(strokesIn).filter(({ command }) => command === ATTACHES);
    expect(strokes.map(({ context }) => context)).toEqual(['dashboard', 'agent', 'live']);
    for (const stroke of strokes) {
      await expectEffect(stroke);
      await server.run('detach-client', '-s', 'main');
      await cockpit.shows(/back from main/);
    }
  });
});
