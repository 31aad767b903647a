import { describeProblem } from '../../core/flags-problem.ts';
import { formatDuration } from '../../core/format.ts';
import { describeAgentProblem } from '../../core/rules-state.ts';
import { isTooOld } from '../../core/tmux-failure.ts';
import { acting } from './acting.ts';
import type { Facts } from './facts.ts';
import { type Finding, finder } from './finding.ts';

type Check = (facts: Facts) => Finding[];

const NEEDED_NODE = [22, 13] as const;
/** The smallest screen that the cockpit is drawn for: a popup in a terminal of 80×24. */
const SMALLEST = { columns: 74, rows: 19 };
const MEGABYTE = 1024 * 1024;
/** A journal of a rollout takes some megabytes a day. */
const SCARCE_BYTES = 200 * MEGABYTE;
const FULL_BYTES = 5 * MEGABYTE;

const CHECKS: readonly Check[] = [
  node,
  tmux,
  server,
  locale,
  terminal,
  flagsFile,
  environment,
  settings,
  acting,
  agents,
  rights,
  disk,
  journal,
  engine,
];

/** What all checks find, in the order in which they are to be read. */
export function examine(facts: Facts): Finding[] {
  return CHECKS.flatMap((check) => check(facts));
}

function node(facts: Facts): Finding[] {
  const { ok, fail } = finder('node', 'Node');
  const [major = 0, minor = 0] = facts.node.split('.').map(Number);
  const enough = major > NEEDED_NODE[0] || (major === NEEDED_NODE[0] && minor >= NEEDED_NODE[1]);
  return [enough ? ok(facts.node) : fail(facts.node, `install Node ${NEEDED_NODE.join('.')} or newer`)];
}

function tmux(facts: Facts): Finding[] {
  const { ok, fail } = finder('tmux', 'tmux');
  if (facts.tmux === null) return [fail('not found on the PATH', 'install tmux 3.2 or newer')];
  if (isTooOld(facts.tmux)) return [fail(`${facts.tmux} is too old`, 'install tmux 3.2 or newer')];
  return [ok(facts.tmux)];
}

function server({ server: look, tmux: client }: Facts): Finding[] {
  const { ok, warn, fail } = finder('server', 'tmux server');
  const { label, version, panes, readMs, problem } = look;
  if (problem !== null) return [fail(`${label}: ${problem.message}`, problem.mend)];
  const read = `${label}: ${panes} ${panes === 1 ? 'pane' : 'panes'}, read in ${formatDuration(readMs)}`;
  if (client !== null && version !== null && client !== version)
    return [
      warn(
        `${read}; the server is ${version}, the tmux on the PATH ${client}`,
        'end and start the server when its work allows it: the two may not understand each other',
      ),
    ];
  return [ok(read)];
}

function locale(facts: Facts): Finding[] {
  const { ok, warn } = finder('locale', 'locale');
  if (facts.locale === '') return [warn('not set', 'set LANG to one with UTF-8, such as C.UTF-8')];
  if (/utf-?8/i.test(facts.locale)) return [ok(facts.locale)];
  return [warn(`${facts.locale}: signs are shown in ASCII`, 'set LANG to one with UTF-8, such as C.UTF-8')];
}

function terminal({ terminal: found }: Facts): Finding[] {
  const { ok, warn } = finder('terminal', 'terminal');
  const { interactive, term, columns, rows, colourBits, noColor } = found;
  if (!interactive) return [warn('none here', 'the cockpit needs one: run it in a terminal')];
  if (term === '' || term === 'dumb')
    return [warn(`TERM is ${term === '' ? 'not set' : term}`, 'set TERM to what the terminal is')];
  const colours = noColor
    ? 'no colours, by NO_COLOR'
    : colourBits <= 1
      ? 'no colours'
      : `${2 ** colourBits} colours`;
  const text = `${term}, ${columns}×${rows}, ${colours}`;
  if (columns < SMALLEST.columns || rows < SMALLEST.rows)
    return [warn(text, `make it ${SMALLEST.columns}×${SMALLEST.rows} or larger`)];
  return [ok(text)];
}

