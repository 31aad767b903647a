import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectEngine, type RemoteClient } from '../../../src/server/remote.ts';
import { temporaryFolder } from '../../support/program.ts';
import { attack, carryOut, greeting, peer, request, SOAK } from '../../support/socket-fuzz.ts';
import { until } from '../../support/tmux-server.ts';

const MB = 1024 * 1024;
/** Far above what a server keeps for its clients, far below what it would keep of all that it is sent. */
const MEMORY_BOUND = 160 * MB;
const ATTACKS = 300 * SOAK;
const CONNECTIONS = 1000;
/** Files that the server may have open: fewer than there are connections. */
const OPEN_FILES = 400;
const ANA = { who: 'ana', why: 'because' };

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let path: string;
let server: ChildProcess;
let window: RemoteClient;
const peers: Socket[] = [];

interface Told {
  rss: number;
  open: number;
  clients: number;
  calls: string[];
}

async function ask(): Promise<Told> {
  const answer = once(server, 'message');
  server.send('?');
  return (await answer)[0] as Told;
}

beforeEach(async () => {
  folder = await temporaryFolder();
  path = join(folder.path, 'sockets', 'engine.sock');
  const child = join(import.meta.dirname, 'children', 'serve.ts');
  const command = `ulimit -n ${OPEN_FILES}; exec "$0" --expose-gc "$1" "$2"`;
  server = spawn('sh', ['-c', command, process.execPath, child, path], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  await once(server, 'message');
  window = (await connectEngine(path, '1.2.3'))!;
});
afterEach(async () => {
  for (const one of peers.splice(0)) one.destroy();
  await window.close();
  const gone = server.exitCode === null && once(server, 'exit');
  server.kill();
  await gone;
  await folder.remove();
});

/** A connection, as soon as the system takes another one for the server. */
function opened(): Promise<Socket> {
  return until('a connection', () => peer(path).catch(() => undefined), 60_000);
}

/** The window that was there before still gets what happens, is done what it asks for, and a new one can be opened. */
async function expectServed(): Promise<Told> {
  const { at } = window.snapshot();
  await until('a change', () => window.snapshot().at > at && window.snapshot().lost === undefined, 60_000);
  await window.pause(ANA);
  const another = await until(
    'a new window',
    () =>
      connectEngine(path, '1.2.3')
        .catch(() => undefined)
        .then((one) => one ?? undefined),
    60_000,
  );
  await another.resume(ANA);
  await another.close();
  const told = await ask();
  expect(told.calls.join()).not.toContain('mallory');
  return told;
}

describe('a server whose socket is attacked', () => {
  it(`goes on after ${ATTACKS} peers that send what they like, in any order, whole or cut`, async () => {
    const before = await ask();
    const attacks = fc.sample(attack, { numRuns: ATTACKS, seed: Number(process.env.SEED ?? 7) });
    for (const [i, one] of attacks.entries()) {
      peers.push(await carryOut(path, one));
      if (i % 50 === 0) await window.pause(ANA);
    }
    const after = await expectServed();
    expect(after.rss - before.rss).toBeLessThan(MEMORY_BOUND);
    expect(after.calls.filter((call) => /rollBack|setStage|approve|drill/.test(call))).toEqual([]);
  });

  it('drops who announces a message larger than any, and who sends a head that never ends', async () => {
    const before = await ask();
    const megabyte = Buffer.alloc(MB, 'x');
    for (const head of ['Content-Length: 99999999999\r\n\r\n', `Content-Length: ${30 * MB}\r\n\r\n`, 'x']) {
      for (let i = 0; i < 4; i++) {
        const one = await peer(path);
        peers.push(one);
        const closed = new Promise((done) => one.once('close', done));
        one.write(head);
        for (let sent = 0; sent < 40 && !one.destroyed; sent++)
          await Promise.race([new Promise((done) => one.write(megabyte, done)), closed]);
        await closed;
      }
    }
    const after = await expectServed();
    expect(after.rss - before.rss).toBeLessThan(MEMORY_BOUND);
  });

  it('keeps no answers for who asks 50,000 times and takes none', async () => {
    const before = await ask();
    for (const method of ['snapshot', 'stageHistory', 'nothing']) {
      const one = await peer(path);
      peers.push(one);
      one.pause();
      one.write(greeting());
      const many = Buffer.concat(
        Array.from({ length: 50_000 }, (_, i) => request(method, { given: [] }, i + 1)),
      );
      one.write(many);
    }
    const after = await expectServed();
    expect(after.rss - before.rss).toBeLessThan(MEMORY_BOUND);
  });

  it('is there for others while somebody holds 1,000 connections and says nothing, and lets go of them', async () => {
    for (let i = 0; i < CONNECTIONS; i++) {
      const one = await opened();
      peers.push(one);
      // Half a greeting, and then silence.
      if (i % 3 === 0) one.write(greeting().subarray(0, 30));
    }
    await window.pause(ANA);
    const held = await ask();
    expect(held.open).toBeLessThan(OPEN_FILES - 50);
    const after = await expectServed();
    expect(after.clients).toBeLessThan(10);
    // Opened and dropped, as often.
    for (let i = 0; i < CONNECTIONS; i++) (await opened()).destroy();
    await expectServed();
    await until('nothing left open', async () => (await ask()).open < 100, 60_000);
  });
});
