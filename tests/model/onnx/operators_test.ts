/**
 * Every operator that is read, with random settings, against onnxruntime-web:
 * two images at once here, one by one there.
 */
import { assertEquals } from "@std/assert";
import { startBackend } from "../../../lib/backend/mod.ts";
import { OPERATORS } from "../../../lib/model/formats/onnx/operators/mod.ts";
import { assertLikeRuntime } from "./compare.ts";
import { Draft } from "./draft.ts";
import { CONTRIBUTED_CASES } from "./contributed_cases.ts";
import { OPERATOR_CASES } from "./operator_cases.ts";

/** How often each case is drawn; named by the environment for longer runs. */
const DRAWS = Number(Deno.env.get("FULLGRAD_ONNX_DRAWS") ?? 5);

/** What onnxruntime-web 1.30 does not run, by what it says. */
const NOT_RUN: readonly string[] = ["Swish", "com.microsoft::NhwcConv"];

const CASES = { ...OPERATOR_CASES, ...CONTRIBUTED_CASES };

Deno.test("every operator that is read has cases", () => {
  const cases = Object.keys(CASES);
  assertEquals(
    Object.keys(OPERATORS).filter((name) => !NOT_RUN.includes(name)).toSorted(),
    cases.toSorted(),
  );
});

for (const [operator, cases] of Object.entries(CASES)) {
  Deno.test(`${operator} is what onnxruntime-web computes`, async () => {
    await startBackend("fullgrad-wasm");
    for (
      const [i, { build, shape, opsets = [18, 19], spread }] of cases.entries()
    ) {
      for (let seed = 0; seed < DRAWS; seed++) {
        const draft = new Draft(100 * i + seed, shape);
        const opset = draft.random.pick(opsets);
        const file = draft.file(build(draft), opset);
        await assertLikeRuntime(
          file,
          draft.shape,
          `${operator}, case ${i}, seed ${seed}, opset ${opset}`,
          { ...(spread !== undefined && { spread }) },
        );
      }
    }
  });
}
