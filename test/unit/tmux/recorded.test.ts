import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { flagsSchema } from '../../../src/core/flags.ts';
import type { Frame } from '../../../src/core/frame.ts';
import { parseRecording } from '../../../src/detect/recording.ts';
import { createLegacyMonitor } from '../../../src/monitors/legacy/monitor.ts';
import { createModularMonitor } from '../../../src/monitors/modular/monitor.ts';
import type { Monitor } from '../../../src/monitors/monitor.ts';
import { openRecorded } from '../../../src/tmux/recorded.ts';

const scenes = new Map(
  parseRecording(readFileSync('fixtures/demo/scenes.jsonl', 'utf8'), 'scenes.jsonl').map((f) => [f.case, f]),
);
const START = Date.parse('2026-11-24T21:00:00Z');

function at(seconds: number, scene: string, pane: number, more: Partial<Frame> = {}): Frame {
  return {
    ...scenes.get(scene)!,
    case: `main:${pane}.0 %${pane}`,
    paneId: `%${pane}`,
    panePid: 100 + pane,
    target: `main:${pane}.0`,
    windowName: `claude-${pane}`,
    active: true,
    t: START + seconds * 1000,
    ...more,
  };
}

let clock: number;
const now = () => clock;
beforeEach(() => {
  clock = START;
});

function states(monitor: Monitor): Promise<string[]> {
  const context = { tick: 0, now, signal: new AbortController().signal, flags: flagsSchema.parse({}) };
  // Legacy's captures move the clock on, as they do live.
  const sleep = async (ms: number) => {
    clock += ms;
  };
  return monitor.runCycle({ ...context, sleep }).then(({ observations, error }) => {
    expect(error).toBeNull();
    return observations.map(({ agent, state, detail }) => `${agent.target} ${state} ${detail ?? '–'}`);
  });
}

describe('a recording as a tmux server', () => {
  it('shows both monitors each pane as it was at that time, and keeps the last screens', async () => {
    const recorded = openRecorded(
      [
        at(0, 'claude.working', 1),
        at(0.4, 'claude.idle', 2),
        at(10, 'claude.plan', 1),
        at(20, 'claude.idle', 2, { end: 'closed' }),
        at(25, 'claude.plan', 1, { end: 'stopped' }),
      ],
      now,
    );
    expect(recorded).toMatchObject({ startsAt: START, endsAt: START + 25_000 });
    const modular = createModularMonitor(recorded.tmux);
    const legacy = createLegacyMonitor(recorded.command);
    expect(await states(modular)).toEqual(['main:1.0 working –', 'main:2.0 idle –']);
    const said = await states(legacy);
    expect(said.map((line) => line.split(' ')[0])).toEqual(['main:1.0', 'main:2.0']);
    clock = START + 10_000;
    expect(await states(modular)).toEqual(['main:1.0 waiting plan', 'main:2.0 idle –']);
    clock = START + 90_000;
    expect(await states(modular)).toEqual(['main:1.0 waiting plan']);
    expect(await states(legacy)).toHaveLength(1);
  });

  it('lets legacy see a change within its captures', async () => {
    const box = (text: string) => ({ text: `╭─\n│ > \n╰─\n  ? for shortcuts\n${text}\n` });
    const recorded = openRecorded(
      [at(0, 'claude.idle', 1, box('abcd')), at(0.5, 'claude.idle', 1, box('wxyz'))],
      now,
    );
    const legacy = createLegacyMonitor(recorded.command);
    expect(await states(legacy)).toEqual(['main:1.0 working –']);
    expect(await states(legacy)).toEqual(['main:1.0 idle –']);
  });

  it('answers for a pane that is gone or not there as tmux does', async () => {
    const { tmux, command } = openRecorded(
      [at(0, 'claude.idle', 1), at(5, 'claude.idle', 2), at(6, 'claude.idle', 1, { end: 'closed' })],
      now,
    );
    const ids = async () => (await tmux.list()).panes.map(({ paneId }) => paneId);
    expect(await ids()).toEqual(['%1']);
    expect(await tmux.capture(['%2'])).toEqual(new Map([['%2', { error: 'the pane is gone' }]]));
    expect((await command(['capture-pane', '-p', '-t', '$0:2'], { timeoutMs: 1 })).code).toBe(1);
    expect((await command(['list-windows', '-t', '$7'], { timeoutMs: 1 })).code).toBe(1);
    clock = START + 7000;
    expect(await ids()).toEqual(['%2']);
    const { screens } = await tmux.list(['%1', '%2']);
    expect([...screens.keys()]).toEqual(['%2']);
  });

  it('lets legacy see one pane of a window: the active one, else the first that was recorded', async () => {
    const split = (active: boolean | undefined, pane: number) =>
      at(0, 'claude.idle', 1, {
        paneId: `%${pane}`,
        target: `main:1.${pane}`,
        ...(active === undefined ? { active: undefined } : { active }),
      });
    const seen = async (frames: Frame[]) => states(createLegacyMonitor(openRecorded(frames, now).command));
    expect(await seen([split(false, 0), split(true, 1)])).toEqual([expect.stringMatching(/^main:1\.1 /)]);
    expect(await seen([split(undefined, 0), split(undefined, 1)])).toEqual([
      expect.stringMatching(/^main:1\.0 /),
    ]);
  });

  it('takes a respawned pane for the same pane with another process', async () => {
    const { tmux } = openRecorded([at(0, 'claude.idle', 1), at(5, 'claude.fresh', 1, { panePid: 999 })], now);
    expect((await tmux.list()).panes).toMatchObject([{ panePid: 101 }]);
    clock = START + 5000;
    expect((await tmux.list()).panes).toMatchObject([{ paneId: '%1', panePid: 999 }]);
  });

  it('gives the cases of a corpus panes of their own, though all were recorded in the same one', async () => {
    const corpus = ['claude.plan', 'codex.working', 'opencode.idle'].map((name) => scenes.get(name)!);
    const recorded = openRecorded(corpus, now);
    clock = recorded.endsAt;
    expect(await states(createModularMonitor(recorded.tmux))).toEqual([
      'recording:0.0 waiting plan',
      'recording:1.0 working –',
      'recording:2.0 idle –',
    ]);
  });

  it('makes the names of a file safe, which no tmux has looked at', async () => {
    const hostile = at(0, 'claude.idle', 1, {
      target: 'ma\nin\u001b]0;x\u0007:1.0',
      windowName: 'claude-1\u001b[31m\n%9 0 0 0 0 0 0 0 claude-x',
    });
    const recorded = openRecorded([hostile], now);
    const { panes } = await recorded.tmux.list();
    expect(panes).toMatchObject([{ session: 'ma in', windowName: 'claude-1 %9 0 0 0 0 0 0 0 claude-x' }]);
    expect(await states(createLegacyMonitor(recorded.command))).toHaveLength(1);
  });
});
