/** What a registry would be given: the sources and the default network. */
import { assert, assertEquals } from "@std/assert";
import { gzipSync } from "node:zlib";
import { exhaustiveTest } from "./exhaustive.ts";
import { publishedFiles, ROOT } from "./published_files.ts";

exhaustiveTest({
  name:
    "deno publish warns of nothing, and ships no tests and 4 MB at most, packed",
  async fn() {
    const { text, files } = await publishedFiles();
    assertEquals(/warning\[/.exec(text), null);
    assertEquals(
      files.filter(({ path }) => /^(tests|notebooks|docs)\//.test(path)),
      [],
    );
    // A registry sends files packed.
    let packed = 0;
    for (const { path } of files) {
      packed += gzipSync(await Deno.readFile(`${ROOT}${path}`)).length;
    }
    assert(packed <= 4e6, `${packed} bytes`);
    const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
    assert(total <= 6e6, `${total} bytes unpacked`);
  },
});
