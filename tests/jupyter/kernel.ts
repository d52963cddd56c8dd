import { decodeMessage, encodeRequest, type Message } from "./message.ts";
import type { Output } from "./notebook.ts";
import { OutputList } from "./output_list.ts";
import { ZmtpSocket } from "./zmtp_socket.ts";

/** Outputs can come after the kernel says that it is idle: silence that ends. */
const QUIET = 250;
const START_TRIES = 150;

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
): Promise<ZmtpSocket> {
  for (let tries = 1;; tries++) {
    try {
      return await ZmtpSocket.connect(type, port);
    } catch (error) {
      if (tries === START_TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** A Deno kernel of its own, spoken to without Python. */
export class Kernel implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #folder: string;
  readonly #key: string;
  readonly #shell: ZmtpSocket;
  readonly #published: ZmtpSocket;
  readonly #runs = new Map<string, Run>();
  readonly #listening: Promise<unknown>;
  #ended = false;

  private constructor(
    process: Deno.ChildProcess,
    folder: string,
    key: string,
    shell: ZmtpSocket,
    published: ZmtpSocket,
  ) {
    this.#process = process;
    this.#folder = folder;
    this.#key = key;
    this.#shell = shell;
    this.#published = published;
    process.status.then(() => this.#ended = true);
    this.#listening = Promise.allSettled([
      this.#listen(shell),
      this.#listen(published),
    ]);
  }

  /** Returns a kernel that runs in a folder and is ready. */
  static async start(cwd: string): Promise<Kernel> {
    const folder = await Deno.makeTempDir();
    const file = `${folder}/connection.json`;
    const key = crypto.randomUUID();
    const [shell = 0, iopub = 0, stdin, control, hb] = freePorts(5);
    await Deno.writeTextFile(
      file,
      JSON.stringify({
        transport: "tcp",
        ip: "127.0.0.1",
        signature_scheme: "hmac-sha256",
        key,
        shell_port: shell,
        iopub_port: iopub,
        stdin_port: stdin,
        control_port: control,
        hb_port: hb,
      }),
    );
    const process = new Deno.Command(Deno.execPath(), {
      args: ["jupyter", "--kernel", "--conn", file],
      cwd,
      env: { NO_COLOR: "1" },
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    const published = await connectSoon("SUB", iopub);
    const requests = await connectSoon("DEALER", shell);
    // A subscription takes effect on its own time; the first cell's outputs
    // would be lost.
    await new Promise((resolve) => setTimeout(resolve, QUIET));
    return new Kernel(process, folder, key, requests, published);
  }

  /**
   * Returns the outputs of a piece of code. An error that the kernel tells
   * only in its reply, such as that of a syntax error, is an output too.
   *
   * @param limit Milliseconds after which to give up.
   * @throws {Error} If the kernel dies or takes longer.
   */
  async run(code: string, limit: number): Promise<CellRun> {
    const { id, parts } = encodeRequest(this.#key, "execute_request", {
      code,
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: true,
    });
    const start = Date.now();
    const run: Run = { list: new OutputList(), idle: false, lastAt: start };
    this.#runs.set(id, run);
    await this.#shell.send(parts);
    while (
      run.reply === undefined || !run.idle || Date.now() - run.lastAt < QUIET
    ) {
      if (this.#ended) throw new Error("The kernel died");
      if (Date.now() - start > limit) {
        throw new Error(`The cell ran longer than ${limit} ms`);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const { content } = run.reply;
    const failed = run.list.outputs.some((o) => o.output_type === "error");
    if (content.status !== "ok" && !failed) {
      run.list.add({
        ...run.reply,
        header: { ...run.reply.header, msg_type: "error" },
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
    if (!this.#ended) this.#process.kill("SIGKILL");
    await this.#process.status;
    this.#shell[Symbol.dispose]();
    this.#published[Symbol.dispose]();
    await this.#listening;
    await Deno.remove(this.#folder, { recursive: true });
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
