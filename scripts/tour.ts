// Records the tour of a minute: drives the real program over its demo at a human pace, and writes an asciicast.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { castOf, type Marker, type Stretch } from './film/cast.ts';
import { keyFor } from './film/keys.ts';
import { Player } from './film/player.ts';

const FILE = join(import.meta.dirname, '../docs/tour.cast');
const SIZE = { columns: 110, rows: 32 };
/** Nobody watches a program wait: longer waits are played in this time. */
const LONGEST_WAIT_MS = 1200;
const PATIENCE_MS = 180_000;

const player = new Player(['demo', '--interval', '2'], SIZE);
const stretches: Stretch[] = [];
const markers: Marker[] = [];

/** Waits for something, in no more time than a viewer has. */
async function until(pattern: RegExp): Promise<void> {
  const from = player.now();
  await player.shows(pattern, PATIENCE_MS);
  const to = player.now();
  if (to - from > LONGEST_WAIT_MS) stretches.push({ from, to, lasts: LONGEST_WAIT_MS });
}

/** Time to read what is on the screen. */
const read = (seconds: number): Promise<void> => after(seconds * 1000);

function chapter(label: string): void {
  markers.push({ at: player.now(), label });
}

try {
  chapter('Every agent, as both monitors see it');
  await until(/P50[\s\S]*legacy +\d/);
  await until(/ → .*(logic|missing in legacy)/);
  await read(5);

  chapter('The agent that waits');
  player.press(keyFor('next_waiting', 'dashboard'));
  await read(1.5);
  player.press(keyFor('open', 'dashboard'));
  await until(/◀ (modular|both)/);
  await read(5);
  player.press(keyFor('explain', 'agent'));
  await until(/Why modular says so/);
  await read(3.5);
  player.press(keyFor('cancel', 'help'));
  await read(1);

  chapter('Who is right?');
  player.press(keyFor('differences.open', 'agent'));
  await until(/Legacy saw[\s\S]*example 1\/\d/);
  await read(4.5);
  player.press(keyFor('judge.modular', 'differences'));
  await until(/modular right/);
  await read(3);
  player.press(keyFor('back', 'differences'));
  await read(1);
  player.press(keyFor('back', 'agent'));
  await until(/Agents \d/);
  await read(1.5);

  chapter('One step forward');
  player.press(keyFor('focus.stage', 'dashboard'));
  await read(1.5);
  player.press(keyFor('move.down', 'dashboard'));
  await read(1);
  player.press(keyFor('stage.preview', 'dashboard'));
  await until(/\+ +"rollout_stage": "canary"/);
  await read(5);
  player.press(keyFor('stage.confirm', 'stage_dialog'));
  await until(/CANARY 5%/);
  await read(3);
  player.press(keyFor('zoom', 'dashboard'));
  await read(4.5);
  player.press(keyFor('zoom', 'dashboard'));
  await read(1);

  chapter('And back, at one key');
  player.press(keyFor('rollback.ask', 'dashboard'));
  await until(/canary 5 % {2}→ {2}disabled 0 %/);
  await read(3);
  player.press(keyFor('rollback.confirm', 'rollback_dialog'));
  await until(/legacy served cycle/);
  await read(4.5);
  player.press(keyFor('cancel', 'message'));
  await until(/DISABLED 0%/);
  await read(2);
  player.press(keyFor('quit', 'dashboard'));
  const from = player.now();
  const code = await player.ended();
  stretches.push({ from, to: player.now(), lasts: Math.min(500, player.now() - from) });
  if (code !== 0) throw new Error(`the demo ended with ${code}`);
  const cast = castOf(player.written, {
    ...SIZE,
    title: 'cutover: a tour of a minute',
    stretches,
    markers,
    endsAt: player.now() + 1000,
  });
  writeFileSync(FILE, cast);
  const [last] = JSON.parse(cast.trimEnd().split('\n').at(-1) as string) as [number];
  process.stdout.write(`docs/tour.cast: ${last.toFixed(1)} s, ${Math.round(cast.length / 1024)} KB\n`);
} finally {
  await player.close();
}
