import { assert, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../lib/backend/mod.ts";
import type { Head } from "../../lib/model/mod.ts";
import {
  asTarget,
  centeredLogit,
  classIndices,
  complementLogit,
  evaluateTarget,
  logit,
  logitDifference,
  logSoftmax,
  probability,
  type Target,
  type TargetInput,
} from "../../lib/propagation/mod.ts";
import { assertClose } from "./assert_close.ts";
import { candidates } from "./cases/backends.ts";

const LOGITS = [[0.5, -1, 2], [3, 1, -0.5]];
/** The class of the first image, and of the second. */
const CHOSEN = [1, 0];
const REFERENCE = [2, 2];

interface Example {
  readonly name: string;
  readonly target: Target;
  readonly head?: Head;
  /** The value for one image's logits, its class and the other class. */
  readonly of: (z: readonly number[], k: number, r: number) => number;
}

function softmax(z: readonly number[], k: number): number {
  return Math.exp(z[k]!) / z.reduce((sum, other) => sum + Math.exp(other), 0);
}

const EXAMPLES: readonly Example[] = [
  { name: "logit", target: logit(), of: (z, k) => z[k]! },
  {
    name: "logit of the complement",
    target: complementLogit(),
    head: "sigmoid",
    of: (z, k) => -z[k]!,
  },
  {
    name: "log-softmax",
    target: logSoftmax(),
    of: (z, k) => Math.log(softmax(z, k)),
  },
  { name: "probability", target: probability(), of: softmax },
  {
    name: "probability behind a softmax",
    target: probability(),
    head: "softmax",
    of: softmax,
  },
  {
    name: "probability behind a sigmoid",
    target: probability(),
    head: "sigmoid",
    of: (z, k) => 1 / (1 + Math.exp(-z[k]!)),
  },
  {
    name: "logit difference",
    target: logitDifference(1, 2),
    of: (z, k, r) => z[k]! - z[r]!,
  },
  {
    name: "centered logit",
    target: centeredLogit(),
    of: (z, k) => z[k]! - (z[0]! + z[1]! + z[2]!) / 3,
  },
  {
    name: "a function",
    target: asTarget((output) => tf.sum(tf.square(output), 1) as tf.Tensor1D),
    of: (z) => z.reduce((sum, value) => sum + value * value, 0),
  },
];

for (const { backend, missing } of await candidates()) {
  for (const { name, target, head, of } of EXAMPLES) {
    Deno.test({
      name: `target on ${backend}: ${name}`,
      ignore: missing,
      async fn() {
        await startBackend(backend);
        const before = tf.memory().numTensors;
        const { value, gradient } = tf.tidy(() =>
          evaluateTarget(target, tf.tensor(LOGITS), head, {
            chosen: CHOSEN,
            reference: REFERENCE,
          }) as unknown as { value: tf.Tensor; gradient: tf.Tensor }
        );
        assertEquals(tf.memory().numTensors, before + 2);
        const values = LOGITS.map((z, i) => of(z, CHOSEN[i]!, REFERENCE[i]!));
        const step = 1e-6;
        const slopes = LOGITS.flatMap((z, i) =>
          z.map((_, j) => {
            const [above, below] = [step, -step].map((change) =>
              of(z.with(j, z[j]! + change), CHOSEN[i]!, REFERENCE[i]!)
            );
            return (above! - below!) / (2 * step);
          })
        );
        assertClose(await value.data(), values, 1e-6, "value");
        assertClose(await gradient.data(), slopes, 1e-5, "gradient");
        tf.dispose([value, gradient]);
      },
    });
  }

  Deno.test({
    name: `target on ${backend}: the class is that of the greatest logit`,
    ignore: missing,
    async fn() {
      await startBackend(backend);
      for (const logits of [LOGITS, [[4], [-4]]]) {
        const { value, gradient } = evaluateTarget(
          logit(),
          tf.tensor(logits),
          undefined,
          { chosen: undefined, reference: undefined },
        );
        const greatest = logits.map((row) => Math.max(...row));
        assertEquals([...await value.data()], greatest);
        assertEquals(
          [...await gradient.data()],
          logits.flatMap((row, i) => row.map((z) => z === greatest[i] ? 1 : 0)),
        );
      }
    },
  });
}

Deno.test("a difference without a second class is to the greatest logit", async () => {
  await startBackend("cpu");
  const { value, gradient } = evaluateTarget(
    logitDifference(1, undefined),
    tf.tensor(LOGITS),
    undefined,
    { chosen: CHOSEN, reference: undefined },
  );
  assertEquals([...await value.data()], [-3, 0]);
  assertEquals([...await gradient.data()], [0, 1, -1, 0, 0, 0]);
});

Deno.test("the linear targets are those that are linear in the logits", async () => {
  await startBackend("cpu");
  for (const { target, of } of EXAMPLES) {
    // A linear function is its own difference: t(2z) = 2 t(z) and t(0) = 0.
    const twice = LOGITS.map((z, i) =>
      of(z.map((value) => 2 * value), CHOSEN[i]!, REFERENCE[i]!) -
      2 * of(z, CHOSEN[i]!, REFERENCE[i]!)
    );
    const isLinear = twice.every((difference) => Math.abs(difference) < 1e-12);
    assertEquals(target.linear, isLinear, target.label);
  }
});

Deno.test("asTarget() takes a class, a name, a list, a target or a function", () => {
  const inputs: readonly TargetInput[] = [undefined, 3, "cat", [1, "dog"]];
  for (const input of inputs) {
    const target = asTarget(input);
    assertEquals([target.label, target.classes], ["logit", input]);
  }
  const difference = logitDifference("cat", "dog");
  assert(asTarget(difference) === difference);
  assertEquals([difference.classes, difference.reference], ["cat", "dog"]);
  function spread(output: tf.Tensor): tf.Tensor1D {
    return tf.max(output, 1) as tf.Tensor1D;
  }
  assertEquals(asTarget(spread).label, "spread");
  assertEquals(asTarget(() => tf.tensor1d([])).label, "custom target");
});

Deno.test("classIndices() looks classes up", () => {
  const names = ["cat", "dog", "owl"];
  assertEquals(classIndices(undefined, 2, 3, names), undefined);
  assertEquals(classIndices(2, 2, 3, undefined), [2, 2]);
  assertEquals(classIndices("owl", 3, 3, names), [2, 2, 2]);
  assertEquals(classIndices(["dog", 0], 2, 3, names), [1, 0]);
});

Deno.test("classIndices() says which class does not exist, and what does", () => {
  const names = ["cat", "dog", "owl"];
  const wrong: readonly (readonly [() => unknown, string])[] = [
    [() => classIndices(3, 1, 3, names), "an integer from 0 to 2"],
    [() => classIndices(-1, 1, 3, names), "an integer from 0 to 2"],
    [() => classIndices(0.5, 1, 3, names), "an integer from 0 to 2"],
    [() => classIndices(NaN, 1, 3, names), "an integer from 0 to 2"],
    [() => classIndices("cow", 1, 3, names), "one of cat, dog, owl"],
    [() => classIndices("cow", 1, 3, undefined), "an index from 0 to 2, as"],
    [() => classIndices([0, 1], 3, 3, names), "current number is 2"],
  ];
  for (const [call, part] of wrong) assertThrows(call, RangeError, part);
});

function evaluate(input: TargetInput, output = tf.tensor(LOGITS)): void {
  tf.tidy(() => {
    evaluateTarget(asTarget(input), output, undefined, {
      chosen: undefined,
      reference: undefined,
    });
  });
}

Deno.test("evaluateTarget() says that a function must give a number per image", async () => {
  await startBackend("cpu");
  const before = tf.memory().numTensors;
  const output = tf.tensor(LOGITS);
  const wrong: readonly ((output: tf.Tensor) => tf.Tensor)[] = [
    (z) => tf.sum(z),
    (z) => z,
    (z) => tf.sum(z, 0),
    (z) => tf.sum(z, 1, true),
  ];
  for (const f of wrong) {
    assertThrows(
      () => evaluate(f as (output: tf.Tensor) => tf.Tensor1D, output),
      TypeError,
      "one number for each of 2 samples",
    );
  }
  output.dispose();
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("evaluateTarget() says that a function must have a gradient by the output", async () => {
  await startBackend("cpu");
  const output = tf.tensor(LOGITS);
  const apart: readonly ((output: tf.Tensor) => tf.Tensor)[] = [
    () => tf.zeros([2]),
    (z) => tf.cast(tf.greater(tf.max(z, 1), 0), "float32"),
  ];
  for (const f of apart) {
    assertThrows(
      () => evaluate(f as (output: tf.Tensor) => tf.Tensor1D, output),
      TypeError,
      "must depend on the network's output, by operations that have gradients",
    );
  }
  output.dispose();
});

Deno.test("evaluateTarget() takes an output of any rank for a function only", async () => {
  await startBackend("cpu");
  const maps = tf.ones([2, 3, 3, 4]);
  evaluate((output) => tf.mean(output, [1, 2, 3]) as tf.Tensor1D, maps);
  assertThrows(() => evaluate(logit(), maps), TypeError, "[N, classes]");
});
