import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { initializerOf } from "../../../lib/evaluation/weights/initializer.ts";
import { Random } from "../../../lib/random/mod.ts";
import { startBackend } from "../../../lib/backend/mod.ts";

const SHAPE = [3, 3, 40, 30];
const COUNT = 3 * 3 * 40 * 30;

/** The initializers of tfjs, whose distributions ours must have. */
const NAMES = [
  "zeros",
  "ones",
  "randomUniform",
  "randomNormal",
  "truncatedNormal",
  "glorotUniform",
  "glorotNormal",
  "heUniform",
  "heNormal",
  "leCunUniform",
  "leCunNormal",
] as const;

for (const name of NAMES) {
  Deno.test(`the initializer ${name} has mean, deviation and ends of tfjs's`, async () => {
    await startBackend("cpu");
    const theirs = tf.initializers[name]({ seed: 7 } as never);
    const ours = initializerOf({
      className: theirs.getClassName(),
      config: theirs.getConfig(),
    }, SHAPE)!;
    const random = new Random(5, 0, 0);
    const drawn = Float32Array.from(
      { length: COUNT },
      () => ours.sample(random),
    );
    const tensor = theirs.apply(SHAPE);
    const reference = Float32Array.from(await tensor.data());
    tensor.dispose();
    const [a, b] = [summary(drawn), summary(reference)];
    // 10,800 draws each: five standard errors of both together.
    const error = 5 * b.deviation * Math.SQRT2 / Math.sqrt(COUNT);
    assert(Math.abs(a.mean - b.mean) <= error, `${a.mean}, ${b.mean}`);
    assert(Math.abs(a.deviation - b.deviation) <= error);
    assertEquals(ours.constant, b.deviation === 0);
    if (/Uniform|truncated/.test(name)) {
      assert(Math.abs(a.greatest / b.greatest - 1) < 0.01);
    }
  });
}

Deno.test("an initializer that is not known is undefined", () => {
  assertEquals(
    initializerOf({ className: "Orthogonal", config: {} }, [2, 2]),
    undefined,
  );
});

function summary(values: Float32Array) {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const squares = values.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  return {
    mean,
    deviation: Math.sqrt(squares / values.length),
    greatest: values.reduce((max, x) => Math.max(max, Math.abs(x)), 0),
  };
}