function flagsFile({ flags }: Facts): Finding[] {
  const { ok, warn, fail } = finder('flags', 'flags file');
  const { path, status, problem, contradiction, effective } = flags;
  if (status === 'rejected' && problem !== null) return [fail(describeProblem(problem), problem.mend)];
  if (status === 'missing')
    return [
      warn(
        `${path} is not there: the defaults hold, legacy alone`,
        'name it with --flags, or let `cutover stage set` write it',
      ),
    ];
  const stage = `${effective.rollout_stage} ${effective.rollout_percentage} %`;
  if (contradiction !== null)
    return [warn(`${path}: ${contradiction}`, 'set the stage once: that writes all that belongs to it')];
  return [ok(`${path}: ${stage}`)];
}

function environment({ flags }: Facts): Finding[] {
  const { ok, warn } = finder('environment', 'environment');
  const { problem, status, overrides } = flags;
  const findings = overrides.map(({ variable, value, effect }) =>
    warn(`${variable}=${value}: ${effect}`, 'unset it, if it is not meant'),
  );
  if (status !== 'rejected' && problem !== null) findings.push(warn(describeProblem(problem), problem.mend));
  return findings.length > 0 ? findings : [ok('overrides no flag, no kill switch')];
}

function settings({ config }: Facts): Finding[] {
  const { ok, fail } = finder('config', 'config.json');
  const { folder, problems, trouble } = config;
  if (trouble !== null) return [fail(trouble.message, trouble.mend)];
  if (problems === null) return [ok(`none in ${folder}: the defaults hold`)];
  if (problems.length === 0) return [ok(`in ${folder}`)];
  return problems.map((problem) => fail(describeAgentProblem(problem), problem.mend));
}

function agents({ config }: Facts): Finding[] {
  const { ok, warn } = finder('agents', 'custom agents');
  const { custom, problems } = config.agents;
  if (problems.length > 0)
    return problems.map((problem) => warn(describeAgentProblem(problem), problem.mend));
  return [ok(custom.length === 0 ? 'none' : custom.join(', '))];
}

function rights({ rights: found }: Facts): Finding[] {
  const { ok, warn, fail } = finder('rights', 'rights');
  const { folder, exists, folderWritable, fileReadable } = found;
  if (!folderWritable)
    return [
      fail(
        `${folder} cannot be written${exists ? '' : ', nor made'}: no stage, no rollback`,
        'give this user the right to write in it',
      ),
    ];
  if (!exists) return [warn(`${folder} is not there yet`, 'the first write makes it')];
  if (!fileReadable) return [fail(`the flags file in ${folder} cannot be read`, 'give this user the right')];
  return [ok(`${folder} can be written`)];
}

function disk({ disk: found }: Facts): Finding[] {
  const { ok, warn, fail } = finder('disk', 'disk');
  if (found === null) return [warn('does not say how much is free', 'see `df` for it')];
  const { freeBytes, freeFiles } = found;
  const free = `${Math.floor(freeBytes / MEGABYTE).toLocaleString('en')} MB free`;
  if (freeBytes < FULL_BYTES) return [fail(free, 'make room: flags and journal cannot be written')];
  if (freeFiles === 0)
    return [fail('it takes no more files', 'remove some: flags and journal cannot be written')];
  if (freeBytes < SCARCE_BYTES) return [warn(free, 'make room for the journal')];
  return [ok(free)];
}

function journal({ rollout }: Facts): Finding[] {
  const { ok, fail } = finder('journal', 'journal');
  const { trouble, savedAt, journal: path } = rollout;
  if (trouble !== null) return [fail(trouble.message, trouble.mend)];
  return [ok(savedAt === null ? `${path}: nothing measured yet` : path)];
}

function engine({ engine: found, rollout }: Facts): Finding[] {
  const { ok, warn } = finder('engine', 'engine');
  const { decides } = rollout;
  const pid = (one: number | null) => (one === null ? '' : ` (pid ${one})`);
  if (found.trouble !== null) return [warn(found.trouble.message, found.trouble.mend)];
  const server = found.pid === null ? 'no server runs' : `a server runs${pid(found.pid)}`;
  if (decides === null) return [ok(`${server}; nobody decides now`)];
  if (decides.pid !== null && decides.pid === found.pid) return [ok(`${server}, and decides`)];
  return [ok(`${server}; another cutover decides${pid(decides.pid)}`)];
}
