import { durationMs } from '../../core/duration.ts';
import { CutoverError, EXIT } from '../../core/errors.ts';
import { formatDuration } from '../../core/format.ts';
import type { DrillResult } from '../../core/rollout.ts';
import { STAGES, type Stage } from '../../core/stage.ts';
import { askRollout, drillOutcome, findConfig, findFlags, type RequestKind } from '../../server/direct.ts';
import { operator } from '../operator.ts';
import { print, printJson } from '../output.ts';

/** Options of the acts on the rollout. */
export interface ActOptions {
  flags?: string;
  config?: string;
  why?: string;
  json?: boolean;
}

async function ask(kind: RequestKind, args: unknown, options: ActOptions): Promise<number | null> {
  return askRollout({
    flagsPath: findFlags(options.flags, process.env),
    configFolder: findConfig(options.config, process.env),
    env: process.env,
    kind,
    args,
    act: { who: operator(), why: options.why ?? '' },
  });
}

function done(kind: RequestKind, text: string, pid: number | null, options: ActOptions): void {
  if (options.json === true) printJson({ v: 1, act: kind, engine: pid });
  else print(pid === null ? `${text}; no cutover is running, it holds when one starts` : text);
}

/** `cutover pause`: the stage stays and its bake clock stands; a rollback is not held. */
export async function pause(options: ActOptions): Promise<void> {
  done('pause', 'paused', await ask('pause', {}, options), options);
}

/** `cutover resume` */
export async function resume(options: ActOptions): Promise<void> {
  done('resume', 'resumed', await ask('resume', {}, options), options);
}

/** `cutover approve`: the next step, as it is seen now. */
export async function approve(options: ActOptions): Promise<void> {
  done('approve', 'approved as it is now: any change voids it', await ask('approve', {}, options), options);
}

/** `cutover freeze [SPAN]`: no promotion for so long; without a span until `cutover unfreeze`. */
export async function freeze(span: string | undefined, options: ActOptions): Promise<void> {
  const length = span === undefined ? null : durationMs(span);
  if (span !== undefined && (length === null || length <= 0))
    throw new CutoverError('usage', `${span} is no span of time`, 'write it as 12h, 90min or 2d', EXIT.usage);
  const until = length === null ? null : Date.now() + length;
  const text =
    until === null ? 'frozen until it is lifted' : `frozen until ${new Date(until).toString().slice(0, 21)}`;
  done('freeze', text, await ask('freeze', { until }, options), options);
}

/** `cutover unfreeze` */
export async function unfreeze(options: ActOptions): Promise<void> {
  done('unfreeze', 'not frozen any more', await ask('unfreeze', {}, options), options);
}

/** `cutover retry [STAGE]`: begins again after a rollback. */
export async function retry(name: string | undefined, options: ActOptions): Promise<void> {
  const stage: Stage | undefined = STAGES.find((one) => one === (name ?? 'canary'));
  if (stage === undefined || stage === 'disabled')
    throw new CutoverError(
      'usage',
      `${name} is no stage to begin again at`,
      `name one of ${STAGES.slice(1).join(', ')}`,
      EXIT.usage,
    );
  done('retry', `begun again at ${stage}`, await ask('retry', { stage }, options), options);
}

/** `cutover drill`: a rollback for the exercise; resolves when the stage is back. Exit code 1 when it has failed. */
export async function drill(options: ActOptions): Promise<void> {
  // Where legacy has little to do the drill may be over before its beginning is confirmed.
  const askedAt = Date.now();
  await ask('drill', {}, options);
  if (options.json !== true) print('disabled is written; waiting until legacy has served …');
  const result = await drillOutcome(findFlags(options.flags, process.env), process.env, askedAt);
  if (options.json === true) printJson(result);
  else print(...drillLines(result));
  if (!result.passed)
    throw new CutoverError('drill_failed', `the drill has failed: ${result.problem}`, 'see `cutover events`');
}

function drillLines({ stage, disabledMs, servedMs, restoredMs }: DrillResult): string[] {
  const step = (text: string, ms: number | null) =>
    `${ms === null ? '✗' : '✓'} ${text.padEnd(24)} ${ms === null ? 'not reached' : `after ${formatDuration(ms)}`}`;
  return [
    step('disabled, read back', disabledMs),
    step('legacy served', servedMs),
    step(`${stage} restored`, restoredMs),
  ];
}
