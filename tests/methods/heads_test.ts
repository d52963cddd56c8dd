import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import {
  asModel,
  centeredLogit,
  complementLogit,
  fullGrad,
  inputTimesGradient,
  logit,
  logitDifference,
  logSoftmax,
  pixelPerturbation,
  probability,
  randomLogit,
  signed,
  startBackend,
  type TargetInput,
} from "fullgrad";
import { convBnNet, noiseBatch } from "../aggregation/networks/mod.ts";
import { assertClose } from "../propagation/assert_close.ts";
import { randomizeWeights } from "../propagation/cases/mod.ts";
import { EVERY_METHOD } from "./every_method.ts";

await startBackend("fullgrad-wasm");

for (const head of ["softmax", "sigmoid"] as const) {
  Deno.test(`behind a ${head} the logits are explained, and a note says so`, async () => {
    const [bare, headed] = [convBnNet(), convBnNet({ head })];
    const batch = noiseBatch(2);
    for (const [name, method] of Object.entries(EVERY_METHOD)) {
      const expected = await method(bare, batch, { target: [2, 0] });
      const actual = await method(headed, batch, { target: [2, 0] });
      assertEquals(actual.arrays, expected.arrays, name);
      assertEquals(
        actual.explained.notes[0],
        `The network ends in a ${head}; what is explained is the logit before it.`,
      );
      assert(
        !expected.explained.notes.some((note) => note.includes("ends in")),
      );
    }
    [bare, headed].forEach((model) => model.dispose());
  });

  Deno.test(`the probability behind a ${head} is what the network says`, async () => {
    const model = convBnNet({ head });
    const batch = noiseBatch(3);
    const says = tf.tidy(() =>
      model.predict(tf.tensor(batch.data, [...batch.shape])) as tf.Tensor
    );
    const values = await says.data();
    says.dispose();
    const { target } = await fullGrad(model, batch, {
      target: probability([1, 3, 0]),
    });
    const own = [1, 3, 0].map((index, i) => values[4 * i + index]!);
    assertClose(target.values, own, 1e-5, head);
    model.dispose();
  });
}

function oneOutput(activation: "linear" | "sigmoid"): tf.LayersModel {
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({
        filters: 3,
        kernelSize: 3,
        activation: "relu",
        inputShape: [6, 5, 3],
      }),
      tf.layers.globalAveragePooling2d({}),
      tf.layers.dense({ units: 1, activation }),
    ],
  });
  randomizeWeights(model, 3);
  return model;
}

Deno.test("a network with one output needs no target", async () => {
  const batch = noiseBatch(2, { height: 6, width: 5 });
  for (const activation of ["linear", "sigmoid"] as const) {
    const model = oneOutput(activation);
    for (const [name, method] of Object.entries(EVERY_METHOD)) {
      const { explained, arrays } = await method(model, batch);
      const { classes } = explained.target;
      const predicted = [...explained.logits.values].map((value) =>
        activation === "sigmoid" && value > 0 ? 1 : 0
      );
      assertEquals(classes, predicted, name);
      assertEquals(explained.logits.shape, [2, 1], name);
      const chosen = await method(model, batch, { target: logit(classes) });
      assertEquals(chosen.arrays, arrays, name);
    }
    model.dispose();
  }
});

Deno.test("a single sigmoid tells two classes apart, 1 and its complement 0", async () => {
  const batch = noiseBatch(3, { height: 6, width: 5 });
  const layersModel = oneOutput("sigmoid");
  const model = asModel(layersModel, { classNames: ["cat", "dog"] });
  const single = asModel(layersModel, { classNames: ["dog"] });
  assertEquals(single.classNames, ["not dog", "dog"]);
  assertEquals(asModel(single, { name: "again" }).classNames, [
    "not dog",
    "dog",
  ]);
  assertThrows(
    () => asModel(layersModel, { classNames: ["a", "b", "c"] }),
    RangeError,
    "there must be 2 names, the second that of its output, or that one alone: current number is 3",
  );
  const explained = (target: TargetInput) =>
    inputTimesGradient(model, batch, { target, magnitude: signed });
  const [cat, dog] = [await explained("cat"), await explained("dog")];
  const f = [...dog.logits.values];
  assertEquals(dog.target.values, f);
  assertEquals(cat.target.values, f.map((value) => -value));
  assertEquals(cat.target.classes, [0, 0, 0]);
  assertEquals(cat.target.descriptions, Array(3).fill("logit of cat"));
  assertClose(cat.values, dog.values.map((value) => -value), 0, "maps");
  assertEquals((await explained([0, 1, 0])).target.names, [
    "cat",
    "dog",
    "cat",
  ]);
  await assertRejects(() => explained(2), RangeError, "from 0 to 1");

  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
  const values: [TargetInput, (f: number) => number][] = [
    [probability(0), (f) => sigmoid(-f)],
    [probability("dog"), sigmoid],
    [logSoftmax("cat"), (f) => Math.log(sigmoid(-f))],
    [logitDifference(1, 0), (f) => 2 * f],
    [centeredLogit(0), (f) => -f],
    [complementLogit(1), (f) => -f],
  ];
  for (const [target, of] of values) {
    const { target: { values, label } } = await explained(target);
    values.forEach((value, i) =>
      assertAlmostEquals(value, of(f[i]!), 1e-5, label)
    );
  }
  layersModel.dispose();
});

Deno.test("experiments know both classes of a single sigmoid", async () => {
  const model = oneOutput("sigmoid");
  const batch = noiseBatch(2, { height: 6, width: 5 });
  const methods = { inputTimesGradient };
  const pairs = await randomLogit(model, batch, {
    methods,
  });
  assertEquals(
    pairs.interval("inputTimesGradient", "Spearman").mean > 0.999,
    true,
    "the maps of f and of −f have the same magnitudes",
  );
  const removed = await pixelPerturbation(model, batch, {
    methods,
    target: 0,
    output: "probability",
    fractions: [0.5],
    fill: "zeroNormalized",
  });
  assertEquals(removed.data.settings.output, "probability");
  model.dispose();
});

Deno.test("a network of 1 channel has a map and a picture", async () => {
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({
        filters: 2,
        kernelSize: 3,
        biasInitializer: "ones",
        inputShape: [6, 5, 1],
      }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 2 }),
    ],
  });
  const map = await fullGrad(
    model,
    noiseBatch(1, { height: 6, width: 5 }).data.slice(0, 30),
  );
  assertEquals(map.shape, [1, 6, 5]);
  assertStringIncludes(await map.figure().toSvg(), "<svg");
  model.dispose();
});
