import { fileURLToPath } from "node:url";

/** How a command has ended. */
export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The repository's folder. */
export const ROOT: string = fileURLToPath(new URL("../../", import.meta.url));

/** Where the embedded image lies. */
export const BOAT: string = fileURLToPath(
  new URL("../../data/images/boat.png", import.meta.url),
);

const CONFIG = fileURLToPath(new URL("../../deno.json", import.meta.url));

/** Runs a command of `fullgrad` in a process of its own. */
export function runCli(
  command: "explain" | "demo" | "retrain" | "merge" | "reproduce",
  args: readonly string[],
  cwd: string = ROOT,
): Promise<CliResult> {
  const path = fileURLToPath(new URL("../../lib/cli/main.ts", import.meta.url));
  return runDeno(
    ["run", "-A", "--config", CONFIG, path, command, ...args],
    cwd,
  );
}

/** Runs a task of the repository from another folder. */
export function runTask(
  task: string,
  args: readonly string[],
  cwd: string,
): Promise<CliResult> {
  return runDeno(["task", "--quiet", "--config", CONFIG, task, ...args], cwd);
}

async function runDeno(
  args: readonly string[],
  cwd: string,
): Promise<CliResult> {
  // A task that runs the tests has left the folder that it was started in.
  const { INIT_CWD: _, ...env } = Deno.env.toObject();
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd,
    clearEnv: true,
    env: { ...env, NO_COLOR: "1" },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  // A software Vulkan driver says where it cannot write; that is not ours.
  const own = text(stderr).split("\n").filter((line) =>
    !line.includes("XDG_RUNTIME_DIR")
  );
  return { code, stdout: text(stdout), stderr: own.join("\n") };
}
