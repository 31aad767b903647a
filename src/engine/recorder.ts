import type { Frame } from '../core/frame.ts';
import { frameOfPane } from '../core/pane-frame.ts';
import type { PaneInfo, Tmux } from '../core/tmux.ts';
import { type LastCapture, mayHaveChanged } from '../monitors/modular/gate.ts';

/** What a recorder needs. */
export interface RecorderParts {
  tmux: Tmux;
  /** Whether a pane is to be recorded, by a frame of it. Asked until it is: what was chosen once stays so. */
  wanted(frame: Frame): boolean;
  /** What is not to be written is taken out here. */
  redact(frame: Frame): Frame;
  write(frames: readonly Frame[]): Promise<void>;
  /** Milliseconds since the epoch. */
  now(): number;
}

interface Known extends LastCapture {
  /** As it was seen. */
  seen: Frame;
  /** As it was last written; null: not wanted so far. */
  written: Frame | null;
}

/** Writes the frames of a server's panes, each only when something about it has changed. */
export class Recorder {
  /** Panes that were recorded so far, and frames written. */
  readonly counts = { panes: 0, frames: 0 };
  private readonly parts: RecorderParts;
  private readonly known = new Map<string, Known>();
  private lively: string[] = [];
  private lastLook = 0;

  constructor(parts: RecorderParts) {
    this.parts = parts;
  }

  /** Looks at the server once. Throws TmuxError when it cannot be read, CutoverError when the frames cannot be written. */
  async look(): Promise<void> {
    const { tmux } = this.parts;
    const { panes, serverSeconds, screens } = await tmux.list(this.lively);
    const processes = await tmux.foreground(panes);
    this.lively = panes
      .filter((pane) => mayHaveChanged(pane, this.known.get(pane.paneId)))
      .map((pane) => pane.paneId);
    const others = await tmux.capture(this.lively.filter((id) => !screens.has(id)));
    // One time for all panes of a look: they are shown together when they are played again.
    const at = this.parts.now();
    this.lastLook = at;
    const frames = this.forget(new Set(panes.map((pane) => pane.paneId)), at);
    for (const pane of panes) {
      const screen = screens.get(pane.paneId) ?? others.get(pane.paneId);
      if (screen !== undefined && 'error' in screen) continue;
      const frame = this.see(pane, screen?.ansi, processes.get(pane.paneId) ?? [], serverSeconds, at);
      if (frame !== null) frames.push(frame);
    }
    await this.write(frames);
  }

  /** The server is gone, and all panes with it. */
  async serverGone(): Promise<void> {
    await this.write(this.forget(new Set(), this.parts.now()));
  }

  /** Says of every pane that is still recorded that it stood so until the last look. */
  async finish(): Promise<void> {
    const frames = this.lastFrames((id) => this.known.has(id), this.lastLook, 'stopped');
    this.known.clear();
    await this.write(frames);
  }

  /** Takes a pane in as it is now; the frame to be written, or null where there is nothing new. */
  private see(
    pane: PaneInfo,
    ansi: string | undefined,
    processes: string[],
    serverSeconds: number,
    at: number,
  ): Frame | null {
    const last = this.known.get(pane.paneId);
    const frame: Frame = {
      ...frameOfPane(pane, ansi ?? last?.seen.ansi ?? '', processes, at),
      active: pane.paneActive,
    };
    // A pane keeps its case when its window is moved or renamed.
    frame.case = last?.seen.case ?? `${frame.target} ${pane.paneId}`;
    const captured = ansi === undefined ? (last?.serverSeconds ?? 0) : serverSeconds;
    const isNew = last === undefined || !isSameFrame(frame, last.seen);
    const known: Known = { pane, serverSeconds: captured, seen: frame, written: last?.written ?? null };
    this.known.set(pane.paneId, known);
    if (!isNew || (known.written === null && !this.parts.wanted(frame))) return null;
    const redacted = this.parts.redact(frame);
    if (known.written === null) this.counts.panes++;
    else if (isSameFrame(redacted, known.written)) return null;
    known.written = redacted;
    return redacted;
  }

  /** Forgets the panes that are gone; returns the last frames of those that were recorded. */
  private forget(alive: ReadonlySet<string>, at: number): Frame[] {
    const frames = this.lastFrames((id) => !alive.has(id), at, 'closed');
    for (const id of this.known.keys()) if (!alive.has(id)) this.known.delete(id);
    return frames;
  }

  private lastFrames(which: (id: string) => boolean, t: number, end: 'closed' | 'stopped'): Frame[] {
    return [...this.known].flatMap(([id, { written }]) =>
      written !== null && which(id) ? [{ ...written, t, end }] : [],
    );
  }

  private async write(frames: readonly Frame[]): Promise<void> {
    await this.parts.write(frames);
    this.counts.frames += frames.length;
  }
}

/** Nothing has changed but the time and the cursor. */
function isSameFrame(a: Frame, b: Frame): boolean {
  return (
    a.ansi === b.ansi &&
    a.title === b.title &&
    a.command === b.command &&
    a.cols === b.cols &&
    a.rows === b.rows &&
    a.dead === b.dead &&
    a.panePid === b.panePid &&
    a.target === b.target &&
    a.windowName === b.windowName &&
    a.active === b.active &&
    a.processes?.join('\u0000') === b.processes?.join('\u0000')
  );
}
