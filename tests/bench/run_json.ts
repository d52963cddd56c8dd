/**
 * What a command prints, parsed as JSON: its last line.
 *
 * @throws {Error} If the command fails; the message is the first error on stderr.
 */
export async function runJson<T>(
  command: string,
  args: readonly string[],
): Promise<T> {
  const { success, code, signal, stdout, stderr } = await new Deno.Command(
    command,
    {
      args: [...args],
      env: { NO_COLOR: "1" },
      stdout: "piped",
      stderr: "piped",
    },
  ).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
  if (!success) {
    const reason = text(stderr).match(/^.*?(\w*Error: .*)$/m)?.[1];
    throw new Error(reason ?? `ended with ${signal ?? `code ${code}`}`);
  }
  return JSON.parse(text(stdout).split("\n").at(-1)!) as T;
}

/** As {@linkcode runJson} for a module of ours, in a fresh Deno. */
export function runModule<T>(
  specifier: string,
  args: readonly string[] = [],
): Promise<T> {
  const { href } = new URL(specifier, import.meta.url);
  return runJson(Deno.execPath(), ["run", "-A", "--no-check", href, ...args]);
}
