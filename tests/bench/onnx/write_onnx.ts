/**
 * Writes a network of the bench to a file, in a process of its own:
 * `write_onnx.ts NAME PATH`.
 *
 * @module
 */
import { startBackend } from "../../../lib/backend/mod.ts";
import { LAYERS_MODELS } from "../networks/mod.ts";
import { toOnnx } from "./to_onnx.ts";

const [name, path] = Deno.args;
await startBackend("wasm");
await Deno.writeFile(path!, await toOnnx(LAYERS_MODELS.get(name!)!(), 1));
console.log(JSON.stringify(path));
