// Makes the pictures of the manual: drives the real program over its demo and draws what the terminal shows as SVG.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keyFor } from './film/keys.ts';
import { Player } from './film/player.ts';
import { svgOf } from './film/svg.ts';

const FOLDER = join(import.meta.dirname, '../docs/images');
const SIZE = { columns: 120, rows: 36 };
/** Health in full has more to tell than a usual screen holds. */
const HIGH_ROWS = 52;
/** Legacy looks at one agent a second, and its cycle has to end a few times. */
const PATIENCE_MS = 180_000;

/** Legacy has ended a cycle. */
const LEGACY_DONE = /P50[\s\S]*legacy +\d/;
/** The agent of the demo that is looked at: it waits for an answer, and is chosen. */
const WAITS = /shop:1\.0 .*◆ waiting/;
const CHOSEN = /▸.*shop:1\.0/;

const player = new Player(['demo', '--interval', '2'], SIZE);

async function take(name: string, title: string): Promise<void> {
  await player.still();
  writeFileSync(join(FOLDER, `${name}.svg`), svgOf(player.screen(), title));
  process.stdout.write(`${name}.svg\n`);
}

/** Goes back to the dashboard from wherever this is. */
async function back(from: 'agent' | 'differences' | 'dashboard'): Promise<void> {
  player.press(keyFor('back', from));
  await player.shows(/Agents \d[\s\S]*Stage/);
}

try {
  mkdirSync(FOLDER, { recursive: true });
  await player.shows(/Agents 6/, PATIENCE_MS);
  await player.shows(/ → .*(logic|missing in legacy)/, PATIENCE_MS);

  player.press(keyFor('focus.stage', 'dashboard'));
  await player.still();
  player.press(keyFor('move.down', 'dashboard'));
  await player.still();
  player.press(keyFor('stage.preview', 'dashboard'));
  await player.shows(/\+ +"rollout_stage": "canary"/);
  await take('stage', 'The dialog that shows what a step to the canary stage will write to the flags file');
  player.press(keyFor('stage.confirm', 'stage_dialog'));
  await player.shows(/CANARY 5%/);

  player.press(keyFor('focus.1', 'dashboard'));
  await player.shows(LEGACY_DONE, PATIENCE_MS);
  await player.shows(WAITS, PATIENCE_MS);
  await take('dashboard', 'The dashboard: agents, differences, health, stage and events');

  await player.shows(WAITS, PATIENCE_MS);
  await player.pressUntil(keyFor('next_waiting', 'dashboard'), CHOSEN);
  player.press(keyFor('open', 'dashboard'));
  await player.shows(/◀ (modular|both)/);
  await take(
    'agent',
    'One agent: its live screen, the verdicts of both monitors with their evidence, and its history',
  );
  await back('agent');

  player.press(keyFor('differences.open', 'dashboard'));
  await player.shows(/Legacy saw[\s\S]*example 1\/\d/);
  await take('differences', 'The differences by signature, with what each monitor saw side by side');
  await back('differences');

  player.press(keyFor('focus.3', 'dashboard'));
  await player.still();
  player.press(keyFor('zoom', 'dashboard'));
  player.resize(SIZE.columns, HIGH_ROWS);
  await player.shows(/Over 1 h[\s\S]*legacy +P50 \d/, PATIENCE_MS);
  await take(
    'health',
    'Health in full: each check with value, interval and bound, the percentiles, and both over time',
  );
  player.resize(SIZE.columns, SIZE.rows);
  player.press(keyFor('zoom', 'dashboard'));
  await player.shows(/Agents \d/);

  player.press(keyFor('rollback.ask', 'dashboard'));
  await player.shows(/canary 5 % {2}→ {2}disabled 0 %/);
  player.press(keyFor('rollback.confirm', 'rollback_dialog'));
  await player.shows(/legacy served cycle/, PATIENCE_MS);
  await take(
    'rollback',
    'A rollback with its proof: written, read back, and the first cycle that legacy served',
  );
  player.press(keyFor('cancel', 'message'));
  await player.shows(/DISABLED 0%/);
  player.press(keyFor('quit', 'dashboard'));
  process.exitCode = await player.ended();
} finally {
  await player.close();
}
