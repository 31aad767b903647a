import { chmod, lstat, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import {
  createMessageConnection,
  ErrorCodes,
  type MessageConnection,
  ResponseError,
} from 'vscode-jsonrpc/node';
import type { EngineClient } from '../core/client.ts';
import { CutoverError, messageOf } from '../core/errors.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { type Delta, deltaOf } from './delta.ts';
import {
  CHANGED,
  HELLO,
  helloSchema,
  PROTOCOL,
  REQUESTS,
  type RequestName,
  SHUTDOWN,
  SNAPSHOT,
  type Welcome,
} from './protocol.ts';
import { AnswerWriter, RequestReader } from './requests.ts';
import { makeSocketFolder } from './socket.ts';

/** Changes that wait to be taken by a client: one that takes none of so many has stopped, and is dropped. */
const MOST_WAITING = 20;
/** Connections at once: beyond it each new one is closed, so that the engine keeps files to open for itself. */
const MOST_CLIENTS = 200;
/** A connection that has not greeted within this time is none of a window's, and is dropped, in ms. */
const GREETS_WITHIN_MS = 5000;

/** Whether the socket is still there is looked at this often, in ms. */
const LOOK_EVERY_MS = 2000;

/** What is served, and how. */
export interface ServeOptions {
  engine: EngineClient;
  path: string;
  version: string;
  startedAt: number;
  /** A client asks the engine to end. */
  onShutdown(): void;
}

/** An engine on a socket. */
export interface Served {
  readonly path: string;
  /** Clients that have greeted. */
  clients(): number;
  /** Takes no client any more and drops those there are; the engine goes on. */
  close(): Promise<void>;
}

/**
 * Serves an engine on a unix socket for this user alone (folder 0700, socket 0600): JSON-RPC, the whole Snapshot on
 * greeting, and what differs afterwards. A client that is slow or stopped is dropped, never waited for. Throws
 * CutoverError when the socket cannot be made; the caller holds the lock of this engine, so a file that is there is left
 * over.
 */
export async function serveEngine(options: ServeOptions): Promise<Served> {
  const { engine, path } = options;
  await makeSocketFolder(path);
  await rm(path, { force: true });
  const clients = new Set<Client>();
  const open = async (): Promise<Server> => {
    const made = createServer((socket) => {
      const client = new Client(socket, options, () => clients.delete(client));
      clients.add(client);
    });
    made.maxConnections = MOST_CLIENTS;
    await listen(made, path);
    // A connection that cannot be taken (no more files may be open) is the loss of that client alone.
    made.on('error', () => undefined);
    await chmod(path, 0o600);
    return made;
  };
  let server = await open();
  const keeping = keepListening(path, async () => {
    // Those who are connected stay so. It is closed first: that removes whatever has its name.
    server.close();
    await makeSocketFolder(path);
    server = await open();
  });

  let last = engine.snapshot();
  const unsubscribe = engine.subscribe((snapshot) => {
    const delta = deltaOf(last, snapshot);
    last = snapshot;
    for (const client of clients) client.change(snapshot, delta);
  });
  return {
    path,
    clients: () => [...clients].filter((client) => client.hasGreeted).length,
    async close() {
      await keeping.end();
      unsubscribe();
      for (const client of clients) client.drop();
      await new Promise<void>((done) => server.close(() => done()));
      await rm(path, { force: true });
    },
  };
}

/** What tidies up folders of the system may remove a socket, and nobody would find this engine any more: then `again`. */
function keepListening(path: string, again: () => Promise<void>): { end(): Promise<void> } {
  let last: Promise<void> = Promise.resolve();
  const look = async (): Promise<void> => {
    const found = await lstat(path).catch((error: NodeJS.ErrnoException) => error.code);
    // One that cannot be made now is tried again.
    if (found === 'ENOENT') await again().catch(() => undefined);
  };
  const timer = setInterval(() => {
    last = last.then(look);
  }, LOOK_EVERY_MS);
  timer.unref();
  return {
    end() {
      clearInterval(timer);
      return last;
    },
  };
}

function listen(server: Server, path: string): Promise<void> {
  // Nobody else may find it open between its making and the change of its rights.
  const others = process.umask(0o077);
  return new Promise<void>((done, failed) => {
    server.once('error', (error) =>
      failed(
        new CutoverError(
          'socket',
          `${path} cannot be listened on: ${messageOf(error)}`,
          'see the folder of the socket',
        ),
      ),
    );
    server.listen(path, done);
  }).finally(() => process.umask(others));
}

/** One client: nothing it sends or leaves unread concerns another. */
class Client {
  private readonly connection: MessageConnection;
  private readonly socket: Socket;
  private readonly options: ServeOptions;
  /** Sequence of the Snapshot it has; null: it has not greeted. */
  private has: number | null = null;
  private isDropped = false;
  private waiting = 0;
  private readonly greets: NodeJS.Timeout;

  constructor(socket: Socket, options: ServeOptions, onGone: () => void) {
    this.socket = socket;
    this.options = options;
    const reader = new RequestReader(socket);
    this.connection = createMessageConnection(reader, new AnswerWriter(socket, reader));
    this.greets = setTimeout(() => {
      if (this.has === null) this.drop();
    }, GREETS_WITHIN_MS);
    socket.on('close', () => {
      clearTimeout(this.greets);
      onGone();
    });
    socket.on('error', () => this.drop());
    this.connection.onError(() => this.drop());
    this.connection.onRequest((method, params) => this.answer(method, params));
    this.connection.listen();
  }

  get hasGreeted(): boolean {
    return this.has !== null;
  }

  change(snapshot: Snapshot, delta: Delta): void {
    if (this.has === null || this.isDropped) return;
    if (this.waiting >= MOST_WAITING) {
      this.drop();
      return;
    }
    const params = this.has === delta.from ? { delta } : { snapshot };
    this.has = snapshot.sequence;
    this.waiting++;
    this.connection.sendNotification(CHANGED, params).then(
      () => this.waiting--,
      () => this.drop(),
    );
  }

  drop(): void {
    clearTimeout(this.greets);
    // Sending on a connection that is over throws, and the socket tells of its end only later.
    this.has = null;
    this.isDropped = true;
    this.connection.dispose();
    this.socket.destroy();
  }

  private async answer(method: string, params: unknown): Promise<unknown> {
    if (method === HELLO) return this.greet(params);
    if (this.has === null) return new ResponseError(ErrorCodes.InvalidRequest, 'greet first');
    if (method === SHUTDOWN) {
      this.options.onShutdown();
      return null;
    }
    if (method === SNAPSHOT) {
      const snapshot = this.options.engine.snapshot();
      this.has = snapshot.sequence;
      return snapshot;
    }
    if (!Object.hasOwn(REQUESTS, method)) return new ResponseError(ErrorCodes.MethodNotFound, `no ${method}`);
    const name = method as RequestName;
    const parsed = REQUESTS[name].safeParse((params as { given?: unknown } | null)?.given);
    if (!parsed.success)
      return new ResponseError(ErrorCodes.InvalidParams, `${method}: ${parsed.error.issues[0]?.message}`);
    const { engine } = this.options;
    const act = engine[name] as (...given: unknown[]) => unknown;
    try {
      const done = (await act.apply(engine, parsed.data)) ?? null;
      // Publishes what is not yet published: an answer never overtakes the Snapshot that shows what was done.
      engine.snapshot();
      return done;
    } catch (error) {
      const { code, mend } = error instanceof CutoverError ? error : { code: 'internal', mend: '' };
      return new ResponseError(ErrorCodes.InternalError, messageOf(error), { code, mend });
    }
  }

  private greet(params: unknown): Welcome | ResponseError<unknown> {
    const parsed = helloSchema.safeParse(params);
    if (!parsed.success) return new ResponseError(ErrorCodes.InvalidParams, 'is no greeting');
    const { engine, version, startedAt } = this.options;
    const snapshot = engine.snapshot();
    // Who speaks another protocol is told so, and gets no changes.
    if (parsed.data.protocol === PROTOCOL) this.has = snapshot.sequence;
    return { protocol: PROTOCOL, version, pid: process.pid, startedAt, snapshot };
  }
}
