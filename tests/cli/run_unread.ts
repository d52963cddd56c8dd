import { BOAT } from "./run_cli.ts";

/** Command lines of which a reader wants the first line alone. */
export const UNREAD: readonly (readonly string[])[] = [
  ["demo"],
  ["explain", "--model", "shapes_vgg9", "--image", BOAT, "--json"],
  ["explain", "--help"],
];

/**
 * Runs a program whose output nobody reads, as one before `head` whose reader
 * has left.
 *
 * @returns The status, and what it said of it.
 */
export async function runUnread(
  program: string,
  args: readonly string[],
  cwd: string,
): Promise<readonly [code: number, stderr: string]> {
  const process = new Deno.Command(program, {
    args: [...args],
    cwd,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  await process.stdout.cancel();
  const text = await new Response(process.stderr).text();
  const { code } = await process.status;
  // A software Vulkan driver says where it cannot write; that is not ours.
  const own = text.split("\n").filter((line) =>
    !line.includes("XDG_RUNTIME_DIR")
  );
  return [code, own.join("\n")];
}
