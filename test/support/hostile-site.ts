import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { playing } from './agents.ts';
import { canaries, hostileText, INJECTIONS, NO_UTF8 } from './hostile.ts';
import { Program, type Run, run, temporaryFolder } from './program.ts';
import { startTmuxServer, type TestServer, until } from './tmux-server.ts';

const LINE_BYTES = 1024 * 1024;
const one = (name: keyof typeof INJECTIONS): string => INJECTIONS[name]!;

/** A place where everything that others may name or print is hostile: panes, titles, names, arguments, files. */
export interface HostileSite {
  /** Where the cockpit is started; its own name is hostile too. */
  path: string;
  flagsPath: string;
  /** All injections and canaries: in the flags file under a key and as a value, in titles and arguments. */
  text: string;
  server: TestServer;
  /** For whatever is started there. */
  env: Record<string, string>;
  run(...args: string[]): Promise<Run>;
  program(args: string[], options?: { engine?: 'own' | 'server'; entry?: string }): Program;
  /** Files that only a text that was run can have made. */
  ran(): Promise<string[]>;
  close(): Promise<void>;
}

/** An agent of the config folder whose rule takes up what the pane shows, and whose own name is hostile. */
function customAgent(): object {
  const rule = { priority: 900, seen: `x ${one('bidi controls')}` };
  return {
    agent: 'mender',
    name: 'Mender pwname',
    find: { commands: ['mender'] },
    layout: { prompt: '^❯ ?', footer: 1 },
    rules: [
      {
        id: 'mender.waiting',
        state: 'waiting',
        detail: 'question',
        region: 'screen',
        any: ['^.*pwclip.*$'],
        ...rule,
      },
    ],
  };
}

/** Opens a window whose pane prints these bytes and then runs as an agent, with hostile arguments. */
async function openPane(
  site: Opening,
  session: string,
  bytes: Buffer,
  then: string,
  name: string,
): Promise<string> {
  const file = join(site.plain, `pane-${site.panes++}`);
  await writeFile(file, bytes);
  const command = `cat ${file}; ${then}`;
  const target = await site.server.run(
    ...['new-window', '-d', '-t', session, '-n', literal(name), '-P', '-F', '#{pane_id}', command],
  );
  return target.trim();
}

interface Opening {
  server: TestServer;
  plain: string;
  panes: number;
}

/** What a pane prints before its agent's screen: each injection, each canary, no UTF-8, and a line of a megabyte. */
function flood(folder: string): Buffer {
  const lines = [...Object.values(INJECTIONS), ...canaries(folder)].map((text) => Buffer.from(`${text}\r\n`));
  return Buffer.concat([
    ...lines,
    NO_UTF8,
    Buffer.from('\r\n'),
    Buffer.alloc(LINE_BYTES, 'long \u001b[31mline '),
    Buffer.from('\u001b[0m\r\n'),
  ]);
}

