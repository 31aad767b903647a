import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { flagsSchema } from '../../../src/core/flags.ts';
import type { Frame } from '../../../src/core/frame.ts';
import type { Observation } from '../../../src/core/report.ts';
import type { Tmux } from '../../../src/core/tmux.ts';
import { modularVerdicts } from '../../../src/detect/playback.ts';
import { casesOf, parseRecording } from '../../../src/detect/recording.ts';
import { filterOf } from '../../../src/engine/record.ts';
import { Recorder } from '../../../src/engine/recorder.ts';
import { createModularMonitor } from '../../../src/monitors/modular/monitor.ts';
import { openRecording } from '../../../src/recording/writer.ts';
import { createTmux } from '../../../src/tmux/reader.ts';
import { type ChangingPane, openChangingPane } from '../../support/changing-pane.ts';
import { temporaryFolder } from '../../support/program.ts';
import { startTmuxServer, type TestServer, until } from '../../support/tmux-server.ts';

const INTERVAL_MS = 250;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: TestServer;
let pane: ChangingPane;

beforeEach(async () => {
  folder = await temporaryFolder();
  server = await startTmuxServer({ cols: 120, rows: 40 });
  pane = await openChangingPane(server, folder.path, 'claude-dev');
});
afterEach(async () => {
  await server.kill();
  await folder.remove();
});

/** Looks, one after the other, until `stop`; never while `busy`: a screen that is half drawn is seen by chance only. */
class Looking {
  private stopped = false;
  private looking: Promise<void> = Promise.resolve();
  private paused: Promise<void> = Promise.resolve();
  private readonly ended: Promise<void>;

  constructor(look: () => Promise<void>) {
    this.ended = this.loop(look);
  }

  private async loop(look: () => Promise<void>): Promise<void> {
    while (!this.stopped) {
      await this.paused;
      this.looking = look();
      await this.looking;
      await new Promise((next) => setTimeout(next, INTERVAL_MS));
    }
  }

  async whileNotLooking(act: () => Promise<void>): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.paused = promise;
    await this.looking;
    await act().finally(resolve);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.ended;
  }
}

const verdictOf = ({ state, detail, evidence }: Observation) => `${state} ${detail ?? '–'} ${evidence.rule}`;

describe('a recording', () => {
  it('played again gives the sequence of verdicts that was given live', async () => {
    const live: string[] = [];
    const observations: Observation[] = [];
    const monitor = createModularMonitor(createTmux(server.server));
    const signal = new AbortController().signal;
    const watching = new Looking(async () => {
      const report = await monitor.runCycle({
        tick: 0,
        now: Date.now,
        sleep: async () => {},
        signal,
        flags: flagsSchema.parse({}),
      });
      const observation = report.observations.find((one) => one.agent.windowName === 'claude-dev');
      if (observation === undefined) return;
      observations.push(observation);
      if (live.at(-1) !== verdictOf(observation)) live.push(verdictOf(observation));
    });

    const path = join(folder.path, 'recording.jsonl');
    const writer = await openRecording(path, 'new');
    const recorder = new Recorder({
      tmux: createTmux(server.server),
      wanted: filterOf(null),
      redact: (frame) => frame,
      write: (frames) => writer.write(frames),
      now: Date.now,
    });
    let looks = 0;
    const recording = new Looking(async () => {
      await recorder.look();
      looks++;
    });

    /** Shows a scene and waits until the monitor has said so, and the recorder has looked since. */
    const show = async (scene: string, said: RegExp) => {
      await watching.whileNotLooking(() => recording.whileNotLooking(() => pane.show(scene)));
      const [seen, looked] = [observations.length, looks];
      await until(`${scene} to be ${said}`, () => {
        const fresh = observations.slice(seen);
        return fresh.some((one) => said.test(verdictOf(one))) && looks > looked + 1;
      });
    };
    await show('claude.fresh', /^fresh/);
    await show('claude.working', /^working/);
    await show('claude.permission', /^waiting permission/);
    await show('claude.thinking', /^working/);
    // The last screen is captured once: only the passing of time turns working into idle.
    await show('claude.idle', /^idle/);
    await show('claude.plan', /^waiting plan/);
    await show('claude.error', /^error/);
    await watching.whileNotLooking(() => recording.whileNotLooking(() => pane.end()));
    await until('the crash', () => live.at(-1)?.startsWith('crashed'));
    const looked = looks;
    await until('two more looks', () => looks > looked + 1);
    await Promise.all([watching.stop(), recording.stop()]);
    await recorder.finish();
    await writer.close();

    const frames = parseRecording(await readFile(path, 'utf8'), path);
    const [[name, own] = ['', []], ...others] = casesOf(frames);
    expect(others).toEqual([]);
    expect(name).toMatch(/^main:1\.0 %\d+$/);
    const replayed = modularVerdicts(own, name, { everyMs: INTERVAL_MS });
    expect(replayed.map(({ state, detail, rule }) => `${state} ${detail ?? '–'} ${rule}`)).toEqual(live);
    expect(live.length).toBeGreaterThanOrEqual(8);
    // Far fewer frames than looks: only those in which something had changed, and the last.
    expect(own.length).toBeLessThan(looks / 2);
    expect(own.at(-1)?.end).toBe('stopped');
  });

  it('follows a pane by its filter, from what it was to what it becomes, until it is closed', async () => {
    await pane.show('claude.working');
    const written: Frame[] = [];
    const parts = {
      tmux: createTmux(server.server),
      redact: (frame: Frame) => frame,
      write: async (frames: readonly Frame[]) => {
        written.push(...frames);
      },
      now: Date.now,
    };
    const agents = new Recorder({ ...parts, wanted: filterOf(null) });
    await agents.look();
    await agents.look();
    expect(written).toHaveLength(1);
    expect(written[0]).toMatchObject({
      v: 1,
      windowName: 'claude-dev',
      command: 'claude',
      processes: [expect.stringContaining('claude')],
      dead: false,
      active: true,
    });
    expect(written[0]?.ansi).toMatch(/\u001b\[/);
    await server.run('kill-window', '-t', 'main:1');
    await agents.look();
    await agents.finish();
    expect(written.map(({ end }) => end)).toEqual([undefined, 'closed']);
    expect(agents.counts).toEqual({ panes: 1, frames: 2 });

    const shells = new Recorder({ ...parts, wanted: filterOf('SHELL') });
    await shells.look();
    expect(written.at(-1)).toMatchObject({ windowName: 'shell' });
    expect(shells.counts.panes).toBe(1);
  });

  it('keeps the panes apart from a server that is gone', async () => {
    await pane.show('claude.idle');
    const written: Frame[] = [];
    const tmux: Tmux = createTmux(server.server);
    const recorder = new Recorder({
      tmux,
      wanted: filterOf('claude'),
      redact: (frame) => frame,
      write: async (frames) => {
        written.push(...frames);
      },
      now: Date.now,
    });
    await recorder.look();
    await server.kill();
    await expect(recorder.look()).rejects.toMatchObject({ status: 'no_server' });
    await recorder.serverGone();
    await recorder.finish();
    expect(written.map(({ end }) => end)).toEqual([undefined, 'closed']);
  });
});
