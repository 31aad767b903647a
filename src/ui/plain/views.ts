import type { EngineClient } from '../../core/client.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { foreign } from '../cells.ts';
import type { Size } from '../layout/areas.ts';
import { agentsView } from '../views/agents.ts';
import { differencesView } from '../views/differences.ts';
import { eventsView } from '../views/events.ts';
import { header } from '../views/header.ts';
import { healthView } from '../views/health.ts';
import type { Scene } from '../views/scene.ts';
import { signaturesView } from '../views/signatures.ts';
import { stageView } from '../views/stage.ts';
import { ENDLESS, NOTHING_PAST, type Past, plainScene } from './scene.ts';
import { INDENT, oneOf, type PlainOptions, paragraphs, plainLine, plainView, sentence } from './text.ts';

/** What can be read without the cockpit, beside a single agent. */
export const PLAIN_VIEWS = ['dashboard', 'agents', 'differences', 'health', 'stage', 'events'] as const;
export type PlainView = (typeof PLAIN_VIEWS)[number];

/** Of events so many are told on the dashboard. */
const NEWEST_EVENTS = 10;

const sizeOf = ({ width }: PlainOptions): Size => ({ columns: width - INDENT.length, rows: ENDLESS });

/** Where the rollout stands, in the two lines of the header. */
export function standingText(scene: Scene, options: PlainOptions): string[] {
  // A margin is for frames; a third line would say one of the problems, which are told in full.
  return header({ ...scene, problems: [] })
    .map((line) => plainLine(line, options).trim())
    .filter((line) => line !== '');
}

/** Everything that is wrong now, with its mend. */
export function problemsText({ problems }: Scene, options: PlainOptions): string[] {
  return problems.flatMap(({ tone, text, detail, mend }) => {
    const sign = tone === 'dim' ? '' : '! ';
    return sentence(`${sign}${[text, mend, detail].filter((part) => part !== '').join('; ')}`, options);
  });
}

function agents(scene: Scene, options: PlainOptions): string[] {
  return plainView(agentsView(scene, sizeOf(options), false), options);
}

function differences(scene: Scene, options: PlainOptions): string[] {
  return plainView(differencesView(scene, sizeOf(options), false), options);
}

/** The signatures in the order of the screen, each with its number. */
function signatures(scene: Scene, options: PlainOptions): string[] {
  if (scene.lists.signatures.length === 0) return [];
  const [title, headings, ...rows] = plainView(signaturesView(scene, sizeOf(options), false), options);
  const digits = String(rows.length).length;
  const numbered = rows.map((row, i) =>
    oneOf(`${String(i + 1).padStart(digits + 1)} ${row.trim()}`, options),
  );
  const heading = ' '.repeat(digits + 2) + (headings ?? '').trim();
  return [title ?? '', oneOf(heading, options), ...numbered];
}

function health(scene: Scene, options: PlainOptions): string[] {
  const { checks, percentiles } = scene.snapshot.health;
  if (checks.length === 0 && percentiles.modular.n === 0)
    return ['Health', '  Nothing measured yet: that takes a running server.'];
  return plainView(healthView(scene, sizeOf(options), false), options);
}

function stage(scene: Scene, options: PlainOptions): string[] {
  return plainView(stageView(scene, sizeOf(options), false, false), options);
}

function events(scene: Scene, options: PlainOptions, most = Number.POSITIVE_INFINITY): string[] {
  const { lists } = scene;
  const shown = { ...scene, lists: { ...lists, events: lists.events.slice(0, most) } };
  return plainView(eventsView(shown, sizeOf(options), false), options);
}

/**
 * A view of the cockpit as text: the same words as on the screen, without frames, colours, cursor and drawings, and all of
 * it. `now`: ms since the epoch, on the engine's clock; `past`: see pastOf.
 */
export function plainText(
  view: PlainView,
  snapshot: Snapshot,
  now: number,
  options: PlainOptions,
  past?: Past,
): string[] {
  const scene = plainScene(snapshot, now, options.width, past);
  switch (view) {
    case 'dashboard':
      return paragraphs(
        standingText(scene, options),
        problemsText(scene, options),
        agents(scene, options),
        differences(scene, options),
        health(scene, options),
        stage(scene, options),
        events(scene, options, NEWEST_EVENTS),
      );
    case 'agents':
      return agents(scene, options);
    case 'differences':
      return paragraphs(differences(scene, options), signatures(scene, options));
    case 'health':
      return health(scene, options);
    case 'stage':
      return paragraphs(standingText(scene, options).slice(1), stage(scene, options));
    case 'events':
      return events(scene, options);
  }
}

/** What was before now, where a view shows it; so far as the engine keeps it. Throws CutoverError when it cannot say. */
export async function pastOf(
  view: PlainView,
  client: Pick<EngineClient, 'healthHistory' | 'stageHistory'>,
): Promise<Past> {
  if (view === 'health') return { ...NOTHING_PAST, health: await client.healthHistory('day') };
  return view === 'stage' ? { ...NOTHING_PAST, stages: await client.stageHistory() } : NOTHING_PAST;
}

/** How a target is named where it is not found: with those there are. */
export function knownTargets(snapshot: Snapshot): string {
  return snapshot.rows.map((row) => foreign(row.target)).join(', ');
}
