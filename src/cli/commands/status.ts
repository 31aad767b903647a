import { CutoverError, EXIT } from '../../core/errors.ts';
import { describeProblem } from '../../core/flags-problem.ts';
import { formatAge, formatClock, formatHours } from '../../core/format.ts';
import type { RolloutView, SubState } from '../../core/rollout.ts';
import { findFlags, type RolloutStatus, readStatus, statusLine } from '../../server/status.ts';
import { actionLines } from '../action-lines.ts';
import { columns } from '../columns.ts';
import { print, printJson } from '../output.ts';

const GLYPHS = { pass: '✓', inconclusive: '…', error: '!', fail: '✗' } as const;

/**
 * `cutover status`: how the rollout stands, with gates and forecast, also while no cutover runs. `--format tmux`: as in
 * tmux's status line; `--format TEMPLATE`: a line with `{stage}` and the like replaced.
 */
export async function status(options: { flags?: string; json?: boolean; format?: string }): Promise<void> {
  const found = await readStatus(findFlags(options.flags, process.env), process.env);
  if (options.format !== undefined) print(formatted(found, options.format));
  else if (options.json === true) printJson(asJson(found));
  else print(...lines(found));
}

function formatted(found: RolloutStatus, format: string): string {
  const { flags, rollout } = found;
  const { rollout_stage: current, rollout_percentage: percentage } = flags.effective;
  if (format === 'tmux') {
    const stage = { current, percentage };
    return rollout === null
      ? `${current.toUpperCase()} ${percentage}%`
      : statusLine({ flags, rollout, stage });
  }
  const open = rollout?.gates.filter(({ verdict, dryRun }) => verdict !== 'pass' && !dryRun) ?? [];
  const parts: Record<string, string> = {
    stage: current,
    percentage: String(percentage),
    sub: rollout?.sub.kind ?? 'unknown',
    bake: formatHours(rollout?.bake.ms ?? 0),
    bake_of: formatHours(rollout?.bake.ofMs ?? 0),
    open: String(open.length),
    missing: open.map(({ label }) => label).join(', '),
    next: rollout?.next?.stage ?? '',
    next_in: formatHours(rollout?.next?.inMs ?? 0),
    engine: found.engine === null ? 'none' : String(found.engine.pid ?? 'unknown'),
  };
  return format.replace(/\{(\w+)\}/g, (_, name: string) => {
    const part = parts[name];
    if (part !== undefined) return part;
    throw new CutoverError(
      'usage',
      `{${name}} is no part of a status`,
      `there are ${Object.keys(parts).join(', ')}`,
      EXIT.usage,
    );
  });
}

function asJson({ flags, engine, rollout, savedAt, actions, journal }: RolloutStatus) {
  const { desired, effective } = flags;
  return {
    v: 1,
    flags: {
      path: flags.path,
      status: flags.status,
      problem: flags.problem,
      desired: { stage: desired.rollout_stage, percentage: desired.rollout_percentage },
      effective: { stage: effective.rollout_stage, percentage: effective.rollout_percentage },
      killed: flags.killed,
    },
    engine,
    journal,
    savedAt,
    rollout,
    actions,
  };
}

function lines({ flags, engine, rollout, savedAt, actions }: RolloutStatus): string[] {
  const { rollout_stage: stage, rollout_percentage: percentage } = flags.effective;
  const running = engine === null ? 'no cutover is running' : `cutover runs (pid ${engine.pid ?? 'unknown'})`;
  const head = [`${stage} ${percentage} %   ${running}`];
  if (flags.problem !== null) head.push(describeProblem(flags.problem));
  if (rollout === null || savedAt === null) return [...head, 'nothing has been measured yet'];
  const age = Date.now() - savedAt;
  if (engine === null) head.push(`as of ${formatAge(age)} ago:`);
  const acting = actions === null ? [] : actionLines(actions, engine === null ? null : Date.now());
  return [...head, ...standing(rollout), ...gateLines(rollout), ...acting];
}

function standing({ sub, bake, next, outcome, forecast, freeze, drilled }: RolloutView): string[] {
  const said = subWords(sub);
  const of = bake.ofMs === null ? '' : ` of ${formatHours(bake.ofMs)}`;
  return [
    ...(said === '' ? [] : [said]),
    ...(bake.ofMs === null
      ? []
      : [`bake ${formatHours(bake.ms)}${of}${bake.running ? '' : `, stands: ${bake.why}`}`]),
    ...(next === null ? [] : [nextWords(next)]),
    ...(outcome.reason === '' ? [] : [`now: ${outcome.reason}`]),
    ...(freeze === null ? [] : [`frozen by ${freeze.window ?? freeze.who}`]),
    ...(drilled === null ? [] : [`drill ${drilled.passed ? 'passed' : `failed: ${drilled.problem}`}`]),
    ...(forecast === null ? [] : [forecast.text]),
  ];
}

function nextWords({ stage, by, inMs }: NonNullable<RolloutView['next']>): string {
  const how = { itself: 'by itself', operator: 'by the operator', approval: 'after an approval' }[by];
  return `next ${stage}${inMs === null ? '' : ` in about ${formatHours(inMs)}`}, ${how}`;
}

function subWords(sub: SubState): string {
  const because = (why: string) => (why === '' ? '' : `: ${why}`);
  if (sub.kind === 'paused') return `paused by ${sub.who}${because(sub.why)}`;
  if (sub.kind === 'awaiting_approval') return 'waits for an approval';
  if (sub.kind === 'running') return '';
  return [
    `rolled back from ${sub.from} at ${formatClock(sub.at)} by ${sub.who}${because(sub.why)}`,
    ...sub.evidence.map((line) => `  ${line}`),
  ].join('\n');
}

function gateLines({ gates }: RolloutView): string[] {
  const rows = gates.map(({ verdict, label, shown, missing, dryRun }) => [
    `  ${GLYPHS[verdict]} ${label}${dryRun ? ' (dry run)' : ''}`,
    shown,
    missing,
  ]);
  return columns(rows);
}
