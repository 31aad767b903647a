import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseRecording } from '../../src/detect/recording.ts';
import { type TestServer, until } from './tmux-server.ts';

const SCENES = new URL('../../fixtures/demo/scenes.jsonl', import.meta.url);
const frames = parseRecording(readFileSync(SCENES, 'utf8'), 'scenes.jsonl');

/** A pane of an agent called `claude` whose screen a test changes. */
export interface ChangingPane {
  /** Shows a recorded screen; resolves when tmux has drawn it. */
  show(scene: string): Promise<void>;
  /** Ends the agent's process; the pane stays. */
  end(): Promise<void>;
}

/** Opens a window whose process reads names of screens from its terminal and shows them. */
export async function openChangingPane(
  server: TestServer,
  folder: string,
  window: string,
): Promise<ChangingPane> {
  const script = join(folder, `${window}.sh`);
  await writeFile(script, 'stty -echo\nwhile read -r screen; do cat "$screen"; done\n');
  const target = (
    await server.run('new-window', '-d', '-P', '-F', '#{pane_id}', '-t', 'main:', '-n', window)
  ).trim();
  await server.run('set-option', '-w', '-t', target, 'remain-on-exit', 'on');
  await server.run('respawn-pane', '-k', '-t', target, `exec bash -c 'exec -a claude bash ${script}'`);
  await until('the agent to run', async () => {
    const command = await server.run('display-message', '-p', '-t', target, '#{pane_current_command}');
    return command.trim() === 'claude';
  });
  return {
    async show(scene) {
      const frame = frames.find((one) => one.case === scene);
      if (frame === undefined) throw new Error(`no scene ${scene}`);
      const path = join(folder, `${scene}.screen`);
      const lines = (frame.ansi ?? frame.text).replace(/\n+$/, '').replaceAll('\n', '\r\n');
      const [x, y] = frame.cursor;
      await writeFile(
        path,
        `\u001b[2J\u001b[H${lines}\u001b[${y + 1};${x + 1}H\u001b]2;${frame.title.trimEnd()}\u0007`,
      );
      await server.run('send-keys', '-t', target, '-l', `${path}\n`);
      await until(`${scene} to be drawn`, async () => {
        const drawn = await server.run('capture-pane', '-p', '-t', target);
        const title = await server.run('display-message', '-p', '-t', target, '#{pane_title}');
        return drawn.trimEnd() === frame.text.trimEnd() && title.trim() === frame.title.trim();
      });
    },
    async end() {
      const pid = await server.run('display-message', '-p', '-t', target, '#{pane_pid}');
      process.kill(Number(pid), 'SIGKILL');
      await until('the end of the agent', async () => {
        return (await server.run('display-message', '-p', '-t', target, '#{pane_dead}')).trim() === '1';
      });
    },
  };
}
