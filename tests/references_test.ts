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
import { exhaustiveTest } from "./exhaustive.ts";

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

/** Networks that are large: ImageNet's. */
const LARGE = /imagenet/;

for (const folder of folders) {
  const test = LARGE.test(folder) ? exhaustiveTest : Deno.test;
  test({
    name: `references: ${basename(folder)}`,
    fn: async (t) => {
      await startBackend("fullgrad-wasm");
      await checkFolder(t, folder);
    },
  });
}
