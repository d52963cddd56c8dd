import { decodeMessage, encodeRequest, type Message } from "./message.ts";
import type { Output } from "./notebook.ts";
import { OutputList } from "./output_list.ts";
import { ZmtpSocket } from "./zmtp_socket.ts";

/**
 * What a cell shows without waiting for it can come after the kernel says that
 * it is idle: silence that ends.
 */
const QUIET = 250;
/** A port that was free may be taken when the kernel asks for it. */
const START_TRIES = 3;
const START_LIMIT = 60_000;

/** What came of running a cell. */
export interface CellRun {
  readonly outputs: readonly Output[];
  readonly executionCount: number;
}

interface Run {
  readonly list: OutputList;
  reply?: Message;
  idle: boolean;
  /** When the last message about it came. */
  lastAt: number;
}

function freePorts(count: number): number[] {
  const listeners = Array.from(
    { length: count },
    () => Deno.listen({ hostname: "127.0.0.1", port: 0 }),
  );
  return listeners.map((listener) => {
    const { port } = listener.addr as Deno.NetAddr;
    listener.close();
    return port;
  });
}

async function connectSoon(
  type: "DEALER" | "SUB",
  port: number,
  signal: AbortSignal,
): Promise<ZmtpSocket> {
  while (true) {
    try {
      return await ZmtpSocket.connect(type, port, signal);
    } catch {
      signal.throwIfAborted();
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** A Deno kernel of its own, spoken to without Python. */
export class Kernel implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #folder: string;
  readonly #key = crypto.randomUUID();
  readonly #sockets: ZmtpSocket[] = [];
  readonly #listening: Promise<unknown>[] = [];
  readonly #runs = new Map<string, Run>();
  /** Ends when it can be spoken to no more. */
  readonly #death = new AbortController();

  private constructor(cwd: string, ports: readonly number[]) {
    this.#folder = Deno.makeTempDirSync();
    const file = `${this.#folder}/connection.json`;
    const [shell, iopub, stdin, control, hb] = ports;
    Deno.writeTextFileSync(
      file,
      JSON.stringify({
        transport: "tcp",
        ip: "127.0.0.1",
        signature_scheme: "hmac-sha256",
        key: this.#key,
        shell_port: shell,
        iopub_port: iopub,
        stdin_port: stdin,
        control_port: control,
        hb_port: hb,
      }),
    );
    this.#process = new Deno.Command(Deno.execPath(), {
      args: ["jupyter", "--kernel", "--conn", file],
      cwd,
      env: { NO_COLOR: "1" },
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    this.#process.status.then(() =>
      this.#death.abort(new Error("The kernel died"))
    );
  }

  /**
   * Returns a kernel that runs in a folder and is ready.
   *
   * @throws {Error} If none starts within a minute, or three die.
   */
  static async start(cwd: string): Promise<Kernel> {
    for (let tries = 1;; tries++) {
      const ports = freePorts(5);
      const kernel = new Kernel(cwd, ports);
      try {
        await kernel.#connect(ports);
        return kernel;
      } catch (error) {
        await kernel[Symbol.asyncDispose]();
        if (tries === START_TRIES) throw error;
      }
    }
  }

  async #connect([shell = 0, iopub = 0]: readonly number[]): Promise<void> {
    const limit = AbortSignal.timeout(START_LIMIT);
    const signal = AbortSignal.any([limit, this.#death.signal]);
    for (const [type, port] of [["DEALER", shell], ["SUB", iopub]] as const) {
      const socket = await connectSoon(type, port, signal);
      this.#sockets.push(socket);
      const die = (error: unknown) => this.#death.abort(error);
      this.#listening.push(this.#listen(socket).catch(die));
    }
    // A subscription takes effect on its own time: before, what the kernel
    // publishes is lost.
    while (!await this.#answers(1000)) signal.throwIfAborted();
  }

  /**
   * Returns the outputs of a piece of code. An error that the kernel tells
   * only in its reply, such as that of a syntax error, is an output too.
   *
   * @param limit Milliseconds after which to give up.
   * @throws {Error} If the kernel dies or takes longer.
   */
  async run(code: string, limit: number): Promise<CellRun> {
    const run = await this.#request("execute_request", {
      code,
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: true,
    });
    const isDone = () => run.reply !== undefined && run.idle;
    // What the kernel has printed before it answers again has come by then.
    if (!await this.#until(isDone, limit) || !await this.#answers(limit)) {
      throw new Error(`The cell ran longer than ${limit} ms`);
    }
    await this.#until(() => Date.now() - run.lastAt >= QUIET, limit);
    const reply = run.reply!;
    const { content } = reply;
    const failed = run.list.outputs.some((o) => o.output_type === "error");
    if (content.status !== "ok" && !failed) {
      run.list.add({
        ...reply,
        header: { ...reply.header, msg_type: "error" },
        content: {
          ename: content.ename ?? content.status,
          evalue: content.evalue ?? "",
          traceback: content.traceback ?? [],
        },
      });
    }
    return {
      outputs: run.list.outputs,
      executionCount: content.execution_count ?? 0,
    };
  }

  /** Ends the kernel. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#process.kill("SIGKILL");
    } catch {
      // It has ended.
    }
    await this.#process.status;
    for (const socket of this.#sockets) socket[Symbol.dispose]();
    await Promise.all(this.#listening);
    await Deno.remove(this.#folder, { recursive: true });
  }

  /** Whether the kernel says within so many milliseconds that it is idle. */
  async #answers(limit: number): Promise<boolean> {
    const run = await this.#request("kernel_info_request", {});
    return await this.#until(() => run.idle, limit);
  }

  /** Sends a request; what answers it is added to what it returns. */
  async #request(type: string, content: unknown): Promise<Run> {
    const { id, parts } = encodeRequest(this.#key, type, content);
    const run = { list: new OutputList(), idle: false, lastAt: Date.now() };
    this.#runs.set(id, run);
    await this.#sockets[0]!.send(parts);
    return run;
  }

  /** Waits until something is so, and returns whether it has come about. */
  async #until(isSo: () => boolean, limit: number): Promise<boolean> {
    const start = Date.now();
    while (!isSo()) {
      this.#death.signal.throwIfAborted();
      if (Date.now() - start > limit) return false;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return true;
  }

  async #listen(socket: ZmtpSocket): Promise<never> {
    while (true) {
      const message = decodeMessage(this.#key, await socket.receive());
      const run = this.#runs.get(message.parent_header.msg_id ?? "");
      if (run === undefined) continue;
      run.lastAt = Date.now();
      if (message.header.msg_type === "execute_reply") run.reply = message;
      else if (message.content.execution_state === "idle") run.idle = true;
      else run.list.add(message);
    }
  }
}
