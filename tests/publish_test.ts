/** What a registry would be given: the sources and the default network. */
import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { exhaustiveTest } from "./exhaustive.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Bytes of the units that `deno publish` writes sizes in. */
const UNITS: Readonly<Record<string, number>> = { B: 1, KB: 1e3, MB: 1e6 };

exhaustiveTest({
  name: "deno publish warns of nothing, and ships no tests and 4 MB at most",
  async fn() {
    const { success, stdout, stderr } = await new Deno.Command(
      Deno.execPath(),
      {
        args: ["publish", "--dry-run", "--allow-dirty"],
        cwd: ROOT,
        env: { NO_COLOR: "1" },
      },
    ).output();
    const text = new TextDecoder().decode(stdout) +
      new TextDecoder().decode(stderr);
    assert(success, text);
    assertEquals(/warning\[/.exec(text), null);
    const files = [...text.matchAll(/file:\/\/(\S+) \(([\d.]+)([KM]?B)\)/g)]
      .map(([, path, size, unit]) => ({
        path: path!.slice(ROOT.length),
        bytes: Number(size) * UNITS[unit!]!,
      }));
    assert(files.some(({ path }) => path === "mod.ts"));
    assertEquals(
      files.filter(({ path }) => /^(tests|notebooks|docs)\//.test(path)),
      [],
    );
    const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
    assert(total <= 4e6, `${total} bytes`);
  },
});
