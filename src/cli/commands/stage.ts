import { createInterface } from 'node:readline/promises';
import { CutoverError, EXIT, type ExitCode } from '../../core/errors.ts';
import type { FlagsWritten } from '../../core/flags.ts';
import { describeProblem } from '../../core/flags-problem.ts';
import { formatDuration } from '../../core/format.ts';
import { STAGES, type Stage } from '../../core/stage.ts';
import { announce, findFlags, openFlagsFile, stageRefused } from '../../server/direct.ts';
import { operator } from '../operator.ts';
import { print, printJson } from '../output.ts';

interface StageOptions {
  flags?: string;
  json?: boolean;
}

/** `cutover stage get`: stage and share, as the file says and as they hold. */
export async function stageGet(options: StageOptions): Promise<void> {
  const { state } = await openFlagsFile(findFlags(options.flags, process.env), process.env);
  const { desired, effective } = state;
  const answer = {
    path: state.path,
    status: state.status,
    desired: {
      stage: desired.rollout_stage,
      percentage: desired.rollout_percentage,
      modular: desired.use_modular_monitor,
    },
    effective: {
      stage: effective.rollout_stage,
      percentage: effective.rollout_percentage,
      modular: effective.use_modular_monitor,
    },
    overrides: state.overrides,
    problem: state.problem,
  };
  if (options.json === true) printJson(answer);
  else print(`${effective.rollout_stage} ${effective.rollout_percentage} %`);
  if (state.problem !== null) {
    throw new CutoverError('flags_rejected', describeProblem(state.problem), state.problem.mend);
  }
}

/** `cutover stage set STAGE`: shows what it will write, asks, writes, reads back. `--yes` without a terminal. */
export async function stageSet(
  name: string,
  options: StageOptions & { yes?: boolean; why?: string },
): Promise<ExitCode> {
  const stage = STAGES.find((one) => one === name);
  if (stage === undefined) {
    throw new CutoverError(
      'usage',
      `there is no stage ${name}`,
      `name one of ${STAGES.join(', ')}`,
      EXIT.usage,
    );
  }
  const path = findFlags(options.flags, process.env);
  const act = { who: operator(), why: options.why ?? '' };
  const refusal = stageRefused(path, stage, act);
  if (refusal !== null) throw new CutoverError('refused', refusal.message, refusal.mend);
  const file = await openFlagsFile(path, process.env);
  if (options.yes !== true) {
    const { diff } = await file.preview(stage);
    const sign = { same: ' ', removed: '-', added: '+' } as const;
    print(`This writes ${file.state.path}:`, ...diff.map((line) => `  ${sign[line.kind]} ${line.text}`));
    if (!(await confirmed(stage))) {
      print('nothing was written');
      return EXIT.error;
    }
  }
  announce(path, 'stage', act);
  report(await file.setStage(stage), file.state.path, options);
  return EXIT.ok;
}

/** `cutover rollback`: legacy alone from the next cycle on. Asks nothing: the command is the decision. */
export async function rollback(options: StageOptions & { why?: string }): Promise<void> {
  const path = findFlags(options.flags, process.env);
  announce(path, 'rollback', { who: operator(), why: options.why ?? '' });
  const file = await openFlagsFile(path, process.env);
  report(await file.rollBack(), file.state.path, options);
}

function report(written: FlagsWritten, path: string, options: StageOptions): void {
  const { before, after, writtenMs, readBackMs, notes = [] } = written;
  if (options.json === true) {
    printJson({
      path,
      from: { stage: before.rollout_stage, percentage: before.rollout_percentage },
      to: { stage: after.rollout_stage, percentage: after.rollout_percentage },
      writtenMs,
      readBackMs,
      notes,
    });
    return;
  }
  print(
    `${before.rollout_stage} ${before.rollout_percentage} %  →  ${after.rollout_stage} ${after.rollout_percentage} %`,
    `written in ${formatDuration(writtenMs)}, read back in ${formatDuration(readBackMs)}: ${path}`,
    ...notes,
  );
}

async function confirmed(stage: Stage): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new CutoverError(
      'no_terminal',
      'there is no terminal to ask for a confirmation',
      'give --yes',
      EXIT.usage,
    );
  }
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const word = stage === 'legacy_disabled' ? stage : 'y';
    const answer = await lines.question(`Type ${word} to write it: `);
    return answer.trim() === word;
  } finally {
    lines.close();
  }
}