/** An agent's screen with a hostile reply in it: one injection a line. */
function reply(folder: string): Buffer {
  const lines = [...Object.values(INJECTIONS), ...canaries(folder)];
  const prompt = ['', '─'.repeat(100), '❯ ', '─'.repeat(100), '  ? for shortcuts'];
  return Buffer.concat([
    Buffer.from(
      `\u001b[2J\u001b[H● The log says:\r\n${lines.map((line) => `  ${line}\u001b[0m\r\n`).join('')}  `,
    ),
    NO_UTF8,
    Buffer.from(`\r\n${prompt.join('\r\n')}`),
  ]);
}

/** Makes such a place; its agents are called by their names, so that both monitors find them. */
export async function openHostileSite(): Promise<HostileSite> {
  const { path: plain, remove } = await temporaryFolder();
  const text = hostileText(plain);
  // The name of a file may hold anything but a slash.
  const path = join(
    plain,
    `team ${one('the clipboard (OSC 52)')}${one('bidi controls')} $(touch ran-folder)`,
  );
  const flagsPath = join(path, '.tmux_orchestrator', 'feature_flags.json');
  const config = join(plain, 'config', 'cutover');
  await mkdir(join(path, '.tmux_orchestrator'), { recursive: true });
  await mkdir(join(config, 'agents'), { recursive: true });
  const flags = { [`site ${text}`]: text, default_strategy: text, rollout_stage: 'disabled' };
  await writeFile(flagsPath, `${JSON.stringify(flags, null, 2)}\n`);
  await writeFile(join(config, 'agents', 'mender.json'), JSON.stringify(customAgent()));
  await writeFile(
    join(config, 'agents', `broken ${one('a title (OSC 2)')}\u202e.json`),
    `{"agent": "${text}`,
  );
  const toFile = { command: ['sh', '-c', 'cat >> "$1"', 'sh', join(plain, 'told')] };
  const notices = [toFile, 'tmux-message'].map((to) => ({
    on: ['waiting', 'stage', 'alert'],
    to,
    debounce: '1s',
  }));
  await writeFile(join(config, 'config.json'), JSON.stringify({ notices }));

  const server = await startTmuxServer({ cols: 130, rows: 48 });
  const site = { server, plain, panes: 0 };
  const agent = (name: string) =>
    `exec bash -c 'exec -a ${name} bash -c "sleep 1000; true" "$@"' x ${shell(text)}`;
  const first = await openPane(
    site,
    'main:',
    Buffer.concat([flood(plain), reply(plain)]),
    agent('claude'),
    `w${canaries(plain)[2]} ${one('bidi controls')}${one('C1 as UTF-8')}`,
  );
  const scene = await playing(plain, 'claude.plan');
  await openPane(site, 'main:', flood(plain), scene, 'claude-qa');
  const session = `pws$(touch ${plain}/ran-session)#(touch ${plain}/ran-name)${one('bidi controls')}${one('zero-width characters')}`;
  await server.run('new-session', '-d', '-s', literal(session), '-x', '130', '-y', '48', 'cat');
  const ids = (await server.run('list-sessions', '-F', '#{session_id}')).trim().split('\n');
  const second = await openPane(site, `${ids.at(-1)}:`, reply(plain), agent('mender'), 'mender');
  await openPane(site, `${ids.at(-1)}:`, flood(plain), agent('codex'), text);
  for (const pane of [first, second]) {
    await until('the screen', async () =>
      (await server.run('capture-pane', '-p', '-t', pane)).includes('shortcuts'),
    );
    await server.run('select-pane', '-t', pane, '-T', literal(text));
  }

  const programs: Program[] = [];
  const env = { XDG_CONFIG_HOME: join(plain, 'config'), XDG_RUNTIME_DIR: join(plain, 'run'), HOME: plain };
  return {
    path,
    flagsPath,
    text,
    server,
    env,
    run: (...args) => run(args, { cwd: path, env }),
    program(args, { engine = 'server', entry } = {}) {
      const started = new Program(args, {
        cols: 150,
        rows: 48,
        cwd: path,
        env,
        engine,
        ...(entry !== undefined && { entry }),
      });
      programs.push(started);
      return started;
    },
    async ran() {
      const names = await Promise.all(
        [plain, path, join(plain, 'run', 'cutover')].map((one) => readdir(one).catch(() => [])),
      );
      return names.flat().filter((name) => name.startsWith('ran-'));
    },
    async close() {
      for (const program of programs) await program.close();
      await run(['kill-server', '-L', server.name], { cwd: path, env });
      await server.kill();
      await remove();
    },
  };
}

/** As a name for tmux, which expands what it is given: what its own formats would run is not what is looked for. */
function literal(text: string): string {
  return text.replaceAll('#', '##');
}

/** As a word of a shell. */
function shell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Every file in these folders, or the file itself, with what it holds. */
export async function filesOf(...places: string[]): Promise<Map<string, Buffer>> {
  const paths: string[] = [];
  for (const place of places) {
    if ((await stat(place)).isFile()) paths.push(place);
    else
      for (const entry of await readdir(place, { recursive: true, withFileTypes: true }))
        if (entry.isFile()) paths.push(join(entry.parentPath, entry.name));
  }
  return new Map(await Promise.all(paths.map(async (path) => [path, await readFile(path)] as const)));
}
