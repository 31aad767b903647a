import type { NoticeRule } from '../../core/notices.ts';
import type { TmuxServer } from '../../core/tmux.ts';
import { createDelivery, type Deliver } from '../../notify/deliver.ts';
import { runCommand } from '../../process/run.ts';
import { createTmuxCommand } from '../../tmux/command.ts';
import { serverArguments } from '../../tmux/server.ts';
import type { Engine } from '../engine.ts';
import { Notifier } from './notifier.ts';

/** Delivery on a real tmux server, and by real programs; `ring` rings the bell, null: there is none. */
export function openDelivery(
  server: TmuxServer,
  env: Record<string, string | undefined>,
  ring: (() => void) | null,
): Deliver {
  return createDelivery({ tmux: createTmuxCommand(server), run: runCommand, env, ring });
}

/** Sends the notices of an engine from now on; call what it returns to end that. Nothing without rules. */
export function openNotices(
  engine: Engine,
  rules: readonly NoticeRule[],
  { server, env }: { server: TmuxServer; env: Record<string, string | undefined> },
): () => Promise<void> {
  if (rules.length === 0) return async () => {};
  const notifier = new Notifier({
    rules,
    deliver: openDelivery(server, env, () => engine.ring()),
    tmux: ['tmux', ...serverArguments(server).map(quoted)].join(' '),
    tell: (level, glyph, text) => engine.tell(level, glyph, text),
    now: () => Date.now(),
  });
  const unsubscribe = engine.subscribe((snapshot) => notifier.take(snapshot));
  return async () => {
    unsubscribe();
    await notifier.close();
  };
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/u.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
