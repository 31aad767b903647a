import { CutoverError, EXIT } from '../../core/errors.ts';
import { formatAge, formatCount } from '../../core/format.ts';
import { oneLine } from '../../core/text.ts';
import {
  findConfig,
  findFlags,
  readScenario,
  type SimulationResult,
  simulate,
  type WhatIf,
  whatIfOf,
} from '../../server/direct.ts';
import { columns } from '../columns.ts';
import { print, printJson } from '../output.ts';

interface SimulateOptions {
  flags?: string;
  config?: string;
  journal?: string;
  whatIf: string[];
  json?: boolean;
}

/** `cutover simulate SCENARIO`: a rollout on a virtual clock; with `--what-if` the evidence of the real one, judged again. */
export async function simulateCommand(file: string | undefined, options: SimulateOptions): Promise<void> {
  if (options.whatIf.length > 0) {
    if (file !== undefined)
      throw new CutoverError(
        'usage',
        '--what-if judges the real journal',
        'leave the scenario out',
        EXIT.usage,
      );
    const result = await whatIfOf(
      findFlags(options.flags, process.env),
      findConfig(options.config, process.env),
      options.whatIf,
    );
    if (options.json === true) printJson({ v: 1, ...result });
    else print(...whatIfLines(result));
    return;
  }
  if (file === undefined)
    throw new CutoverError('usage', 'there is no scenario', 'name a file, or give --what-if', EXIT.usage);
  const result = await simulate(await readScenario(file), options.journal);
  if (options.json === true) printJson({ v: 1, ...result });
  else print(...resultLines(result));
}

const GLYPHS = { pass: '✓', inconclusive: '…', error: '!', fail: '✗' } as const;

function resultLines({ name, ticks, timeline, stages, view }: SimulationResult): string[] {
  return [
    `${oneLine(name)}: ${formatCount(ticks)} ticks`,
    '',
    ...timeline.map(({ after, text }) => `${formatAge(after).padStart(7)}  ${text}`),
    '',
    'stages',
    ...stages.map(({ after, stage, by }) => `${formatAge(after).padStart(7)}  ${stage}, by ${by}`),
    '',
    'at the end',
    ...columns(
      view.gates.map((gate) => [`  ${GLYPHS[gate.verdict]} ${gate.label}`, gate.shown, gate.missing]),
    ),
    `  ${view.outcome.reason}`,
  ];
}

function whatIfLines({ changes, from, to, ticks, verdict, checks }: WhatIf): string[] {
  const named = Object.entries(changes).map(([name, value]) => `${name}=${value}`);
  const span =
    from === null || to === null ? 'no evidence yet' : `${formatAge(to - from)}, ${formatCount(ticks)} ticks`;
  const said = ({ check, failedAt }: WhatIf['checks'][number]['held']) =>
    `${GLYPHS[check.verdict]} ${check.shown.value} ${check.shown.interval} (${check.shown.bound})${
      failedAt === null || from === null ? '' : `, failed after ${formatAge(failedAt - from)}`
    }`.replace('  ', ' ');
  return [
    `the evidence of the stage (${span}), with ${named.join(', ')}`,
    '',
    ...columns([
      ['CHECK', 'AS IT IS', 'WHAT IF'],
      ...checks.map(({ held, whatIf }) => [held.check.label, said(held), said(whatIf)]),
      ['all', verdict.held, verdict.whatIf],
    ]),
  ];
}
