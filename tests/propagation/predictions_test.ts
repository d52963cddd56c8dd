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
  biasGradients,
  fullGrad,
  inputGradient,
  loadModel,
  occlusion,
  predict,
  renderShapes,
  startBackend,
} from "fullgrad";

/** A network whose outputs are `scale` times the pixel's channels. */
async function linear(
  units: number,
  activation: "linear" | "sigmoid" | "softmax",
): Promise<tf.LayersModel> {
  await startBackend();
  const model = tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [1, 1, units] }),
      tf.layers.dense({ units, useBias: false, activation }),
    ],
  });
  model.setWeights([tf.tidy(() => tf.mul(tf.eye(units), 2))]);
  return model;
}

Deno.test("probabilities are softmax of the logits, the greatest first", async () => {
  const model = await linear(3, "softmax");
  const predictions = await predict(model, [[[0.5, 1, -1]]]);
  const powers = [1, 2, -2].map(Math.exp);
  const sum = powers.reduce((a, b) => a + b);
  const top = predictions.top();
  assertEquals(top.map((entry) => entry.class), [1, 0, 2]);
  for (const { class: index, logit, probability } of top) {
    assertAlmostEquals(logit, [1, 2, -2][index]!, 1e-6);
    assertAlmostEquals(probability, powers[index]! / sum, 1e-6);
  }
  assertEquals(predictions.top(0, 2), top.slice(0, 2));
  model.dispose();
});

Deno.test("a single sigmoid has two classes, a regressor none", async () => {
  const [sigmoid, regressor] = [
    await linear(1, "sigmoid"),
    await linear(1, "linear"),
  ];
  const named = asModel(sigmoid, { classNames: ["no", "yes"] });
  const { 0: first, 1: second } = (await predict(named, [[[1]]])).top();
  assertEquals([first!.name, second!.name], ["yes", "no"]);
  assertAlmostEquals(first!.probability, 1 / (1 + Math.exp(-2)), 1e-6);
  assertAlmostEquals(first!.probability + second!.probability, 1, 1e-12);

  const number = await predict(regressor, [[[3]]]);
  assertEquals(number.top(), []);
  assertThrows(() => number.figure(), RangeError, "tell classes apart");
  assertStringIncludes(String(number), ": 6");
  sigmoid.dispose();
  regressor.dispose();
});

Deno.test("a number that is read of the output, or changes with pixels, needs no gradient", async () => {
  const model = await loadModel("shapes_vgg9");
  const isBoat = (logits: tf.Tensor) =>
    tf.cast(tf.equal(tf.argMax(logits, 1), 1), "float32") as tf.Tensor1D;
  const { rgb } = renderShapes({ seed: 2, count: 6 });
  const images = { data: rgb, shape: [6, 64, 64, 3] };
  const { target: { classes } } = await predict(model, images);
  const { target: { values } } = await predict(model, images, {
    target: isBoat,
  });
  assertEquals([...values], classes!.map((k) => Number(k === 1)));
  const map = await occlusion(model, images, {
    target: isBoat,
    window: 32,
    stride: 32,
  });
  assertEquals([...map.target.values], [...values]);
  await assertRejects(
    () => inputGradient(model, images, { target: isBoat }),
    TypeError,
    "operations that have gradients",
  );
});

Deno.test("they draw themselves: a figure an image, words for many", async () => {
  const model = await loadModel("shapes_vgg9");
  const one = await predict(model, "data/images/boat.png");
  assertStringIncludes(one.figure().title, "boat.png: boat");
  const { data, layout } = await one.figure({ count: 3 }).plotly();
  const { ticktext } = layout.xaxis as { ticktext: string[] };
  assertEquals([ticktext[0], ticktext.at(-1)], ["0 &#37;", "100 &#37;"]);
  assertEquals((data[0]!.x as readonly number[]).length, 3);
  const display = Symbol.for("Jupyter.display") as unknown as "toString";
  const shown = async (result: typeof one) =>
    String(
      (await (result[display] as unknown as () => Promise<
        Record<string, unknown>
      >)())["text/html"],
    );
  assertStringIncludes(await shown(one), "<script>");
  const many = await predict(model, {
    data: new Float32Array(9 * 64 * 64 * 3).fill(0.5),
    shape: [9, 64, 64, 3],
  });
  const html = await shown(many);
  assert(!html.includes("<script>"));
  assertEquals(html.match(/ %/g)!.length, 45);
});

Deno.test("wrong images, counts and options are refused", async () => {
  const model = await loadModel("shapes_vgg9");
  const one = await predict(model, "data/images/boat.png");
  assertThrows(() => one.top(1), RangeError, "from 0 to 0");
  assertThrows(() => one.top(0, 0), RangeError, "positive integer");
  assertThrows(() => one.figure({ image: 2 }), RangeError);
  await assertRejects(
    () => predict(model, "data/images/boat.png", { ties: "first" } as never),
    TypeError,
    "ties",
  );
});

Deno.test("results are a line an image and their notes, in a text and in console.log", async () => {
  const model = await loadModel("shapes_vgg9");
  const map = await fullGrad(model, "data/images/boat.png");
  assertStringIncludes(
    String(map),
    "FullGrad of boat.png by shapes_vgg9: logit of boat = ",
  );
  assertEquals(Deno.inspect(map), String(map));
  const biases = await biasGradients(model, new Float32Array(64 * 64 * 3));
  for (const note of biases.notes) assertStringIncludes(String(biases), note);
});
