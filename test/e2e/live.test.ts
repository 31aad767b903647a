import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openAgent } from '../support/agents.ts';
import { Program, temporaryFolder } from '../support/program.ts';
import { startTmuxServer, type TestServer, until } from '../support/tmux-server.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: TestServer;
const programs: Program[] = [];

beforeEach(async () => {
  folder = await temporaryFolder();
  await mkdir(join(folder.path, '.tmux_orchestrator'));
  await writeFile(join(folder.path, '.tmux_orchestrator', 'feature_flags.json'), '{}\n');
  server = await startTmuxServer({ cols: 110, rows: 34 });
  await openAgent(server, folder.path, 'dev', 'claude.idle');
  // An agent by its name that writes down what is typed to it.
  const typed = join(folder.path, 'typed');
  const inner = `stty -echo; printf 'ready for it\\r\\n❯ \\r\\n'; while read -r line; do echo "$line" >> ${typed}; echo "heard: $line"; done`;
  await writeFile(join(folder.path, 'agent.sh'), inner);
  await server.run(
    ...['new-window', '-d', '-t', 'main:', '-n', 'listener', 'bash', '-c'],
    `exec -a claude bash ${join(folder.path, 'agent.sh')}`,
  );
});
afterEach(async () => {
  for (const program of programs.splice(0)) await program.close();
  await server.kill();
  await folder.remove();
});

function start(
  options: { cols?: number; rows?: number; args?: string[]; env?: Record<string, string> } = {},
) {
  const { args = [], ...rest } = options;
  const program = new Program(['-L', server.name, '--interval', '1', ...args], { ...rest, cwd: folder.path });
  programs.push(program);
  return program;
}

/** Another client of the server, at a size of its own. */
async function attach(cols: number, rows: number): Promise<Program> {
  const entry = join(folder.path, 'attach.mjs');
  await writeFile(
    entry,
    `import { spawnSync } from 'node:child_process'; spawnSync('tmux', ['-u', ...process.argv.slice(2)], { stdio: 'inherit' });`,
  );
  const client = new Program(['-L', server.name, 'attach-session', '-t', 'main'], { entry, cols, rows });
  programs.push(client);
  await until('the client', async () => (await server.run('list-clients')) !== '');
  return client;
}

const said = async (format: string, ...args: string[]) =>
  (await server.run(...args, '-F', format)).trim().split('\n');
const sessions = () => said('#{session_name}', 'list-sessions');
const windows = () =>
  said(
    '#{session_name}:#{window_index} #{window_width}x#{window_height} #{window_active}',
    'list-windows',
    '-t',
    'main',
  );
const typed = () => readFile(join(folder.path, 'typed'), 'utf8').catch(() => '');

/** Puts the cursor on an agent, one key at a time: those that are still on their way would carry it past its row. */
async function moveTo(cockpit: Program, target: string): Promise<void> {
  await cockpit.shows(new RegExp(`${target} `));
  const cursor = () => /▸.*/.exec(cockpit.text())?.[0].slice(0, 20) ?? '';
  await until('a cursor', () => cursor() !== '');
  while (!cursor().includes(`${target} `)) {
    const before = cursor();
    cockpit.press('j');
    await until('the next row', () => cursor() !== before);
  }
}

/** Puts the cursor on an agent and opens it live. */
async function openLive(cockpit: Program, target: string): Promise<void> {
  await moveTo(cockpit, target);
  cockpit.press('v');
  await cockpit.shows(/live · keys do not reach it/);
}

async function expectNothingLeft(): Promise<void> {
  await until('no hidden session', async () => (await sessions()).join() === 'main');
  const clients = await said('#{client_flags}', 'list-clients');
  expect(clients.filter((flags) => flags.includes('ignore-size'))).toEqual([]);
  const { stdout } = await promisify(execFile)('ps', ['-axo', 'args=']);
  const left = stdout
    .split('\n')
    .filter((line) => line.includes(server.name) && line.includes('cutover-live'));
  expect(left).toEqual([]);
}

