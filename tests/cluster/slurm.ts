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

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Starts the daemons, and waits until the machine takes jobs. */
  static async start(folder: string): Promise<Slurm> {
    const slurm = new Slurm(folder);
    try {
      await slurm.#start();
    } catch (error) {
      await slurm[Symbol.asyncDispose]();
      throw error;
    }
    return slurm;
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
    await until(() => exists(socket));
    this.#daemon("slurmctld", ["-D", "-f", this.#path("slurm.conf")]);
    this.#daemon("slurmd", ["-D", "-f", this.#path("slurm.conf")]);
    await until(async () => {
      const { success, text } = await this.#call("sinfo", ["-h", "-o", "%T"]);
      return success && text === "idle";
    });
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
    this.#daemons.push(
      this.#command(program, args, "null").spawn(),
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
    // Ports that a Slurm of the machine itself does not use.
    const port = 20_000 + Deno.pid % 20_000;
    return `
ClusterName=test
SlurmctldHost=${host}(127.0.0.1)
SlurmctldPort=${port}
SlurmdPort=${port + 1}
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

/** Waits until something is so; a minute at most. */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  seconds = 60,
): Promise<void> {
  for (let passed = 0; passed < 5 * seconds; passed++) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`Nothing has happened for ${seconds} seconds`);
}

function exists(path: string): Promise<boolean> {
  return Deno.stat(path).then(() => true, () => false);
}
