import type { Divergence } from '../../core/divergence.ts';
import { EXIT, type ExitCode } from '../../core/errors.ts';
import { formatDuration } from '../../core/format.ts';
import { MONITOR_NAMES, type Observation, type Report } from '../../core/report.ts';
import { findConfig, findFlags, type Once, runOnce } from '../../server/direct.ts';
import { columns } from '../columns.ts';
import { type CommonOptions, serverOf } from '../options.ts';
import { print, printJson } from '../output.ts';
import { tellProblems } from '../rules.ts';

/** `cutover once`: one cycle of both monitors, compared. Exit code 3 when they differ in an open question. */
export async function once(options: CommonOptions & { json?: boolean }): Promise<ExitCode> {
  const abort = new AbortController();
  process.once('SIGINT', () => abort.abort());
  const result = await runOnce({
    server: serverOf(options),
    flagsPath: findFlags(options.flags, process.env),
    configFolder: findConfig(options.config, process.env),
    env: process.env,
    signal: abort.signal,
  });
  tellProblems(result.rules);
  if (options.json === true) printJson(asJson(result));
  else print(...asText(result));
  return result.open > 0 ? EXIT.differ : EXIT.ok;
}

function asJson(result: Once): unknown {
  const withoutScreens = ({ frames, ...rest }: Observation) => ({ ...rest, frames: frames.length });
  const report = (r: Report) => ({ ...r, observations: r.observations.map(withoutScreens) });
  const { legacy, modular } = result.reports;
  return { v: 1, ...result, reports: { legacy: report(legacy), modular: report(modular) } };
}

function asText(result: Once): string[] {
  const { reports } = result;
  const targets = new Map<string, string[]>();
  for (const name of MONITOR_NAMES) {
    for (const o of reports[name].observations) {
      const row = targets.get(o.agent.id) ?? [o.agent.target, '–', 'not seen', 'not seen', ''];
      if (name === 'modular') row[1] = o.agent.label ?? o.agent.kind ?? '–';
      row[name === 'legacy' ? 2 : 3] = o.detail === null ? o.state : `${o.state}: ${o.detail}`;
      targets.set(o.agent.id, row);
    }
  }
  for (const d of result.divergences) {
    const row = targets.get(d.agentId);
    if (row !== undefined) row[4] = `${d.cause}: ${d.why}`;
  }
  const rows = [...targets.values()].sort((a, b) => a[0]!.localeCompare(b[0]!, 'en', { numeric: true }));
  return [
    ...columns([['TARGET', 'AGENT', 'LEGACY', 'MODULAR', 'DIFFERS'], ...rows]),
    '',
    ...MONITOR_NAMES.map((name) => summary(reports[name])),
    `${count(result.divergences)}, ${result.open} open ${result.open === 1 ? 'signature' : 'signatures'}`,
  ];
}

function summary({ monitor, observations, durationMs, subprocesses, captures, error }: Report): string {
  const result = error === null ? `${observations.length} agents` : `failed: ${error.message}`;
  return `${monitor}: ${result} in ${formatDuration(durationMs)}, ${subprocesses} subprocesses, ${captures} captures`;
}

function count(divergences: readonly Divergence[]): string {
  return `${divergences.length} ${divergences.length === 1 ? 'difference' : 'differences'}`;
}