describe('the live pane', () => {
  it('shows what the agent prints, and gets keys through only between i and Ctrl-]', async () => {
    const cockpit = start({ cols: 120, rows: 40 });
    await openLive(cockpit, 'main:2.0');
    await cockpit.shows('ready for it');
    cockpit.press('hello\r');
    cockpit.press('\u001b[200~pasted\u001b[201~');
    await server.run('send-keys', '-t', 'main:2', 'from elsewhere', 'Enter');
    await cockpit.shows('heard: from elsewhere');
    cockpit.press('i');
    const screen = await cockpit.shows(/TYPING: your keys go to main:2\.0 · Ctrl-\] stops/);
    expect(screen).toMatch('Ctrl-] stop typing');
    cockpit.press('qR yes; grüße 日本\r');
    await cockpit.shows('heard: qR yes; grüße 日本');
    cockpit.press('\u001b[200~a paste\nof two lines\n\u001b[201~');
    await cockpit.shows('heard: of two lines');
    cockpit.press('\u001d');
    await cockpit.shows(/live · keys do not reach it/);
    cockpit.press('xyz\r');
    await server.run('send-keys', '-t', 'main:2', 'the end', 'Enter');
    await cockpit.shows('heard: the end');
    expect((await typed()).split('\n')).toEqual([
      ...['from elsewhere', 'qR yes; grüße 日本', 'a paste', 'of two lines', 'the end', ''],
    ]);
    cockpit.press('q');
    await cockpit.shows(/Agents 2/);
    await expectNothingLeft();
    await cockpit.expectSoundScreen();
  });

  it('takes what is typed at once behind i, and all of it', async () => {
    const cockpit = start();
    await openLive(cockpit, 'main:2.0');
    await cockpit.shows('ready for it');
    cockpit.press('iat once\r\u001dq');
    await cockpit.shows('Agents 2');
    await until('the line', async () => (await typed()) === 'at once\n');
  });

  it('leaves a client of another size as it was: its screen, its size, its window', async () => {
    // Without the clock of the status line, which goes on.
    await server.run('set-option', '-g', 'status-right', '');
    const client = await attach(90, 27);
    // tmux gives a window the size of a client when that looks at it for the first time.
    await server.run('select-window', '-t', 'main:2');
    await until('its size', async () => (await windows()).includes('main:2 90x26 1'));
    await server.run('select-window', '-t', 'main:0');
    await until('its size', async () => (await windows()).includes('main:0 90x26 1'));
    await server.run('send-keys', '-t', 'main:0', 'on my screen');
    await client.shows('on my screen');
    const before = { windows: await windows(), screen: client.text() };
    const facts = '#{client_width}x#{client_height} #{client_session} #{window_index} #{session_grouped}';
    const clientBefore = await said(facts, 'list-clients');
    const options = await server.run('show-options', '-t', 'main');

    const cockpit = start({ cols: 80, rows: 24 });
    await openLive(cockpit, 'main:2.0');
    await cockpit.shows('ready for it');
    await cockpit.shows(/columns 1–80 of 90/);
    expect(await windows()).toEqual(before.windows);
    // It follows the size that the client gives the window.
    client.resize(100, 30);
    await cockpit.shows(/columns 1–80 of 100/);
    client.resize(90, 27);
    await cockpit.shows(/columns 1–80 of 90/);
    cockpit.press('\u001b');
    await cockpit.shows(/Agents 2/);
    await expectNothingLeft();
    expect(await windows()).toEqual(before.windows);
    await until('the same screen', () => client.text() === before.screen);
    expect(await said(facts, 'list-clients')).toEqual(clientBefore);
    expect(await server.run('show-options', '-t', 'main')).toBe(options);
  });

  it('leaves windows as they were where no client is attached', async () => {
    const before = await windows();
    expect(before).toEqual(['main:0 110x34 1', 'main:1 110x34 0', 'main:2 110x34 0']);
    const cockpit = start({ cols: 80, rows: 24 });
    await openLive(cockpit, 'main:2.0');
    await cockpit.shows(/columns 1–80 of 110/);
    expect(await windows()).toEqual(before);
    cockpit.resize(130, 45);
    await until(
      'the whole of it',
      () => !/columns \d/.test(cockpit.text()) && /ready for it/.test(cockpit.text()),
    );
    expect(await windows()).toEqual(before);
    cockpit.press('q');
    await cockpit.shows(/Agents 2/);
    await expectNothingLeft();
    expect(await windows()).toEqual(before);
  });

  it('lets nothing of the pane steer the terminal of the operator', async () => {
    const cockpit = start();
    await openLive(cockpit, 'main:1.0');
    const tty = (await server.run('display-message', '-p', '-t', 'main:1', '#{pane_tty}')).trim();
    const from = cockpit.written.length;
    await writeFile(
      tty,
      '\u001b]2;pwned\u0007\u001b]52;c;cHduZWQ=\u0007\u001b]8;;http://pwned\u001b\\link\u001b]8;;\u001b\\\u001bPtmux;\u001b\u001b]2;pwned\u0007\u001b\\\u0007 over',
    );
    await cockpit.shows('link over');
    const written = cockpit.written.slice(from);
    expect(written).not.toMatch(/pwned|cHduZWQ|\u0007|\u001b[\]P]/);
  });

  it.each([
    ['q', (cockpit: Program) => cockpit.press('q\u0003')],
    ['SIGTERM', (cockpit: Program) => cockpit.kill('SIGTERM')],
    ['SIGHUP', (cockpit: Program) => cockpit.kill('SIGHUP')],
  ])('is gone after %s', async (_, end) => {
    const cockpit = start();
    await openLive(cockpit, 'main:1.0');
    expect(await sessions()).toHaveLength(2);
    end(cockpit);
    await cockpit.ended();
    expect(await sessions()).toEqual(['main']);
    await expectNothingLeft();
    expect(cockpit.inAlternateScreen).toBe(false);
  });

  it('is gone after kill -9, at the latest when the next cockpit starts', async () => {
    const cockpit = start();
    await openLive(cockpit, 'main:1.0');
    const [hidden] = (await sessions()).filter((name) => name !== 'main');
    // As if tmux had not noticed that the client has gone.
    await server.run('set-option', '-t', `=${hidden}:`, 'destroy-unattached', 'off');
    cockpit.kill('SIGKILL');
    await cockpit.ended();
    await until('no client', async () => (await server.run('list-clients')) === '');
    expect(await sessions()).toHaveLength(2);
    const next = start();
    await next.shows(/Agents 2/);
    await expectNothingLeft();
    await openLive(next, 'main:1.0');
    next.kill('SIGKILL');
    await next.ended();
    // And when tmux notices, at once.
    await expectNothingLeft();
  });

  it('gives no key to the cockpit when the pane goes while it is typed to', async () => {
    const cockpit = start();
    await openLive(cockpit, 'main:2.0');
    await cockpit.shows('ready for it');
    cockpit.press('i');
    await cockpit.shows(/TYPING/);
    await server.run('kill-pane', '-t', 'main:2');
    await cockpit.shows(/not live any more/);
    cockpit.press('Ry');
    cockpit.press('\u001d');
    await until('the end of it', () => /Esc back/.test(cockpit.text()));
    expect(cockpit.text()).not.toMatch(/ROLL BACK/);
    cockpit.press('\u001b');
    await cockpit.shows(/Agents/);
    await expectNothingLeft();
  });
});

