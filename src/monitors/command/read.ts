import { messageOf } from '../../core/errors.ts';
import { saidOf } from '../../core/json-file.ts';
import type { CommandRun } from '../../core/operator-command.ts';
import type { MonitorFailure, Report } from '../../core/report.ts';
import { reportSchema } from '../../core/report-schema.ts';
import { oneLine } from '../../core/text.ts';

const MANUAL = '`cutover config schema report` says what a report may say';
const DAY_MS = 24 * 3_600_000;
/** Clocks that are read one after the other may differ by this much, in ms. */
const CLOCK_SLACK_MS = 1000;
/** As much of the value of a field as is shown. */
const MOST_WORDS = 200;

type Read = { ok: true; report: Report } | { ok: false; error: MonitorFailure };

/**
 * The report that a run of an external monitor printed, or what the cycle failed by: `timeout` when it took too long,
 * `crash` when a signal ended it, `exception` for all else, in words that name the field and end with what the command
 * last said on standard error. `now`: ms since the epoch.
 */
export function reportOf(
  run: CommandRun,
  limits: { timeoutMs: number; mostBytes: number },
  now: number,
): Read {
  const failed = (kind: MonitorFailure['kind'], message: string, mend: string): Read => {
    const said = run.stderrEnd === '' ? '' : `; it said: ${run.stderrEnd}`;
    return { ok: false, error: { kind, message: oneLine(`${message}${said}`), mend } };
  };
  const { end } = run;
  const retried = 'run the command by hand; the next cycle tries again';
  switch (end.how) {
    case 'not_started':
      return failed(
        'exception',
        `the command could not be started: ${end.reason}`,
        'correct it in config.json',
      );
    case 'timeout':
      return failed(
        'timeout',
        `the command took longer than ${limits.timeoutMs / 1000} s`,
        'make it faster, or set its timeout in config.json',
      );
    case 'oversize':
      return failed(
        'exception',
        `the command printed more than ${limits.mostBytes / 1024 / 1024} MB`,
        'leave frames out of its report',
      );
    case 'signal':
      return failed('crash', `the command was ended by ${end.signal}`, retried);
    case 'aborted':
      return failed('exception', 'the command was ended because the cycle was', retried);
    case 'exit':
      if (end.code !== 0) return failed('exception', `the command ended with exit code ${end.code}`, retried);
  }
  const read = parse(run.stdout);
  const fault = 'fault' in read ? read.fault : faultOf(read.report, now);
  if (fault !== null) return failed('exception', `the command's report: ${fault}`, MANUAL);
  const { report } = read as { report: Report };
  return { ok: true, report: report.error === null ? report : { ...report, observations: [], wanted: [] } };
}

function parse(text: string): { report: Report } | { fault: string } {
  if (text.trim() === '') return { fault: 'is empty' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { fault: `is no JSON: ${oneLine(messageOf(error)).slice(0, MOST_WORDS)}` };
  }
  const parsed = reportSchema.safeParse(value);
  if (parsed.success) return { report: parsed.data };
  const { issues } = parsed.error;
  const { at, message, mend } = saidOf(issues[0]!, value, '');
  const more = issues.length === 1 ? '' : ` (and ${issues.length - 1} more)`;
  const words = [`${at.join('.') || 'it'}: ${message}`, mend].filter(Boolean).join('; ');
  return { fault: `${words.slice(0, MOST_WORDS)}${more}` };
}

/** What the schema cannot see: times that lie elsewhere, and agents that are named twice. */
function faultOf({ observations }: Report, now: number): string | null {
  const seen = new Set<string>();
  for (const [i, { at, agent, frames }] of observations.entries()) {
    const times: [string, number][] = [
      ['at', at],
      ...frames.map((f, j): [string, number] => [`frames.${j}.t`, f.t]),
    ];
    for (const [field, time] of times) {
      if (time > now + CLOCK_SLACK_MS) return `observations.${i}.${field}: lies in the future`;
      if (time < now - DAY_MS)
        return `observations.${i}.${field}: is older than a day; write milliseconds since the epoch`;
    }
    if (seen.has(agent.id)) return `observations.${i}.agent: ${agent.paneId} is named twice`;
    seen.add(agent.id);
  }
  return null;
}
