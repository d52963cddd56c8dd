/**
 * What a command prints, parsed as JSON: its last line.
 *
 * @throws {Error} If the command fails; the message is the first error on stderr.
 */
export async function runJson<T>(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<T> {
  const { stdout, stderr, ...status } = await new Deno.Command(command, {
    args: [...args],
    env: { NO_COLOR: "1", ...env },
    stdout: "piped",
    stderr: "piped",
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
  if (!status.success) throw new Error(reasonOf(text(stderr), status));
  return JSON.parse(text(stdout).split("\n").at(-1)!) as T;
}

/** Why a process ended: the first error that it printed, else its code. */
export function reasonOf(
  stderr: string,
  { signal, code }: Omit<Deno.CommandStatus, "success">,
): string {
  return stderr.match(/^.*?(\w*Error: .*)$/m)?.[1] ??
    `ended with ${signal ?? `code ${code}`}`;
}

/** As {@linkcode runJson} for a module of ours, in a fresh Deno. */
export function runModule<T>(
  specifier: string,
  args: readonly string[] = [],
): Promise<T> {
  return runJson(Deno.execPath(), moduleArguments(specifier, args));
}

/** Arguments with which Deno runs a module of ours. */
export function moduleArguments(
  specifier: string,
  args: readonly string[],
): readonly string[] {
  const { href } = new URL(specifier, import.meta.url);
  return ["run", "-A", "--no-check", href, ...args];
}
