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
    assertEquals(ours.constant, b.deviation === 0 ? b.mean : undefined);
    if (/Uniform|truncated/.test(name)) {
      assert(Math.abs(a.greatest / b.greatest - 1) < 0.01);
    }
  });
}

/** What Keras documents: the deviation after the tails are cut off. */
const KERAS: Readonly<Record<string, readonly [number, number]>> = {
  HeNormal: [2, 3 * 3 * 40],
  GlorotNormal: [1, 3 * 3 * (40 + 30) / 2],
  LecunNormal: [1, 3 * 3 * 40],
};

Deno.test("the normal initializers of a Keras file have the deviation that Keras documents", () => {
  const scaling = (distribution: string) => ({
    className: "VarianceScaling",
    config: { scale: 3, mode: "fan_out", distribution },
  });
  const cases = [
    ...Object.entries(KERAS).map(([className, [scale, fan]]) =>
      [{ className, config: {} }, Math.sqrt(scale / fan), true] as const
    ),
    [scaling("truncated_normal"), Math.sqrt(3 / 270), true] as const,
    [scaling("untruncated_normal"), Math.sqrt(3 / 270), false] as const,
    [scaling("uniform"), Math.sqrt(3 / 270), true] as const,
  ];
  for (const [config, expected, bounded] of cases) {
    const { sample } = initializerOf(config, SHAPE)!;
    const random = new Random(6, 0, 0);
    const { deviation, greatest } = summary(
      Float32Array.from({ length: COUNT }, () => sample(random)),
    );
    // 10,800 draws: five standard errors.
    assert(Math.abs(deviation / expected - 1) < 5 / Math.sqrt(2 * COUNT));
    assertEquals(greatest < 2.5 * expected, bounded);
  }
});

Deno.test("an initializer that is not known is undefined", () => {
  const unknown = [
    { className: "Orthogonal", config: {} },
    { className: "constructor", config: {} },
    { className: "VarianceScaling", config: { mode: "fan_in_out" } },
    { className: "VarianceScaling", config: { distribution: "cauchy" } },
  ];
  for (const config of unknown) {
    assertEquals(initializerOf(config, [2, 2]), undefined);
  }
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
