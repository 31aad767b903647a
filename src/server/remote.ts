import { connect as connectSocket, type Socket } from 'node:net';
import { setTimeout as after } from 'node:timers/promises';
import {
  createMessageConnection,
  type MessageConnection,
  ResponseError,
  SocketMessageReader,
  SocketMessageWriter,
} from 'vscode-jsonrpc/node';
import type { EngineClient } from '../core/client.ts';
import { CutoverError, messageOf } from '../core/errors.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { applyDelta } from './delta.ts';
import {
  CHANGED,
  changedSchema,
  errorDataSchema,
  HELLO,
  mismatch,
  PROTOCOL,
  REQUESTS,
  type RequestName,
  SHUTDOWN,
  SNAPSHOT,
  type Welcome,
  welcomeSchema,
} from './protocol.ts';
import { checkSocket } from './socket.ts';

/** A greeting that is not answered within this time comes from nobody that works, in ms. */
const GREETED_WITHIN_MS = 3000;
/** An engine that was asked to end and has not within this time is stuck, in ms. */
const ENDED_WITHIN_MS = 10_000;
/** An engine that is gone is looked for again this often, in ms. */
const RECONNECT_EVERY_MS = 1000;

/** An engine in another process, as a window sees it. */
export interface RemoteClient extends EngineClient {
  readonly pid: number;
  /** Ends the engine; resolves when it has let go. Throws CutoverError when it does not. */
  shutdown(): Promise<void>;
}

/**
 * Connects to the engine that listens on this socket; null: none does. Throws CutoverError when the socket is somebody
 * else's, when it speaks another protocol, or does not answer. When the engine ends, the Snapshot says so (`lost`), acts
 * are refused, and it is connected to again as soon as one listens there.
 */
export async function connectEngine(path: string, version: string): Promise<RemoteClient | null> {
  if ((await checkSocket(path)) === 'absent') return null;
  const link = await open(path, version);
  return link === null ? null : clientOf(new Remote(path, version, link));
}

/** A connection that has been greeted. */
interface Link {
  socket: Socket;
  connection: MessageConnection;
  welcome: Welcome;
}

async function open(path: string, version: string): Promise<Link | null> {
  const socket = await new Promise<Socket | null>((done) => {
    const trying = connectSocket(path, () => done(trying));
    trying.once('error', () => done(null));
  });
  if (socket === null) return null;
  const connection = createMessageConnection(
    new SocketMessageReader(socket),
    new SocketMessageWriter(socket),
  );
  socket.on('error', () => socket.destroy());
  // What was asked and is not answered fails with it.
  socket.on('close', () => connection.dispose());
  connection.onError(() => socket.destroy());
  connection.listen();
  const timer = setTimeout(() => socket.destroy(), GREETED_WITHIN_MS);
  try {
    const answer: unknown = await connection.sendRequest(HELLO, { protocol: PROTOCOL, version });
    const welcome = welcomeSchema.safeParse(answer);
    if (!welcome.success) throw mismatch({ protocol: Number.NaN, version: 'unknown' });
    if (welcome.data.protocol !== PROTOCOL) throw mismatch(welcome.data);
    return { socket, connection, welcome: welcome.data };
  } catch (error) {
    connection.dispose();
    socket.destroy();
    if (error instanceof CutoverError) throw error;
    throw new CutoverError(
      'engine_silent',
      `the cutover on ${path} does not answer: ${messageOf(error)}`,
      'see what it is doing (its pid is in the lock beside the flags file); `cutover rollback` does not need it',
    );
  } finally {
    clearTimeout(timer);
  }
}

type Methods = { [Name in RequestName]: EngineClient[Name] };

/** The connection to an engine, and the Snapshot that it keeps up to date. */
class Remote {
  private readonly path: string;
  private readonly version: string;
  private link: Link;
  private current: Snapshot;
  private lost = false;
  private closed = false;
  private timer: NodeJS.Timeout | null = null;
  private readonly listeners = new Set<(snapshot: Snapshot) => void>();

