/** The kinds of ZeroMQ socket that a Jupyter client opens. */
export type SocketType = "DEALER" | "SUB";

const MORE = 1;
const LONG = 2;
const COMMAND = 4;
const encoder = new TextEncoder();

/** Signature, version 3.0, mechanism NULL, not a server. */
function greeting(): Uint8Array {
  const bytes = new Uint8Array(64);
  bytes[0] = 0xff;
  bytes[9] = 0x7f;
  bytes[10] = 3;
  bytes.set(encoder.encode("NULL"), 12);
  return bytes;
}

function frame(flags: number, body: Uint8Array): Uint8Array {
  const long = body.length > 255;
  const bytes = new Uint8Array((long ? 9 : 2) + body.length);
  const view = new DataView(bytes.buffer);
  bytes[0] = flags | (long ? LONG : 0);
  if (long) view.setBigUint64(1, BigInt(body.length));
  else bytes[1] = body.length;
  bytes.set(body, long ? 9 : 2);
  return bytes;
}

/** The READY command with the socket's type. */
function ready(type: SocketType): Uint8Array {
  const name = encoder.encode("Socket-Type");
  const value = encoder.encode(type);
  const bytes = [5, ...encoder.encode("READY"), name.length, ...name];
  return new Uint8Array([...bytes, 0, 0, 0, value.length, ...value]);
}

/** Joins what is written to the socket into one piece. */
function concat(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((n, { length }) => n + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** A client's end of a ZeroMQ connection: ZMTP 3.0 over TCP, without security. */
export class ZmtpSocket implements Disposable {
  readonly #connection: Deno.TcpConn;

  private constructor(connection: Deno.TcpConn) {
    this.#connection = connection;
  }

  /**
   * Returns a socket that has shaken hands; a SUB socket gets every topic.
   *
   * @param signal Ends a handshake that nobody answers.
   */
  static async connect(
    type: SocketType,
    port: number,
    signal: AbortSignal,
  ): Promise<ZmtpSocket> {
    const socket = new ZmtpSocket(
      await Deno.connect({ hostname: "127.0.0.1", port }),
    );
    const close = () => socket[Symbol.dispose]();
    signal.addEventListener("abort", close);
    try {
      signal.throwIfAborted();
      await socket.#write(greeting());
      await socket.#read(64);
      await socket.#write(frame(COMMAND, ready(type)));
      await socket.#readFrame();
      if (type === "SUB") await socket.#write(frame(0, new Uint8Array([1])));
      return socket;
    } catch (error) {
      if (!signal.aborted) close();
      throw error;
    } finally {
      signal.removeEventListener("abort", close);
    }
  }

  /** Sends one message of several parts. */
  async send(parts: readonly Uint8Array[]): Promise<void> {
    const frames = parts.map((part, i) =>
      frame(i < parts.length - 1 ? MORE : 0, part)
    );
    await this.#write(concat(frames));
  }

  /** Returns the parts of the next message. */
  async receive(): Promise<Uint8Array[]> {
    const parts: Uint8Array[] = [];
    while (true) {
      const { flags, body } = await this.#readFrame();
      if (flags & COMMAND) continue;
      parts.push(body);
      if (!(flags & MORE)) return parts;
    }
  }

  /** Closes the connection; what waits for a message is rejected. */
  [Symbol.dispose](): void {
    this.#connection.close();
  }

  async #readFrame(): Promise<{ flags: number; body: Uint8Array }> {
    const flags = (await this.#read(1))[0] ?? 0;
    const size = await this.#read(flags & LONG ? 8 : 1);
    const length = flags & LONG
      ? Number(new DataView(size.buffer).getBigUint64(0))
      : size[0] ?? 0;
    return { flags, body: await this.#read(length) };
  }

  async #read(length: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length;) {
      const count = await this.#connection.read(bytes.subarray(at));
      if (count === null) throw new Error("The kernel closed the connection");
      at += count;
    }
    return bytes;
  }

  async #write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      at += await this.#connection.write(bytes.subarray(at));
    }
  }
}
