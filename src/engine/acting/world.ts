import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { createHands, type Hands } from '../../actions/hands.ts';
import type { Eyes } from '../../actions/look.ts';
import { messageOf } from '../../core/errors.ts';
import type { Tmux, TmuxServer } from '../../core/tmux.ts';
import type { RuleBook } from '../../detect/book.ts';
import { BUILT_IN_BOOK } from '../../detect/registry.ts';
import { type Claim, claimController } from '../../journal/controller.ts';
import { createTmuxCommand } from '../../tmux/command.ts';
import { serverArguments } from '../../tmux/server.ts';
import { makeRuntimeFolder, runtimeFolder } from '../runtime-folder.ts';

/** The panes that can be looked at and acted on. */
export interface ActingWorld {
  eyes: Eyes;
  hands: Hands;
  /** Takes the right to act on this tmux server, which one engine has at a time; otherwise why not. Cheap to ask again. */
  claim(): string;
  close(): void;
}

/** The world of a real tmux server. Engines of other flags files may watch the same one: only one of them acts. */
export function openActingWorld(options: {
  server: TmuxServer;
  tmux: Tmux;
  env: Record<string, string | undefined>;
  now(): number;
  book?: () => RuleBook;
}): ActingWorld {
  const { server, tmux, env, now, book = () => BUILT_IN_BOOK } = options;
  const folder = runtimeFolder(env);
  const named = JSON.stringify([serverArguments(server), env.TMUX_TMPDIR ?? '']);
  const lock = join(folder, `${createHash('sha256').update(named).digest('hex').slice(0, 16)}.acts.lock`);
  let claim: Claim | null = null;
  return {
    eyes: { tmux, book, now },
    hands: createHands(createTmuxCommand(server)),
    claim() {
      if (claim !== null) return '';
      try {
        makeRuntimeFolder(folder);
        claim = claimController(lock, { pid: process.pid, startedAt: now() });
      } catch (error) {
        return `the right to act cannot be taken: ${messageOf(error)}`;
      }
      return claim === null ? 'another cutover acts on this tmux server' : '';
    },
    close() {
      claim?.release();
      claim = null;
    },
  };
}
