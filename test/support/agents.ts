import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseRecording } from '../../src/detect/recording.ts';
import type { TestServer } from './tmux-server.ts';

const SCENES = new URL('../../fixtures/demo/scenes.jsonl', import.meta.url);
const frames = parseRecording(readFileSync(SCENES, 'utf8'), 'scenes.jsonl');

/**
 * A shell command for a pane that shows a recorded screen of a real agent and is called by the agent's name. The screen
 * stays until the pane is closed.
 */
export async function playing(folder: string, scene: string): Promise<string> {
  const frame = frames.find((one) => one.case === scene);
  if (frame === undefined) throw new Error(`no scene ${scene}`);
  const path = join(folder, `${scene}.screen`);
  const screen = (frame.ansi ?? frame.text).replace(/\n+$/, '').replaceAll('\n', '\r\n');
  // Once: a pane that is opened before may be reading it.
  const content = `\u001b]2;${frame.title.trimEnd()}\u0007${screen}`;
  await writeFile(path, content, { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  return `cat ${path}; exec bash -c 'exec -a ${scene.split('.')[0]} sleep 1000'`;
}

/** Opens a window in the server's session that shows a recorded screen. */
export async function openAgent(
  server: TestServer,
  folder: string,
  window: string,
  scene: string,
  session = 'main',
): Promise<void> {
  await server.run('new-window', '-d', '-t', `${session}:`, '-n', window, await playing(folder, scene));
}