describe('a outside of tmux', () => {
  it('attaches for real, and comes back on detach', async () => {
    const cockpit = start();
    await moveTo(cockpit, 'main:2.0');
    cockpit.press('a');
    // tmux's own status line, and the window of the agent.
    const screen = await cockpit.shows(/\[main\].*2:listener\*/);
    expect(screen).toMatch('ready for it');
    cockpit.press('typed for real\r');
    await cockpit.shows('heard: typed for real');
    cockpit.press('\u0002d');
    await cockpit.shows(/back from main:2\.0/);
    await cockpit.expectSoundScreen();
    expect(await server.run('list-clients')).toBe('');
    cockpit.press('j');
    cockpit.press('q');
    expect((await cockpit.ended()).exitCode).toBe(0);
    expect(cockpit.inAlternateScreen).toBe(false);
  });

  it('is detached when the cockpit is told to end', async () => {
    const cockpit = start();
    await cockpit.shows(/main:1\.0 /);
    cockpit.press('a');
    await cockpit.shows(/\[main\]/);
    cockpit.kill('SIGTERM');
    expect(await cockpit.ended()).toMatchObject({ exitCode: 143 });
    await until('no client', async () => (await server.run('list-clients')) === '');
    expect(await sessions()).toEqual(['main']);
  });
});
