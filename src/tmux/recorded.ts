import type { Frame } from '../core/frame.ts';
import { oneLine } from '../core/text.ts';
import type { PaneInfo, ScreenResult, Tmux, TmuxCommand, TmuxRun } from '../core/tmux.ts';

/** A recording that answers as the tmux server answered at the time that its clock shows. */
export interface RecordedTmux {
  tmux: Tmux;
  /** What legacy asks: `list-sessions`, `list-windows`, `capture-pane` in its formats. A frame has no history. */
  command: TmuxCommand;
  startsAt: number;
  endsAt: number;
}

/** Panes that appear within this time of the first are shown from the start: a first look takes its time, in ms. */
const FIRST_LOOK_MS = 1000;

interface Track {
  paneId: string;
  session: string;
  windowIndex: number;
  paneIndex: number;
  /** In time order. */
  frames: Frame[];
}

interface Shown {
  track: Track;
  frame: Frame;
  pane: PaneInfo;
}

/**
 * Plays frames as a tmux server on a clock of ms as the recording counts them. After the end the last frames stay.
 * Names of a recording are made safe: they come from a file and not from tmux.
 */
export function openRecorded(frames: readonly Frame[], now: () => number): RecordedTmux {
  const times = frames.map((frame) => frame.t);
  const startsAt = times.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const endsAt = times.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const tracks = tracksOf(frames);

  const shown = (): Shown[] => {
    const at = now();
    const panes = tracks.flatMap((track): Shown[] => {
      const first = track.frames[0]!;
      const early = first.t - startsAt < FIRST_LOOK_MS ? first : undefined;
      const frame = frameAt(track.frames, at) ?? early;
      if (frame === undefined || frame.end === 'closed') return [];
      return [{ track, frame, pane: paneOf(track, frame) }];
    });
    return withActivePanes(panes);
  };
  const screensOf = (panes: readonly Shown[], ids: readonly string[]): [string, ScreenResult][] => {
    const byId = new Map(panes.map(({ pane, frame }) => [pane.paneId, frame]));
    return ids.map((id) => {
      const frame = byId.get(id);
      return [id, frame === undefined ? { error: 'the pane is gone' } : { ansi: frame.ansi ?? frame.text }];
    });
  };

  return {
    startsAt,
    endsAt,
    tmux: {
      subprocesses: 0,
      waitedMs: 0,
      listedMs: null,
      async list(expected = []) {
        const panes = shown();
        const alive = new Set(panes.map(({ pane }) => pane.paneId));
        const screens = screensOf(
          panes,
          expected.filter((id) => alive.has(id)),
        );
        return {
          panes: panes.map(({ pane }) => pane),
          serverSeconds: seconds(now()),
          screens: new Map(screens),
        };
      },
      async capture(paneIds) {
        return new Map(screensOf(shown(), paneIds));
      },
      async foreground(panes) {
        const lines = new Map(shown().map(({ pane, frame }) => [pane.paneId, frame.processes]));
        return new Map(
          panes.flatMap(({ paneId }): [string, string[]][] => {
            const found = lines.get(paneId);
            return found === undefined ? [] : [[paneId, found]];
          }),
        );
      },
    },
    command: async (args) => answer(shown(), args),
  };
}

/** Answers one of legacy's commands as tmux would: its formats are `monitors/legacy/discovery.ts`'s. */
function answer(panes: readonly Shown[], args: readonly string[]): TmuxRun {
  const sessions = [...new Set(panes.map(({ track }) => track.session))];
  const address = args[args.indexOf('-t') + 1] ?? '';
  const [, session, window] = /^\$(\d+)(?::(\d+))?$/.exec(address) ?? [];
  const active = panes.filter(
    ({ pane, track }) => pane.paneActive && track.session === sessions[Number(session)],
  );
  if (args[0] === 'list-sessions') return said(sessions.map((name, i) => `$${i} ${name}`));
  if (args[0] === 'list-windows' && active.length > 0) {
    return said(
      active.map(({ pane: p }) =>
        [
          ...[p.paneId, p.windowIndex, p.panePid, p.paneIndex, p.cols, p.rows, p.cursor[0], p.cursor[1]],
          p.windowName,
        ].join(' '),
      ),
    );
  }
  const found = active.find(({ pane }) => pane.windowIndex === Number(window));
  if (args[0] === 'capture-pane' && found !== undefined) return said([found.frame.text.replace(/\n$/, '')]);
  return { code: 1, stdout: '', stderr: `can't find ${address}`, timedOut: false };
}

function said(lines: readonly string[]): TmuxRun {
  return { code: 0, stdout: lines.map((line) => `${line}\n`).join(''), stderr: '', timedOut: false };
}

/**
 * The panes of a recording. Where every frame tells its pid it came from a server, and the pane id names the pane, as
 * often as it was respawned or moved. Else a case is a pane; ids and addresses that several cases share are given anew.
 */
function tracksOf(frames: readonly Frame[]): Track[] {
  const live = frames.every((frame) => frame.panePid !== undefined);
  const groups = [
    ...Map.groupBy(frames, (frame) => (live ? frame.paneId : (frame.case ?? frame.paneId))).values(),
  ];
  const shared = new Set(groups.map(([first]) => first!.paneId)).size < groups.length;
  return groups.map((group, i) => {
    const sorted = [...group].sort((a, b) => a.t - b.t);
    const last = sorted.at(-1)!;
    const [, session, window, pane] = /^(.*):(\d+)\.(\d+)$/s.exec(last.target) ?? [];
    if (shared || session === undefined) {
      return { paneId: `%${i}`, session: 'recording', windowIndex: i, paneIndex: 0, frames: sorted };
    }
    return {
      paneId: oneLine(last.paneId),
      session: oneLine(session),
      windowIndex: Number(window),
      paneIndex: Number(pane),
      frames: sorted,
    };
  });
}

/** The last frame that is not later; found by halving, as a recording may be of days. */
function frameAt(frames: readonly Frame[], at: number): Frame | undefined {
  let [low, high] = [0, frames.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (frames[middle]!.t <= at) low = middle + 1;
    else high = middle;
  }
  return frames[low - 1];
}

function paneOf({ paneId, session, windowIndex, paneIndex, frames }: Track, frame: Frame): PaneInfo {
  return {
    paneId,
    panePid: frame.panePid ?? 0,
    session,
    windowIndex,
    windowName: oneLine(frame.windowName ?? frames[0]!.case ?? ''),
    paneIndex,
    paneActive: frame.active ?? false,
    title: frame.title,
    command: frame.command,
    cols: frame.cols,
    rows: frame.rows,
    cursor: frame.cursor,
    dead: frame.dead ?? false,
    activity: seconds(frame.t),
  };
}

/** Every window has an active pane: the recorded one, or the first where that is not known or was not recorded. */
function withActivePanes(panes: Shown[]): Shown[] {
  const windows = Map.groupBy(panes, ({ track }) => `${track.session}:${track.windowIndex}`);
  for (const shown of windows.values()) {
    const active = shown.find(({ pane }) => pane.paneActive) ?? shown[0]!;
    for (const one of shown) one.pane.paneActive = one === active;
  }
  return panes;
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}
