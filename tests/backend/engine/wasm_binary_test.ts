import { assert, assertEquals, assertThrows } from "@std/assert";
import { withSharedMemory } from "../../../lib/backend/engine/wasm_binary.ts";
import { hasRelaxedSimd } from "../../../lib/backend/engine/kernel_binaries.ts";
import { startTfjsModule } from "../../../lib/backend/engine/tfjs_module.ts";
import { compileSource } from "./compile_source.ts";

const IMPORTING = await compileSource(
  "export function read(at: usize): i32 { return load<i32>(at); }",
);

/** (module (memory (export "m") 1 2)) */
const OWNING = new Uint8Array([
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...[5, 4, 1, 1, 1, 2],
  ...[7, 5, 1, 1, 0x6d, 2, 0],
]);

Deno.test("withSharedMemory() decides which memory a module imports", () => {
  for (const shared of [true, false]) {
    const module = new WebAssembly.Module(withSharedMemory(IMPORTING, shared));
    const size = { initial: 1, maximum: 100 };
    const instantiate = (of: boolean) =>
      new WebAssembly.Instance(module, {
        env: { memory: new WebAssembly.Memory({ ...size, shared: of }) },
      });
    assert(instantiate(shared).exports["read"]);
    assertThrows(() => instantiate(!shared), WebAssembly.LinkError);
  }
});

Deno.test("withSharedMemory() decides which memory a module makes", () => {
  for (const shared of [true, false]) {
    const module = new WebAssembly.Module(withSharedMemory(OWNING, shared));
    const { m } = new WebAssembly.Instance(module).exports;
    const { buffer } = m as WebAssembly.Memory;
    assertEquals(buffer instanceof SharedArrayBuffer, shared);
  }
});

Deno.test("withSharedMemory() leaves the binary that it is given", () => {
  const before = OWNING.slice();
  withSharedMemory(OWNING, true);
  assertEquals(OWNING, before);
  assertEquals(withSharedMemory(withSharedMemory(OWNING, true), false), before);
});

Deno.test("withSharedMemory() says what is missing", () => {
  const empty = OWNING.slice(0, 8);
  assertThrows(
    () => withSharedMemory(empty, true),
    SyntaxError,
    "it must have one",
  );
  // (module (memory 1))
  const endless = new Uint8Array([...empty, 5, 3, 1, 0, 1]);
  assertThrows(
    () => withSharedMemory(endless, true),
    SyntaxError,
    "must have a maximum",
  );
});

Deno.test("tfjs's module starts on a shared heap and on one that is not", async () => {
  for (const shared of [true, false]) {
    const { module, memory } = await startTfjsModule(shared);
    assertEquals(memory.buffer instanceof SharedArrayBuffer, shared);
    const grown = module._malloc(40 * 2 ** 20);
    assert(grown > 0);
    module.HEAPU8[grown + 40 * 2 ** 20 - 1] = 7;
    assert(module.HEAPU8.buffer === memory.buffer, "the views are stale");
  }
});

Deno.test("hasRelaxedSimd() asks for what V8 and others ship", () => {
  assertEquals(typeof hasRelaxedSimd(), "boolean");
  // The runtime that this project is tested on has it.
  if ("Deno" in globalThis) assert(hasRelaxedSimd());
});
