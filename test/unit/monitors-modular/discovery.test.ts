import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { flagsSchema } from '../../../src/core/flags.ts';
import { createModularMonitor } from '../../../src/monitors/modular/monitor.ts';
import { createTmux } from '../../../src/tmux/reader.ts';
import { temporaryFolder } from '../../support/program.ts';
import { startTmuxServer, type TestServer, until } from '../../support/tmux-server.ts';
import { corpus } from '../detect/fixtures.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: TestServer;

beforeEach(async () => {
  folder = await temporaryFolder();
  server = await startTmuxServer({ cols: 200, rows: 50 });
});
afterEach(async () => {
  await server.kill();
  await folder.remove();
});

const screens = corpus('dev');
const textOf = (name: string): string => screens.get(name)!.at(-1)!.text.trimEnd();
const CLAUDE = 'claude-idle-after-a-short-answer-80x24';
const CODEX = 'codex-idle-after-user-interrupt-esc-80x24';

/** A script for node that shows a recorded screen and stays, at a path of an agent's. */
async function script(path: string, screen: string): Promise<string> {
  const file = join(folder.path, path);
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(
    file,
    `process.stdout.write(${JSON.stringify(screen.replaceAll('\n', '\r\n'))});setInterval(() => {}, 1e6);`,
  );
  await chmod(file, 0o755);
  return file;
}

describe('discovery on a real server', () => {
  it('finds the agents in split panes behind their wrappers, and takes nothing else for one', async () => {
    const log = join(folder.path, 'claude.log');
    await writeFile(log, `${textOf(CLAUDE)}\n`);
    const codex = await script('bin/codex', textOf(CODEX));
    const gemini = await script('node_modules/@google/gemini-cli/bundle/gemini.js', 'Gemini');
    const serving = await script('server.js', textOf(CLAUDE));
    const node = process.execPath;
    const split = (command: string) => server.run('split-window', '-d', '-t', 'main:1', command);
    await server.run('new-window', '-d', '-t', 'main:1', `tail -f ${log}`);
    await split(`${node} ${codex}`);
    await server.run('select-layout', '-t', 'main:1', 'tiled');
    await split(`bash -c '${node} ${gemini}; true'`);
    await server.run('select-layout', '-t', 'main:1', 'tiled');
    await split(`${node} ${serving}`);
    await server.run('select-layout', '-t', 'main:1', 'tiled');
    await split(`printf '\\033]2;✳ Fix it\\007'; exec bash -c 'exec -a 2.1.197 sleep 1000'`);
    await server.run('select-layout', '-t', 'main:1', 'tiled');
    await split(`cat ${log}; exec bash --norc`);

    await until('all panes to show what they show', async () => {
      const ids = (await server.run('list-panes', '-t', 'main:1', '-F', '#{pane_id}')).trim().split('\n');
      const shown = await Promise.all(ids.map((id) => server.run('capture-pane', '-p', '-t', id)));
      const count = (text: string) => shown.filter((screen) => screen.includes(text)).length;
      return count('? for shortcuts') === 3 && count('Ask Codex') === 1 && count('Gemini') === 1;
    });
    const monitor = createModularMonitor(createTmux(server.server));
    const found = await until('three agents', async () => {
      const report = await monitor.runCycle({
        tick: 0,
        now: () => Date.now(),
        sleep: async () => {},
        signal: new AbortController().signal,
        flags: flagsSchema.parse({}),
      });
      const kinds = report.observations.map((o) => [o.agent.target, o.agent.kind]);
      return kinds.length >= 3 && kinds;
    });
    expect(found).toHaveLength(3);
    // tmux puts each new pane right behind the one that was split, the first.
    const order = (
      await server.run('list-panes', '-t', 'main:1', '-F', '#{pane_index} #{pane_start_command}')
    )
      .trim()
      .split('\n');
    const targetOf = (part: string) => `main:1.${order.find((line) => line.includes(part))!.split(' ')[0]}`;
    expect(Object.fromEntries(found)).toEqual({
      [targetOf('bin/codex')]: 'codex',
      [targetOf('gemini.js')]: 'gemini',
      [targetOf('2.1.197')]: 'claude',
    });
  });
});
