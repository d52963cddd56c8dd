/** What a registry would be given: the sources and the default network. */
import { assert, assertEquals } from "@std/assert";
import { exhaustiveTest } from "./exhaustive.ts";
import { publishedFiles } from "./published_files.ts";

exhaustiveTest({
  name: "deno publish warns of nothing, and ships no tests and 4 MB at most",
  async fn() {
    const { text, files } = await publishedFiles();
    assertEquals(/warning\[/.exec(text), null);
    assertEquals(
      files.filter(({ path }) => /^(tests|notebooks|docs)\//.test(path)),
      [],
    );
    const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
    assert(total <= 4e6, `${total} bytes`);
  },
});
