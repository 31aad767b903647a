import { readFileSync } from 'node:fs';
import type { PaneInfo, ScreenResult, Tmux } from '../../src/core/tmux.ts';
import { parseRecording } from '../../src/detect/recording.ts';

const SCENES = new URL('../../fixtures/demo/scenes.jsonl', import.meta.url);
const frames = parseRecording(readFileSync(SCENES, 'utf8'), 'scenes.jsonl');

/** A tmux server that is only made up: panes with recorded screens of real agents, on a clock of the test's. */
export class FakeTmux implements Tmux {
  subprocesses = 0;
  waitedMs = 0;
  listedMs = null;
  /** Milliseconds since the epoch. */
  now = 0;
  /** Set: what a listing throws. */
  problem: Error | null = null;
  /** Panes that answer with an error instead of their screen. */
  readonly broken = new Set<string>();
  readonly panes = new Map<string, { info: PaneInfo; ansi: string }>();

  /** Shows a recorded scene in window `window` of a session; the pane is opened when there is none. */
  show(session: string, window: number, windowName: string, scene: string): string {
    const frame = frames.find((one) => one.case === scene);
    if (frame === undefined) throw new Error(`no scene ${scene}`);
    const paneId = [...this.panes.values()].find(
      ({ info }) => info.session === session && info.windowIndex === window,
    )?.info.paneId;
    const id = paneId ?? `%${this.panes.size + 1}`;
    const { title, cols, rows, cursor } = frame;
    const place = { session, windowIndex: window, windowName, paneIndex: 0, paneActive: true };
    const activity = Math.floor(this.now / 1000);
    const command = scene.split('.')[0]!;
    const process = { panePid: 1, command, dead: false };
    const info: PaneInfo = { paneId: id, ...place, ...process, title, cols, rows, cursor, activity };
    this.panes.set(id, { info, ansi: frame.ansi ?? frame.text });
    return id;
  }

  async list(expected: readonly string[] = []) {
    if (this.problem !== null) throw this.problem;
    const panes = [...this.panes.values()].map(({ info }) => info);
    const there = expected.filter((id) => this.panes.has(id));
    return { panes, serverSeconds: Math.floor(this.now / 1000), screens: await this.capture(there) };
  }

  async capture(paneIds: readonly string[]) {
    return new Map(
      paneIds.map((id): [string, ScreenResult] => {
        const pane = this.panes.get(id);
        return [id, pane === undefined || this.broken.has(id) ? { error: 'no screen' } : { ansi: pane.ansi }];
      }),
    );
  }

  async foreground(panes: readonly PaneInfo[]) {
    return new Map(panes.map(({ paneId, command }) => [paneId, [command]]));
  }
}
