import { join } from "node:path";
import { hostname } from "node:os";

/** The programs that a cluster of one machine needs. */
const PROGRAMS = ["munged", "slurmctld", "slurmd", "sbatch", "scontrol"];

/** Whether this machine can be a cluster. */
export const HAS_SLURM: boolean = Deno.build.os === "linux" &&
  Deno.uid() === 0 && PROGRAMS.every(isInstalled);

function isInstalled(program: string): boolean {
  return (Deno.env.get("PATH") ?? "").split(":").concat("/usr/sbin").some(
    (folder) => {
      try {
        return Deno.statSync(join(folder, program)).isFile;
      } catch {
        return false;
      }
    },
  );
}

/** A cluster of one machine with two cores, in a folder of its own. */
export class Slurm implements AsyncDisposable {
  readonly #folder: string;
  readonly #daemons: Deno.ChildProcess[] = [];
  #ended: string | undefined;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Starts the daemons, and waits until the machine takes jobs. `undefined`
   * where Slurm cannot run here; what its daemons say of it is printed.
   */
  static async start(folder: string): Promise<Slurm | undefined> {
    // A port that was free may be taken when the daemon asks for it.
    for (const attempt of [1, 2]) {
      await Deno.mkdir(join(folder, `${attempt}`));
      const slurm = new Slurm(join(folder, `${attempt}`));
      try {
        await slurm.#start();
        return slurm;
      } catch (error) {
        console.warn(`Slurm does not start here: ${error}\n${slurm.#logs()}`);
        await slurm[Symbol.asyncDispose]();
      }
    }
    return undefined;
  }

  async #start(): Promise<void> {
    const [key, socket] = [this.#path("key"), this.#path("munge.socket")];
    await Deno.writeFile(key, crypto.getRandomValues(new Uint8Array(1024)), {
      mode: 0o600,
    });
    for (const name of ["state", "spool"]) await Deno.mkdir(this.#path(name));
    await Deno.writeTextFile(this.#path("slurm.conf"), this.#settings(socket));
    this.#daemon("munged", [
      ...["--foreground", "--force"],
      ...[`--key-file=${key}`, `--socket=${socket}`],
      ...["pid", "log", "seed"].map((kind) =>
        `--${kind}-file=${this.#path(`munged.${kind}`)}`
      ),
    ]);
    await until(() => this.#runs() && exists(socket));
    this.#daemon("slurmctld", ["-D", "-f", this.#path("slurm.conf")]);
    this.#daemon("slurmd", ["-D", "-f", this.#path("slurm.conf")]);
    await until(async () => {
      this.#runs();
      const { success, text } = await this.#call("sinfo", ["-h", "-o", "%T"]);
      return success && text === "idle";
    });
  }

  #runs(): true {
    if (this.#ended === undefined) return true;
    throw new Error(this.#ended);
  }

  /** The last lines of what the daemons have written. */
  #logs(): string {
    return [...Deno.readDirSync(this.#folder)]
      .filter(({ name }) => name.endsWith("log"))
      .map(({ name }) => {
        const lines = Deno.readTextFileSync(this.#path(name)).trim();
        return `${name}:\n${lines.split("\n").slice(-10).join("\n")}`;
      }).join("\n");
  }

  /** What a program of Slurm says, without the spaces around it. */
  async run(program: string, args: readonly string[]): Promise<string> {
    const { success, text } = await this.#call(program, args);
    if (success) return text;
    throw new Error(`Cannot run ${program} ${args.join(" ")}: ${text}`);
  }

  async #call(
    program: string,
    args: readonly string[],
  ): Promise<{ readonly success: boolean; readonly text: string }> {
    const { success, stdout, stderr } = await this.#command(program, args)
      .output();
    const text = [stdout, stderr].map((bytes) =>
      new TextDecoder().decode(bytes).trim()
    );
    return { success, text: text.filter((part) => part !== "").join("\n") };
  }

  #daemon(program: string, args: readonly string[]): void {
    const daemon = this.#command(program, args, "null").spawn();
    this.#daemons.push(daemon);
    daemon.status.then(({ code, signal }) =>
      this.#ended ??= `${program} has ended with ${signal ?? code}`
    );
  }

  #command(
    program: string,
    args: readonly string[],
    output: "piped" | "null" = "piped",
  ): Deno.Command {
    return new Deno.Command(program, {
      args: [...args],
      cwd: this.#folder,
      env: {
        PATH: `${Deno.env.get("PATH")}:/usr/sbin`,
        SLURM_CONF: this.#path("slurm.conf"),
      },
      stdout: output,
      stderr: output,
    });
  }

  #settings(socket: string): string {
    const host = hostname();
    return `
ClusterName=test
SlurmctldHost=${host}(127.0.0.1)
SlurmctldPort=${freePort()}
SlurmdPort=${freePort()}
AuthType=auth/munge
AuthInfo=socket=${socket}
SlurmUser=root
SlurmdUser=root
StateSaveLocation=${this.#path("state")}
SlurmdSpoolDir=${this.#path("spool")}
SlurmctldPidFile=${this.#path("slurmctld.pid")}
SlurmdPidFile=${this.#path("slurmd.pid")}
SlurmctldLogFile=${this.#path("slurmctld.log")}
SlurmdLogFile=${this.#path("slurmd.log")}
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
JobRequeue=1
KillWait=5
ReturnToService=2
SchedulerParameters=sched_interval=1,bf_interval=1
NodeName=${host} NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=all Nodes=${host} Default=YES MaxTime=INFINITE State=UP
`;
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }

  /** Stops the daemons, the last first. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const daemon of this.#daemons.reverse()) {
      try {
        daemon.kill("SIGTERM");
      } catch {
        // It has ended.
      }
      await daemon.status;
    }
  }
}

/** Waits until something is so, however long it takes to ask. */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  seconds = 60,
): Promise<void> {
  const start = performance.now();
  while (!await isSo()) {
    if (performance.now() - start > 1000 * seconds) {
      throw new Error(`Nothing has happened for ${seconds} seconds`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function exists(path: string): Promise<boolean> {
  return Deno.stat(path).then(() => true, () => false);
}

/** A port that nothing listens to. */
function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
