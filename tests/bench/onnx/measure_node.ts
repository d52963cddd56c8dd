import { fileURLToPath } from "node:url";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import type { Participant } from "../interleave.ts";
import type { Case } from "../measurement.ts";
import { runModule } from "../run_json.ts";

const PEER = fileURLToPath(new URL("./peer_node.mjs", import.meta.url));

/** Whether there is a Node here. */
export async function hasNode(): Promise<boolean> {
  try {
    const { success } = await new Deno.Command("node", {
      args: ["--version"],
      stdout: "null",
    }).output();
    return success;
  } catch {
    return false;
  }
}

/**
 * Links the package and what it imports, which lie apart in Deno's cache, as Node
 * looks for them, and returns the path of its build for Node.
 */
async function linkPackage(folder: string): Promise<string> {
  const build = fileURLToPath(import.meta.resolve("onnxruntime-web"));
  const common = createRequire(build).resolve("onnxruntime-common");
  await Deno.mkdir(join(folder, "node_modules"));
  for (
    const [name, path] of [
      ["onnxruntime-web", dirname(dirname(build))],
      ["onnxruntime-common", dirname(dirname(dirname(common)))],
    ] as const
  ) {
    await Deno.symlink(path, join(folder, "node_modules", name));
  }
  return join(folder, "node_modules/onnxruntime-web/dist", basename(build));
}

/**
 * The process that runs onnxruntime-web under Node.
 *
 * @param folder Where its files may lie.
 */
export async function nodeParticipant(
  { network, batch, threads }: Case,
  folder: string,
): Promise<Participant> {
  const file = join(folder, `${network}.onnx`);
  await runModule("./onnx/write_onnx.ts", [network, file, String(batch)]);
  const module = await linkPackage(folder);
  const asked = JSON.stringify({ module, file, batch, threads });
  return { command: "node", args: ["--preserve-symlinks", PEER, asked] };
}
