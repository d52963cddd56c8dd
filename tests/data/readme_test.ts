import { assert, assertEquals } from "@std/assert";
import { sha256 } from "./shapes/sha256.ts";

const DATA = new URL("../../data/", import.meta.url);

Deno.test("data/README.md has the digests of the files that ship", async () => {
  const readme = await Deno.readTextFile(new URL("README.md", DATA));
  const digests = [...readme.matchAll(/^([0-9a-f]{64}) {2}(\S+)$/gm)];
  assert(digests.length >= 5);
  for (const [, digest, file] of digests) {
    assertEquals(
      await sha256(await Deno.readFile(new URL(file!, DATA))),
      digest,
    );
  }
});
