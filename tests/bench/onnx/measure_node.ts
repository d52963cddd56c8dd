import { fileURLToPath } from "node:url";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import type { Case, OnnxMeasurement } from "../measurement.ts";
import { runJson, runModule } from "../run_json.ts";

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

/** The forward pass of onnxruntime-web under Node. */
export async function measureNode(
  { network, batch, runs, threads }: Case,
): Promise<OnnxMeasurement> {
  const folder = await Deno.makeTempDir();
  try {
    const file = join(folder, `${network}.onnx`);
    await runModule("./onnx/write_onnx.ts", [network, file, String(batch)]);
    const module = await linkPackage(folder);
    const asked = JSON.stringify({ module, file, batch, runs, threads });
    return await runJson<OnnxMeasurement>("node", [
      "--preserve-symlinks",
      PEER,
      asked,
    ]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
