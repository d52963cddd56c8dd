import * as fc from "fast-check";
import * as tf from "@tensorflow/tfjs";
import { assertEquals } from "@std/assert";
import { startBackend } from "../../../../lib/backend/mod.ts";
import { assertNear } from "../assert_near.ts";
import { seededValues } from "../seeded_values.ts";

const SIZES: Readonly<Record<string, number>> = { a: 3, b: 2, c: 4, d: 1 };

Deno.test("einsum: any equation, against sums over all labels", async () => {
  await startBackend("fullgrad-wasm");
  const labels = fc.shuffledSubarray(Object.keys(SIZES));
  await fc.assert(
    fc.asyncProperty(
      fc.array(labels, { minLength: 1, maxLength: 2 }),
      labels,
      async (terms, wanted) => {
        const output = wanted.filter((label) =>
          terms.some((term) => term.includes(label))
        );
        await assertRight(terms, output);
      },
    ),
    { numRuns: 200, seed: 5 },
  );
});

Deno.test("einsum: whole numbers stay whole, and mixed types become float", async () => {
  await startBackend("fullgrad-wasm");
  const a = tf.tensor2d([1, 2, 3, 4], [2, 2], "int32");
  const b = tf.tensor2d([0.5, 1, 1.5, 2], [2, 2]);
  const whole = tf.einsum("ij,jk->ik", a, a);
  const mixed = tf.einsum("ij,jk->ki", a, b);
  assertEquals([whole.dtype, mixed.dtype], ["int32", "float32"]);
  assertEquals([...await whole.data()], [7, 10, 15, 22]);
  assertEquals([...await mixed.data()], [3.5, 7.5, 5, 11]);
  tf.dispose([a, b, whole, mixed]);
});

async function assertRight(
  terms: readonly (readonly string[])[],
  output: readonly string[],
): Promise<void> {
  const before = tf.memory().numTensors;
  const ids = tf.backend().numDataIds();
  const values = terms.map((term, i) => seededValues(sizeOf(term), i + 1));
  const tensors = terms.map((term, i) =>
    tf.tensor(values[i]!, term.map((label) => SIZES[label]!))
  );
  const equation = `${terms.map((term) => term.join("")).join()}->${
    output.join("")
  }`;
  const result = tf.einsum(equation, ...tensors);
  assertEquals(result.shape, output.map((label) => SIZES[label]!), equation);
  assertNear(
    await result.data() as Float32Array,
    sumOfProducts(terms, values, output),
    1e-5,
  );
  tf.dispose([result, ...tensors]);
  assertEquals(tf.memory().numTensors, before, equation);
  assertEquals(tf.backend().numDataIds(), ids, equation);
}

function sumOfProducts(
  terms: readonly (readonly string[])[],
  values: readonly Float32Array[],
  output: readonly string[],
): Float64Array {
  const used = Object.keys(SIZES).filter((label) =>
    terms.some((term) => term.includes(label))
  );
  const result = new Float64Array(sizeOf(output));
  for (let i = 0; i < sizeOf(used); i++) {
    let rest = i;
    const at: Record<string, number> = {};
    for (const label of used) {
      at[label] = rest % SIZES[label]!;
      rest = Math.floor(rest / SIZES[label]!);
    }
    const index = (labels: readonly string[]) =>
      labels.reduce((sum, label) => sum * SIZES[label]! + at[label]!, 0);
    result[index(output)]! += terms.reduce(
      (product, term, j) => product * values[j]![index(term)]!,
      1,
    );
  }
  return result;
}

function sizeOf(labels: readonly string[]): number {
  return labels.reduce((size, label) => size * SIZES[label]!, 1);
}