  constructor(path: string, version: string, link: Link) {
    this.path = path;
    this.version = version;
    this.link = link;
    this.current = link.welcome.snapshot;
    this.follow(link);
  }

  get pid(): number {
    return this.link.welcome.pid;
  }

  snapshot(): Snapshot {
    return this.current;
  }

  subscribe(listener: (snapshot: Snapshot) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async shutdown(): Promise<void> {
    const { socket, connection } = this.link;
    const ended = new Promise<void>((done) => socket.once('close', () => done()));
    // It ends the connection, and may do so before its answer is here.
    connection.sendRequest(SHUTDOWN).catch(() => undefined);
    await Promise.race([ended, after(ENDED_WITHIN_MS, undefined, { ref: false })]);
    if (!socket.closed)
      throw new CutoverError(
        'engine_silent',
        `the server (pid ${this.pid}) does not end`,
        'see what it is doing, or end it by its pid',
      );
  }

  async close(): Promise<void> {
    this.closed = true;
    if (this.timer !== null) clearTimeout(this.timer);
    this.listeners.clear();
    this.link.connection.dispose();
    this.link.socket.destroy();
  }

  async ask(name: string, given: readonly unknown[]): Promise<unknown> {
    if (this.lost)
      throw new CutoverError(
        'engine_lost',
        'the engine has ended: nothing was done',
        'start it again; `cutover rollback` works without it',
      );
    try {
      return await this.link.connection.sendRequest(name, { given });
    } catch (error) {
      const data = error instanceof ResponseError ? errorDataSchema.safeParse(error.data) : null;
      if (data?.success) throw new CutoverError(data.data.code, messageOf(error), data.data.mend);
      throw error;
    }
  }

  private follow({ socket, connection }: Link): void {
    connection.onNotification(CHANGED, (params: unknown) => {
      const changed = changedSchema.safeParse(params);
      if (!changed.success) return;
      const { data } = changed;
      const next = 'snapshot' in data ? data.snapshot : applyDelta(this.current, data.delta);
      if (next !== null) this.show(next);
      else void this.catchUp(connection);
    });
    socket.on('close', () => {
      if (this.closed || this.lost) return;
      this.lost = true;
      connection.dispose();
      const { at } = this.current;
      this.show({ ...this.current, lost: { pid: this.pid, since: at } });
      this.lookAgain();
    });
  }

  /** A change was missed: the whole is asked for. */
  private async catchUp(connection: MessageConnection): Promise<void> {
    try {
      const answer = changedSchema.safeParse({ snapshot: await connection.sendRequest(SNAPSHOT) });
      if (answer.success && 'snapshot' in answer.data) this.show(answer.data.snapshot);
    } catch {
      // The connection ends, and that is told.
    }
  }

  private lookAgain(): void {
    this.timer = setTimeout(async () => {
      const link = await open(this.path, this.version).catch(() => null);
      if (this.closed) {
        link?.socket.destroy();
        return;
      }
      if (link === null) {
        this.lookAgain();
        return;
      }
      this.link = link;
      this.lost = false;
      this.follow(link);
      this.show(link.welcome.snapshot);
    }, RECONNECT_EVERY_MS);
    this.timer.unref();
  }

  private show(snapshot: Snapshot): void {
    this.current = snapshot;
    for (const listener of this.listeners) listener(snapshot);
  }
}

/** The methods of EngineClient, each asked by its name. */
function clientOf(remote: Remote): RemoteClient {
  const names = Object.keys(REQUESTS) as RequestName[];
  const asked = Object.fromEntries(
    names.map((name) => [name, (...params: unknown[]) => remote.ask(name, params)]),
  ) as unknown as Methods;
  return {
    ...asked,
    refresh: () => void remote.ask('refresh', []).catch(() => undefined),
    get pid() {
      return remote.pid;
    },
    snapshot: () => remote.snapshot(),
    subscribe: (listener) => remote.subscribe(listener),
    shutdown: () => remote.shutdown(),
    close: () => remote.close(),
  };
}
