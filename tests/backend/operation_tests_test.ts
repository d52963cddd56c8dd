/** tfjs-core's own tests of its operations, on our backend and on tfjs's. */
import { assert, assertEquals } from "@std/assert";
import remaining from "./operation_tests/remaining_failures.json" with {
  type: "json",
};
import type { TestResults } from "./operation_tests/run_tests.ts";
import { exhaustiveTest } from "../exhaustive.ts";

const SCRIPT = new URL(
  "./operation_tests/operation_tests.ts",
  import.meta.url,
);

/** Names of the tests that may fail, each under the reason. */
const REMAINING = Object.values(remaining).flat();

/** Families of which tfjs's backend fails some, and ours none. */
const WHOLE =
  /^(conv2d|fused conv2d|depthwiseConv2d|fused depthwise|gather|unsortedSegmentSum|einsum)/i;

for (const threads of ["1", "2"]) {
  exhaustiveTest({
    name: `tfjs-core's tests on ${threads} thread(s)`,
    fn: async () => {
      const tfjs = await results("--backend", "wasm");
      const ours = await results("--threads", threads);
      assertEquals(
        Object.keys(ours.failed).filter((name) => !REMAINING.includes(name)),
        [],
        "tests that fail are not in remaining_failures.json",
      );
      assertEquals(
        REMAINING.filter((name) => !(name in ours.failed)),
        [],
        "tests in remaining_failures.json do not fail",
      );
      assertEquals(
        tfjs.passed.filter((name) => name in ours.failed),
        [],
        "tests pass on tfjs's backend only",
      );
      assert(ours.passed.length >= 3290, `${ours.passed.length} pass`);
      assertEquals(sizeOf(ours), sizeOf(tfjs));
    },
  });
}

Deno.test("no test of an operation of networks remains", () => {
  assertEquals(REMAINING.filter((name) => WHOLE.test(name)), []);
});

/** The tests are a jasmine of their own, in a process of their own. */
async function results(...args: readonly string[]): Promise<TestResults> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", SCRIPT.href, "--json", ...args],
    env: { NO_COLOR: "1" },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
  if (!success) throw new Error(text(stderr));
  return JSON.parse(text(stdout).split("\n").at(-1)!);
}

function sizeOf({ passed, failed }: TestResults): number {
  return passed.length + Object.keys(failed).length;
}
