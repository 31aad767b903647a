import type { Socket } from 'node:net';
import {
  AbstractMessageReader,
  type DataCallback,
  type Disposable,
  Message,
  SocketMessageWriter,
} from 'vscode-jsonrpc/node';

/** Bytes before a message: its length is all that they say. */
const LONGEST_HEAD = 256;
const HEAD_END = '\r\n\r\n';
/** A request larger than this is none of ours, in bytes: the longest texts of an act have some ten thousand characters. */
const LARGEST_REQUEST = 1024 * 1024;
/** Requests of one client that are not answered yet: with more of them it is not read until it has taken answers. */
const MOST_ASKED = 50;

/**
 * Reads what a client asks. A client sends requests and nothing else, small ones, and takes the answers: whatever is not
 * so is an error, or waits in the socket, so that no client can make the server keep more than it would for another.
 */
export class RequestReader extends AbstractMessageReader {
  readonly #socket: Socket;
  #callback: DataCallback = () => {};
  /** What has been read and is no whole message yet. */
  #parts: Buffer[] = [];
  #bytes = 0;
  /** So many bytes are needed before it is worth looking again. */
  #needed = 1;
  #asked = 0;
  #failed = false;

  constructor(socket: Socket) {
    super();
    this.#socket = socket;
  }

  listen(callback: DataCallback): Disposable {
    this.#callback = callback;
    const onData = (data: Buffer): void => {
      this.#parts.push(data);
      this.#bytes += data.length;
      this.#read();
    };
    const onClose = (): void => this.fireClose();
    this.#socket.on('data', onData);
    this.#socket.on('close', onClose);
    return {
      dispose: () => {
        this.#failed = true;
        this.#parts = [];
        this.#socket.off('data', onData);
        this.#socket.off('close', onClose);
      },
    };
  }

  /** One of the requests has been answered, and the answer taken. */
  answered(): void {
    this.#asked--;
    if (this.#failed || this.#asked >= MOST_ASKED) return;
    this.#read();
    if (this.#asked < MOST_ASKED) this.#socket.resume();
  }

  #read(): void {
    try {
      while (!this.#failed && this.#bytes >= this.#needed) {
        if (this.#asked >= MOST_ASKED) {
          this.#socket.pause();
          return;
        }
        if (!this.#readOne()) return;
      }
    } catch (error) {
      this.#failed = true;
      this.#parts = [];
      this.fireError(error);
    }
  }

  /** Hands on the first message if it is whole. Throws when it is no request. */
  #readOne(): boolean {
    const bytes = this.#parts.length === 1 ? this.#parts[0]! : Buffer.concat(this.#parts);
    this.#parts = [bytes];
    const end = bytes.subarray(0, LONGEST_HEAD).indexOf(HEAD_END);
    if (end < 0 && bytes.length >= LONGEST_HEAD) throw new Error('is no head of a message');
    if (end < 0) {
      this.#needed = bytes.length + 1;
      return false;
    }
    const start = end + HEAD_END.length;
    const length = lengthOf(bytes.toString('latin1', 0, end));
    this.#needed = start + length;
    if (bytes.length < this.#needed) return false;
    const message: unknown = JSON.parse(bytes.toString('utf8', start, start + length));
    if (typeof message !== 'object' || !Message.isRequest((message ?? undefined) as Message | undefined))
      throw new Error('is no request');
    this.#parts = [bytes.subarray(start + length)];
    this.#bytes -= start + length;
    this.#needed = 1;
    this.#asked++;
    this.#callback(message as Message);
    return true;
  }
}

function lengthOf(head: string): number {
  const length = Number(/^Content-Length: (\d{1,9})$/im.exec(head)?.[1] ?? Number.NaN);
  if (!(length > 0 && length <= LARGEST_REQUEST)) throw new Error('is no length of a request');
  return length;
}

/** Writes what a client is sent, and tells the reader of its answers. */
export class AnswerWriter extends SocketMessageWriter {
  readonly #reader: RequestReader;

  constructor(socket: Socket, reader: RequestReader) {
    super(socket);
    this.#reader = reader;
  }

  override async write(message: Message): Promise<void> {
    await super.write(message);
    if (Message.isResponse(message)) this.#reader.answered();
  }
}
