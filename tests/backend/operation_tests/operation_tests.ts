/**
 * `deno task operation-tests`: runs tfjs-core's own tests of its operations on
 * a backend and prints what failed, and how many passed.
 *
 *     deno task operation-tests [--backend wasm|fullgrad-wasm] [--threads N] [--json]
 *
 * @module
 */
import { parseArgs } from "node:util";
import { type BackendName, startBackend } from "../../../lib/backend/mod.ts";
import { runTests } from "./run_tests.ts";

const { values } = parseArgs({
  args: Deno.args,
  options: {
    backend: { type: "string", default: "fullgrad-wasm" },
    threads: { type: "string" },
    json: { type: "boolean", default: false },
  },
});
const { reason } = await startBackend(
  values.backend as BackendName,
  values.threads === undefined ? {} : { threads: Number(values.threads) },
);
const results = await runTests();
if (values.json) {
  console.log(JSON.stringify(results));
} else {
  const { passed, failed } = results;
  for (const [name, message] of Object.entries(failed)) {
    console.log(`${name}\n    ${message}`);
  }
  console.log(
    `${reason}: ${passed.length} passed, ${Object.keys(failed).length} failed`,
  );
}
