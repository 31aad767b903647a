import { chmod, mkdir, stat, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CutoverError } from '../../../src/core/errors.ts';
import { PROTOCOL } from '../../../src/server/protocol.ts';
import { connectEngine, type RemoteClient } from '../../../src/server/remote.ts';
import { type Served, serveEngine } from '../../../src/server/serve.ts';
import { makeSocketFolder, socketPath } from '../../../src/server/socket.ts';
import { temporaryFolder } from '../../support/program.ts';
import { until } from '../../support/tmux-server.ts';
import { FakeClient } from '../../ui/support/fake-client.ts';

const ANA = { who: 'ana', why: 'because' };
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let path: string;
let engine: FakeClient;
let served: Served;
let shutdowns: number;
const open: { close(): Promise<void> | void }[] = [];

async function serve(): Promise<void> {
  const onShutdown = () => {
    shutdowns++;
    void served.close();
  };
  served = await serveEngine({ engine, path, version: '1.2.3', startedAt: 1, onShutdown });
}

async function client(): Promise<RemoteClient> {
  const connected = await connectEngine(path, '1.2.3');
  if (connected === null) throw new Error('nobody listens');
  open.push(connected);
  return connected;
}

function raw(): Promise<Socket> {
  return new Promise((done) => {
    const socket = connect(path, () => done(socket));
    socket.on('error', () => {});
    open.push({ close: () => void socket.destroy() });
  });
}

beforeEach(async () => {
  folder = await temporaryFolder();
  path = join(folder.path, 'sockets', 'engine.sock');
  engine = new FakeClient();
  shutdowns = 0;
  await serve();
});
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
  await served.close();
  await folder.remove();
});

