import { EXIT, type ExitCode } from '../../core/errors.ts';
import { oneLine } from '../../core/text.ts';
import { findConfig, findFlags } from '../../server/direct.ts';
import { columns } from '../columns.ts';
import { examine } from '../doctor/checks.ts';
import type { Finding } from '../doctor/finding.ts';
import { gather } from '../doctor/gather.ts';
import { serverOf } from '../options.ts';
import { print, printJson } from '../output.ts';

interface DoctorOptions {
  socketName?: string;
  socketPath?: string;
  flags?: string;
  config?: string;
  json?: boolean;
}

/** `cutover doctor`: whether all that cutover needs is there, each with its mend. Exit code 1 when something fails. */
export async function doctor(options: DoctorOptions): Promise<ExitCode> {
  const findings = examine(
    await gather({
      server: serverOf(options),
      flagsPath: findFlags(options.flags, process.env),
      configFolder: findConfig(options.config, process.env),
      env: process.env,
    }),
  );
  const ok = findings.every(({ verdict }) => verdict !== 'fail');
  if (options.json === true) printJson({ v: 1, ok, checks: findings });
  else print(...lines(findings));
  return ok ? EXIT.ok : EXIT.error;
}

function lines(findings: readonly Finding[]): string[] {
  const rows = columns(findings.map(({ verdict, label, text }) => [verdict, label, oneLine(text)]));
  const counts = (['ok', 'warn', 'fail'] as const).map(
    (verdict) => `${findings.filter((finding) => finding.verdict === verdict).length} ${verdict}`,
  );
  return [
    ...findings.flatMap(({ mend }, i) => [
      rows[i]!,
      ...(mend === '' ? [] : [`      mend: ${oneLine(mend)}`]),
    ]),
    counts.join(', '),
  ];
}
