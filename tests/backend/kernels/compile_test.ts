import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  compileKernel,
  withRepeats,
} from "../../../lib/backend/kernels/compile.ts";
import { gemmBinary } from "./gemm/gemm_binary.ts";

Deno.test("what is marked comes once per value, within others too", () => {
  const source = `before
  // @repeat K 0 4
  load {K}
  // @repeat R a b
  add {R} {K}
  // @end
  // @end
between
// @repeat R x y
{R}{R}
// @end
after
`;
  assertEquals(
    withRepeats(source).split("\n").map((line) => line.trim()),
    [
      "before",
      ...["load 0", "add a 0", "add b 0"],
      ...["load 4", "add a 4", "add b 4"],
      "between",
      ...["xx", "yy"],
      "after",
      "",
    ],
  );
  assertEquals(withRepeats("nothing\n"), "nothing\n");
});

Deno.test("a repeat without an end is an error", () => {
  for (
    const source of [
      "// @repeat K 1 2\n{K}\n",
      "// @repeat K 1 2\n// @repeat R 1\n// @end\n",
    ]
  ) {
    assertThrows(() => withRepeats(source), SyntaxError, "@repeat K has none");
  }
});

Deno.test("a source that is not there does not compile", async () => {
  await assertRejects(
    () => compileKernel(new URL("./absent.as", import.meta.url), false),
    Error,
    "Cannot compile",
  );
});

Deno.test("a source compiles to other code where relaxed SIMD is allowed", async () => {
  const { plain, relaxed } = await gemmBinary();
  const bytes = await Promise.all(
    [plain, relaxed!].map(async (url) =>
      new Uint8Array(await (await fetch(url)).arrayBuffer())
    ),
  );
  const exports = bytes.map((binary) =>
    WebAssembly.Module.exports(new WebAssembly.Module(binary))
  );
  assertEquals(exports.map((own) => own.map(({ name }) => name)), [
    ["tile", "read"],
    ["tile", "read"],
  ]);
  assertEquals(bytes[0]!.length > bytes[1]!.length, true, "no fused steps");
});