describe('an engine on a socket', () => {
  it('is this user’s alone', async () => {
    expect((await stat(dirname(path))).mode & 0o777).toBe(0o700);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('gives each window the whole, and what differs from then on', async () => {
    const [one, two] = [await client(), await client()];
    expect(one.snapshot()).toEqual(JSON.parse(JSON.stringify(engine.current)));
    const seen: number[] = [];
    one.subscribe(({ sequence }) => seen.push(sequence));
    engine.publish({ at: 1 });
    engine.publish({ rows: engine.current.rows.slice(1) });
    await until('both windows', () =>
      [one, two].every((window) => window.snapshot().sequence === engine.current.sequence),
    );
    expect(one.snapshot()).toEqual(two.snapshot());
    expect(one.snapshot()).toEqual(JSON.parse(JSON.stringify(engine.current)));
    expect(seen).toEqual([engine.current.sequence - 1, engine.current.sequence]);
    expect(served.clients()).toBe(2);
  });

  it('does what it is asked with who and why, and answers with the result or the refusal', async () => {
    const window = await client();
    await window.pause(ANA);
    await window.freeze(null, ANA);
    await window.setStage('canary', 'r1', ANA);
    expect(await window.agentDetail('%1:1')).toMatchObject({ id: '%1:1' });
    expect(engine.calls).toEqual(
      expect.arrayContaining([
        ['pause', ANA],
        ['freeze', null, ANA],
        ['setStage', 'canary', 'r1', ANA],
      ]),
    );
    engine.act = async () => {
      throw new CutoverError('refused', 'it is paused already', 'resume ends that');
    };
    await expect(window.resume(ANA)).rejects.toMatchObject({
      name: 'CutoverError',
      code: 'refused',
      message: 'it is paused already',
      mend: 'resume ends that',
    });
  });

  it('answers only after the Snapshot that shows what was done', async () => {
    const window = await client();
    // As the engine does it: what an act changes is published a moment later, or as soon as somebody asks.
    let isOutdated = false;
    const current = engine.snapshot.bind(engine);
    engine.snapshot = () => {
      if (isOutdated) engine.publish({ at: 77 });
      isOutdated = false;
      return current();
    };
    engine.act = async () => {
      isOutdated = true;
    };
    await window.pause(ANA);
    expect(window.snapshot().at).toBe(77);
  });

  it('takes no parameters that are wrong, and no method that is none', async () => {
    const window = await client();
    const calls = engine.calls.length;
    await expect(window.retry('everything' as never, ANA)).rejects.toThrow(/retry/);
    await expect(window.rollBack({ who: 1 } as never)).rejects.toThrow(/rollBack/);
    expect(engine.calls).toHaveLength(calls);
    await window.pause(ANA);
  });

  it('drops a window that takes nothing any more, and does not wait for it', async () => {
    const good = await client();
    const stopped = await raw();
    const hello = JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'hello',
      params: { protocol: PROTOCOL, version: 'x' },
    });
    stopped.write(`Content-Length: ${hello.length}\r\n\r\n${hello}`);
    await until('the second window', () => served.clients() === 2);
    stopped.pause();
    const gone = new Promise((done) => stopped.once('close', done));
    for (let i = 0; i < 400; i++) engine.publish({ at: i, events: many(i) });
    await until('the stopped one to be dropped', () => served.clients() === 1);
    await until('the good one', () => good.snapshot().sequence === engine.current.sequence);
    stopped.resume();
    await gone;
  });

  it('publishes on while windows break off in the middle of it, 50 times', async () => {
    const good = await client();
    const hello = frame({
      jsonrpc: '2.0',
      id: 1,
      method: 'hello',
      params: { protocol: PROTOCOL, version: 'x' },
    });
    for (let round = 0; round < 50; round++) {
      const bad = await raw();
      bad.write(hello);
      await until('it to have greeted', () => served.clients() === 2);
      if (round % 2 === 0) bad.destroy();
      else bad.write('Content-Length: x\r\n\r\n');
      for (let i = 0; served.clients() === 2; i++) {
        // What is thrown here would end the engine.
        engine.publish({ at: i, events: many(i) });
        await new Promise((next) => setImmediate(next));
      }
      bad.destroy();
    }
    await until('the good one', () => good.snapshot().sequence === engine.current.sequence);
  });

  it('serves 50 windows at once', async () => {
    const windows = await Promise.all(Array.from({ length: 50 }, client));
    for (let i = 0; i < 20; i++) engine.publish({ at: i });
    await until('all of them', () =>
      windows.every((window) => window.snapshot().sequence === engine.current.sequence),
    );
    expect(served.clients()).toBe(50);
    expect(new Set(windows.map((window) => JSON.stringify(window.snapshot()))).size).toBe(1);
  });

  it.each([
    ['random bytes', Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256))],
    ['a header without an end', Buffer.from('Content-Length: 9999999999\r\n\r\nabc')],
    ['no JSON', Buffer.from('Content-Length: 5\r\n\r\n{{{{{')],
    [
      'an act before the greeting',
      frame({ jsonrpc: '2.0', id: 1, method: 'rollBack', params: { given: [ANA] } }),
    ],
    ['a greeting that is none', frame({ jsonrpc: '2.0', id: 1, method: 'hello', params: 3 })],
    ['__proto__', frame({ jsonrpc: '2.0', id: 1, method: '__proto__', params: [] })],
  ])('is not moved by %s', async (_, bytes) => {
    const good = await client();
    const bad = await raw();
    bad.write(bytes);
    await good.pause(ANA);
    engine.publish({ at: 77 });
    await until('the good window', () => good.snapshot().at === 77);
    expect(engine.calls.filter(([name]) => name === 'rollBack')).toEqual([]);
  });

  it('has changes while it drops a window that sends what is no request', async () => {
    for (let i = 0; i < 20; i++) {
      const bad = await raw();
      bad.resume();
      bad.write(
        frame({ jsonrpc: '2.0', id: 1, method: 'hello', params: { protocol: PROTOCOL, version: 'x' } }),
      );
      await until('the window', () => served.clients() === 1);
      bad.write('Content-Length: 3\r\n\r\n{{{');
      // At every turn, as if a report came in just then.
      while (!bad.closed) {
        engine.publish({ at: i });
        await new Promise((turn) => setImmediate(turn));
      }
      expect(served.clients()).toBe(0);
    }
  });

  it('tells its windows when it has ended, and has them back when it runs again', async () => {
    const window = await client();
    await served.close();
    await until('the loss', () => window.snapshot().lost !== undefined);
    expect(window.snapshot()).toMatchObject({
      lost: { pid: process.pid },
      rows: engine.current.rows.map(({ id }) => ({ id })),
    });
    await expect(window.pause(ANA)).rejects.toMatchObject({ code: 'engine_lost' });
    engine.publish({ at: 99 });
    await serve();
    await until('the engine again', () => window.snapshot().lost === undefined);
    expect(window.snapshot().at).toBe(99);
    await window.pause(ANA);
  });

  it('ends when a window asks for it', async () => {
    await (await client()).shutdown();
    expect(shutdowns).toBe(1);
    expect(await connectEngine(path, '1.2.3')).toBeNull();
  });
});

