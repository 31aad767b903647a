import { setTimeout as pause } from 'node:timers/promises';
import { defaultSettings, loadSettings } from '../../config/settings.ts';
import type { Act } from '../../core/client.ts';
import { CutoverError } from '../../core/errors.ts';
import { controllerOf } from '../../journal/controller.ts';
import { journalPath, openMailbox } from '../../journal/journal.ts';
import { openRolloutAlone } from './alone.ts';
import { controllerLock } from './controller-lock.ts';
import { eventOf, type RequestKind } from './requests.ts';

const ANSWER_WITHIN_MS = 10_000;
const LOOK_EVERY_MS = 50;

/** An act on the rollout of a flags file, from the command line. */
export interface AskOptions {
  flagsPath: string;
  configFolder?: string;
  env: Record<string, string | undefined>;
  kind: RequestKind;
  args: unknown;
  act: Act;
}

/**
 * Does an act on a rollout: through the engine that decides for the flags file, or here when none runs. Resolves with
 * the pid of that engine; null: it was done here. Throws CutoverError when it is refused or not answered.
 */
export async function askRollout(options: AskOptions): Promise<number | null> {
  const owner = controllerOf(controllerLock(options.flagsPath));
  if (owner !== null) {
    await askEngine(options);
    return owner.pid;
  }
  if (options.kind === 'approve' || options.kind === 'drill')
    throw new CutoverError(
      'no_engine',
      `no cutover is running for ${options.flagsPath}: nothing ${options.kind === 'drill' ? 'would serve the drill' : 'is seen that could be approved'}`,
      'start cutover, then try again',
    );
  await actHere(options);
  return null;
}

async function askEngine({ flagsPath, kind, args, act }: AskOptions): Promise<void> {
  const mailbox = openMailbox(journalPath(flagsPath));
  try {
    const id = mailbox.post({ at: Date.now(), kind, args, ...act });
    const deadline = performance.now() + ANSWER_WITHIN_MS;
    while (performance.now() < deadline) {
      const answer = mailbox.answerOf(id);
      if (answer?.ok === true) return;
      if (answer !== null)
        throw new CutoverError('refused', answer.message, answer.mend ?? 'see `cutover status`');
      await pause(LOOK_EVERY_MS);
    }
    throw new CutoverError(
      'no_answer',
      `the cutover that decides has not answered within ${ANSWER_WITHIN_MS / 1000} s; it is asked still`,
      'see what it shows; `cutover rollback` does not need it',
    );
  } finally {
    mailbox.close();
  }
}

async function actHere({ flagsPath, configFolder, env, kind, args, act }: AskOptions): Promise<void> {
  const settings = configFolder === undefined ? defaultSettings() : await loadSettings(configFolder);
  const { rollout, close } = await openRolloutAlone(flagsPath, env, settings);
  try {
    const at = Date.now();
    await rollout.act(eventOf({ at, kind, args, ...act }, at, rollout.seen(at)));
  } finally {
    await close();
  }
}
