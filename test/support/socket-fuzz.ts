import { connect, type Socket } from 'node:net';
import fc from 'fast-check';
import { HELLO, PROTOCOL, REQUESTS, SHUTDOWN, SNAPSHOT } from '../../src/server/protocol.ts';

/** Who hostile peers say they are: no act of theirs may ever be carried out. */
export const MALLORY = { who: 'mallory', why: 'pwned' };
const GREETING = { protocol: PROTOCOL, version: 'x' };

/** A message as it is framed. */
export function framed(body: string | Buffer, announced?: number | string): Buffer {
  const bytes = Buffer.from(body as string);
  return Buffer.concat([Buffer.from(`Content-Length: ${announced ?? bytes.length}\r\n\r\n`), bytes]);
}

/** A request as it is framed. */
export function request(method: string, params: unknown, id: unknown = 1): Buffer {
  return framed(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
}

export const greeting = (): Buffer => request(HELLO, GREETING, 0);

const noise = fc.uint8Array({ maxLength: 3000 }).map((bytes) => Buffer.from(bytes));
const deep = fc.nat(100_000).map((n) => `${'['.repeat(n)}${']'.repeat(n)}`);
const id = fc.constantFrom<unknown>(1, 1, 2, 'a', null, -1, 1e308, {}, [], '__proto__', undefined);
const method = fc.constantFrom(
  ...[
    ...Object.keys(REQUESTS),
    HELLO,
    SNAPSHOT,
    '__proto__',
    'constructor',
    'toString',
    '',
    '$/cancelRequest',
    '$/x',
  ],
);
/** Parameters that are wrong for every method that has an effect. */
const params = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, 0, [], {}, { given: null }, { given: [{}] }, { given: [[], []] }),
  fc.constantFrom<unknown>({ given: ['canary', 'r', { who: 1, why: 2 }] }, { given: { length: 3 } }),
  fc.jsonValue({ maxDepth: 3 }).map((value) => ({ given: [value] })),
  fc.constant(JSON.parse('{"__proto__": {"given": []}, "constructor": 1}')),
);

/** One piece of what a hostile peer sends. */
const piece = fc.oneof(
  noise,
  fc.tuple(method, params, id).map(([name, given, no]) => request(name, given, no)),
  // Notifications, answers nobody asked for, lists, and what is no message.
  fc
    .tuple(method, params)
    .map(([name, given]) => framed(JSON.stringify({ jsonrpc: '2.0', method: name, params: given }))),
  id.map((no) => framed(JSON.stringify({ jsonrpc: '2.0', id: no, result: MALLORY }))),
  fc
    .constantFrom('null', '0', '""', '[]', '{}', '{{{', '[[1]]', '\ufeff{}', '{"jsonrpc":"1.0"}')
    .map((text) => framed(text)),
  deep.map((text) => framed(`{"jsonrpc":"2.0","id":1,"method":"pause","params":{"given":${text}}}`)),
  noise.map((bytes) => framed(bytes)),
  // Lengths that are no lengths, or too large, or wrong.
  fc
    .constantFrom<number | string>(
      -1,
      0,
      1,
      7,
      99_999_999_999,
      'NaN',
      '1e9',
      '0x10',
      '',
      ' 12 ',
      '12, 13',
      '5;',
    )
    .map((length) => framed('{"jsonrpc":"2.0"}', length)),
  fc
    .constantFrom('\r\n\r\n', 'Content-Length\r\n\r\n', 'X: y\r\n\r\n{}', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    .map((text) => Buffer.from(text)),
);

/** What one hostile peer does: whether it greets, what it sends, how much of the end is cut off, and how it leaves. */
export interface Attack {
  greets: boolean;
  pieces: Buffer[];
  cut: number;
  leaves: 'reset' | 'end' | 'stays';
}

export const attack: fc.Arbitrary<Attack> = fc.record({
  greets: fc.boolean(),
  pieces: fc.array(piece, { minLength: 1, maxLength: 6 }),
  cut: fc.oneof(fc.constant(0), fc.nat(40)),
  leaves: fc.constantFrom('reset', 'end', 'stays'),
});

/** Connects to a socket; the peer is deaf to what comes back unless something is listened to. */
export function peer(path: string): Promise<Socket> {
  return new Promise((done, failed) => {
    const socket = connect(path, () => {
      socket.off('error', failed);
      socket.on('error', () => {});
      done(socket);
    });
    socket.once('error', failed);
  });
}

/** Carries out one attack; resolves when all of it has been sent, or the peer was dropped. Acts come first, ungreeted. */
export async function carryOut(path: string, { greets, pieces, cut, leaves }: Attack): Promise<Socket> {
  const socket = await peer(path);
  socket.resume();
  const act = request('rollBack', { given: [MALLORY] }, 77);
  const all = Buffer.concat(greets ? [greeting(), ...pieces] : [act, request(SHUTDOWN, {}, 78), ...pieces]);
  await new Promise<void>((done) => {
    socket.once('close', () => done());
    socket.write(all.subarray(0, Math.max(1, all.length - cut)), () => done());
  });
  if (leaves === 'reset') socket.destroy();
  if (leaves === 'end') socket.end();
  return socket;
}

/** How much longer than in a test run: `SOAK=20` for a soak. */
export const SOAK = Math.max(1, Number(process.env.SOAK ?? 1));
