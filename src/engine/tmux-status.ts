import type { EngineClient } from '../core/client.ts';
import type { Snapshot } from '../core/snapshot.ts';
import type { StatusOption } from '../tmux/status-option.ts';
import { statusLine } from './status-line.ts';

/** Keeps the status option of the watched server up to date with what the engine shows. */
export function showStatus(engine: Pick<EngineClient, 'snapshot' | 'subscribe'>, option: StatusOption): void {
  const show = (snapshot: Snapshot): void => {
    const { status } = snapshot.tmux;
    if (status === 'ok') option.show(statusLine(snapshot));
    // A server that comes back has no options of its predecessor's.
    else if (status === 'no_server') option.forget();
  };
  show(engine.snapshot());
  engine.subscribe(show);
}
