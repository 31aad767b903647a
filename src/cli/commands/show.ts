import { CutoverError, EXIT } from '../../core/errors.ts';
import type { AgentRow, Snapshot } from '../../core/snapshot.ts';
import { findConfig, findFlags } from '../../server/direct.ts';
import { agentText } from '../../ui/plain/agent.ts';
import type { PlainOptions } from '../../ui/plain/text.ts';
import { knownTargets, type PlainView, plainText } from '../../ui/plain/views.ts';
import { chooseTheme } from '../../ui/theme.ts';
import { type CommonOptions, serverOf } from '../options.ts';
import { print, printJson } from '../output.ts';
import { agentData, viewData } from '../show/json.ts';
import { openSource, originText, type Source } from '../show/source.ts';
import type { ShownView } from '../show/views.ts';

interface ShowOptions extends CommonOptions {
  json?: boolean;
  /** Cells of a line. */
  width?: number;
}

const DEFAULT_WIDTH = 100;

/** What is still known while no server runs: the others need a cycle. */
const SAVED: readonly ShownView[] = ['stage', 'events'];

/**
 * `cutover show VIEW`: what the cockpit shows, as text or as JSON, from the running server or from one cycle of its own.
 * Throws CutoverError when there is no such agent, or when only a server could know.
 */
export async function show(view: ShownView, target: string | undefined, options: ShowOptions): Promise<void> {
  if ((view === 'agent') !== (target !== undefined))
    throw new CutoverError(
      'usage',
      view === 'agent' ? 'which agent is not said' : `${view} takes no target`,
      view === 'agent' ? 'name its target: `cutover show agent SESSION:WINDOW.PANE`' : 'leave it out',
      EXIT.usage,
    );
  const where = {
    server: serverOf(options),
    flagsPath: findFlags(options.flags, process.env),
    configFolder: findConfig(options.config, process.env),
  };
  const source = await openSource(where, SAVED.includes(view) || view === 'health' ? 'saved' : 'cycle');
  try {
    if (view === 'health' && source.origin.kind !== 'server') throw nothingMeasured();
    if (view === 'agent') await showAgent(source, target ?? '', options);
    else await showView(source, view, options);
  } finally {
    await source.close();
  }
}

function plainOptions({ width }: ShowOptions): PlainOptions {
  const { ascii } = chooseTheme(process.env, { color: 'none' });
  return { width: width ?? process.stdout.columns ?? DEFAULT_WIDTH, ascii };
}

async function showView(source: Source, view: PlainView, options: ShowOptions): Promise<void> {
  const { snapshot, origin } = source;
  const past = await source.past(view);
  if (options.json === true) {
    printJson(viewData(view, snapshot, origin, past));
    return;
  }
  const now = Date.now();
  print(originText(origin, now), '', ...plainText(view, snapshot, now, plainOptions(options), past));
}

async function showAgent(source: Source, target: string, options: ShowOptions): Promise<void> {
  const { snapshot, origin } = source;
  const row = agentOf(snapshot, target);
  const detail = await source.agentDetail(row.id);
  if (options.json === true) {
    printJson(agentData(row, detail, snapshot, origin));
    return;
  }
  const now = Date.now();
  print(originText(origin, now), '', ...agentText(row, detail, snapshot, now, plainOptions(options)));
}

/** By target, by pane, or by window where that holds one agent. */
function agentOf(snapshot: Snapshot, target: string): AgentRow {
  const { rows } = snapshot;
  const inWindow = rows.filter((row) => row.target.startsWith(`${target}.`));
  const row =
    rows.find((one) => one.target === target || one.paneId === target) ??
    (inWindow.length === 1 ? inWindow[0] : undefined);
  if (row !== undefined) return row;
  const known = knownTargets(snapshot);
  throw new CutoverError(
    'no_agent',
    `there is no agent at ${target}`,
    known === '' ? 'there are none in this tmux server' : `there are ${known}`,
  );
}

function nothingMeasured(): CutoverError {
  return new CutoverError(
    'no_server',
    'health is measured over time by a cutover server, and none runs',
    'start one with `cutover server`; `cutover status` shows what was last saved',
  );
}
