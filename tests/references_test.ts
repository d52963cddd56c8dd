/**
 * Every folder of references, against numbers that the authors' implementation
 * gave in float64. Name another directory by `FULLGRAD_REFERENCES`.
 */
import { assertEquals } from "@std/assert";
import { basename } from "node:path";
import { startBackend } from "fullgrad";
import { checkFolder } from "./references/check_folder.ts";
import {
  referenceFolders,
  REFERENCES,
} from "./references/reference_folders.ts";

const folders = await referenceFolders();

Deno.test({
  name: `references in ${REFERENCES}`,
  ignore: folders.length === 0,
  fn: async () =>
    assertEquals(
      (await startBackend("fullgrad-wasm")).name,
      "fullgrad-wasm",
    ),
});

for (const folder of folders) {
  Deno.test(`references: ${basename(folder)}`, async (t) => {
    await startBackend("fullgrad-wasm");
    await checkFolder(t, folder);
  });
}
