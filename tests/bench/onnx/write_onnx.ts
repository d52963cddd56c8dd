/**
 * Writes a network of the bench to a file, in a process of its own:
 * `write_onnx.ts NAME PATH [BATCH]`.
 *
 * @module
 */
import { startBackend } from "../../../lib/backend/mod.ts";
import { LAYERS_MODELS } from "../networks/mod.ts";
import { toOnnx } from "./to_onnx.ts";

const [name, path, batch = "1"] = Deno.args;
await startBackend("wasm");
await Deno.writeFile(
  path!,
  await toOnnx(LAYERS_MODELS.get(name!)!(), Number(batch)),
);
console.log(JSON.stringify(path));