describe('a window', () => {
  it('does not speak to another protocol, and says whose it is', async () => {
    await served.close();
    const { createServer } = await import('node:net');
    const other = createServer((socket) => {
      const result = { protocol: 99, version: '9.9', pid: 1, startedAt: 1, snapshot: engine.current };
      socket.once('data', () => socket.write(frame({ jsonrpc: '2.0', id: 0, result })));
    });
    await new Promise<void>((done) => other.listen(path, done));
    await chmod(path, 0o600);
    await expect(connectEngine(path, '1.2.3')).rejects.toMatchObject({
      code: 'protocol',
      message: expect.stringMatching(/version 9\.9 and speaks protocol 99/),
    });
    await new Promise((done) => other.close(done));
  });

  it.each([
    ['says nothing', () => {}],
    ['hangs up', (socket: Socket) => void socket.destroy()],
    ['answers with noise', (socket: Socket) => void socket.write('Content-Length: 3\r\n\r\n{{{')],
  ])('does not wait for ever for one that %s', async (_, listener) => {
    await served.close();
    const { createServer } = await import('node:net');
    const sockets = new Set<Socket>();
    const other = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
      listener(socket);
    });
    await new Promise<void>((done) => other.listen(path, done));
    await chmod(path, 0o600);
    await expect(connectEngine(path, '1.2.3')).rejects.toMatchObject({ code: 'engine_silent' });
    for (const socket of sockets) socket.destroy();
    await new Promise((done) => other.close(done));
  });

  it('takes no socket that others may write to', async () => {
    await chmod(path, 0o666);
    await expect(connectEngine(path, '1.2.3')).rejects.toMatchObject({ code: 'foreign_socket' });
    await chmod(path, 0o600);
    await chmod(dirname(path), 0o777);
    await expect(connectEngine(path, '1.2.3')).rejects.toMatchObject({ code: 'foreign_socket' });
  });

  it('finds nobody where there is no socket, or one that is left over', async () => {
    await served.close();
    expect(await connectEngine(path, '1.2.3')).toBeNull();
    await writeFile(path, '', { mode: 0o600 });
    expect(await connectEngine(path, '1.2.3')).toBeNull();
    await serve();
    expect((await client()).snapshot().sequence).toBe(engine.current.sequence);
  });
});

describe('the place of the socket', () => {
  const at = (flags: string, server = {}, env: Record<string, string> = { XDG_RUNTIME_DIR: folder.path }) =>
    socketPath(server, flags, env);

  it('is one for each tmux server and flags file, however the file is named', async () => {
    await mkdir(join(folder.path, 'a'));
    const file = join(folder.path, 'a', 'feature_flags.json');
    expect(await at(join(folder.path, 'a', '..', 'a', 'feature_flags.json'))).toBe(await at(file));
    const others = [
      at(join(folder.path, 'a', 'other.json')),
      at(file, { socketName: 'x' }),
      at(file, { socketPath: 'x' }),
    ];
    expect(new Set([await at(file), ...(await Promise.all(others))]).size).toBe(4);
    expect((await at(file, {}, {})).length).toBeLessThan(100);
  });

  it('is a folder of one’s own', async () => {
    const open = join(folder.path, 'open', 'x.sock');
    await mkdir(dirname(open), { mode: 0o755 });
    await makeSocketFolder(open);
    expect((await stat(dirname(open))).mode & 0o777).toBe(0o700);
    await writeFile(join(folder.path, 'file'), '');
    await expect(makeSocketFolder(join(folder.path, 'file', 'x.sock'))).rejects.toThrow();
  });
});

function many(i: number) {
  return Array.from({ length: 300 }, (_, n) => ({
    id: i * 1000 + n,
    at: i,
    level: 'info' as const,
    glyph: '·',
    text: 'x'.repeat(200),
    agentId: null,
  }));
}

function frame(message: unknown): Buffer {
  const body = JSON.stringify(message);
  return Buffer.from(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}
