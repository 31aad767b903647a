import { TmuxError, type TmuxServer } from '../core/tmux.ts';
import { createTmux } from '../tmux/reader.ts';
import { serverLabel } from '../tmux/server.ts';

/** What a tmux server answers to one read. */
export interface ServerLook {
  /** `default`, `-L work`. */
  label: string;
  /** null: it could not be read. */
  version: string | null;
  panes: number;
  /** How long the read took in ms. */
  readMs: number;
  problem: { status: TmuxError['status']; message: string; mend: string } | null;
}

/** Reads a tmux server once, as the monitors do. */
export async function lookAtServer(server: TmuxServer): Promise<ServerLook> {
  const tmux = createTmux(server);
  const label = serverLabel(server);
  const start = performance.now();
  try {
    const { panes } = await tmux.list();
    const readMs = performance.now() - start;
    return { label, version: tmux.version(), panes: panes.length, readMs, problem: null };
  } catch (error) {
    if (!(error instanceof TmuxError)) throw error;
    const { status, message, mend } = error;
    return {
      label,
      version: tmux.version(),
      panes: 0,
      readMs: performance.now() - start,
      problem: { status, message, mend },
    };
  }
}
