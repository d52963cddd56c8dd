import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../lib/backend/mod.ts";
import { fullGradients } from "../../lib/decomposition/mod.ts";
import { convBnNet, noiseBatch } from "../aggregation/networks/mod.ts";
import { assertClose } from "../propagation/assert_close.ts";

await startBackend("fullgrad-wasm");

const model = convBnNet();
const batch = noiseBatch(2);
const options = { target: [3, 1] };

Deno.test("fullGradients gives every site in forward order, neuron by neuron", async () => {
  const { inputGradient, inputTerm, biasGradients, terms } =
    await fullGradients(model, batch, options);
  assertEquals(
    biasGradients.map(({ site, term }) => [site.name, site.bias, term.shape]),
    [
      ["conv1", "explicit", [2, 12, 9, 5]],
      ["bn1", "explicit", [2, 12, 9, 5]],
      ["bn2", "explicit", [2, 5, 4, 6]],
      ["conv3", "explicit", [2, 5, 4, 4]],
      ["conv3/activation", "implicit", [2, 5, 4, 4]],
      ["logits", "explicit", [2, 4]],
    ],
  );
  assertEquals(inputGradient.shape, [2, 12, 9, 3]);
  assertEquals(inputTerm.shape, [2, 12, 9, 3]);
  assertEquals(
    terms.map(({ site, spatial }) => [site.name, spatial]),
    [
      ["input", true],
      ["conv1", true],
      ["bn1", true],
      ["bn2", true],
      ["conv3", true],
      ["conv3/activation", true],
      ["logits", false],
    ],
  );
});

Deno.test("the input term is the input-gradient times the input", async () => {
  const { inputGradient, inputTerm } = await fullGradients(
    model,
    batch,
    options,
  );
  const product = inputGradient.values.map((g, i) => g * batch.data[i]!);
  assertClose(inputTerm.values, product, 1e-6, "g ⊙ x");
});

Deno.test("a dense bias's term is the bias of the class, and 0 for the others", async () => {
  const { biasGradients } = await fullGradients(model, batch, options);
  const bias = await model.getLayer("logits").getWeights()[1]!.data();
  const { values } = biasGradients.at(-1)!.term;
  // A product of 0 with a negative bias is −0.
  const plain = [...values].map((value) => value + 0);
  assertEquals(plain, [0, 0, 0, bias[3]!, 0, bias[1]!, 0, 0]);
});

Deno.test("sums, absolute sums and completeness are those of the terms", async () => {
  const exact = await fullGradients(model, batch, options);
  const arrays = [
    exact.inputTerm,
    ...exact.biasGradients.map(({ term }) => term),
  ];
  for (const image of [0, 1]) {
    let total = 0;
    let size = 0;
    exact.terms.forEach(({ sums, absolute }, i) => {
      const { values, shape } = arrays[i]!;
      const count = values.length / shape[0]!;
      const own = [...values.subarray(image * count, (image + 1) * count)];
      const sum = own.reduce((a, b) => a + b, 0);
      const magnitude = own.reduce((a, b) => a + Math.abs(b), 0);
      assertAlmostEquals(sums[image]!, sum, 1e-9 * magnitude);
      assertAlmostEquals(absolute[image]!, magnitude, 1e-9 * magnitude);
      total += sum;
      size += Math.abs(sum);
    });
    const found = exact.completeness[image]!;
    assertEquals(found.output, exact.target.values[image]!);
    assertAlmostEquals(found.residual, found.output - total, 1e-9 * size);
    assertAlmostEquals(found.inputTerm, exact.terms[0]!.sums[image]!, 1e-12);
    assertAlmostEquals(
      found.inputTerm + found.biasTerm + found.residual,
      found.output,
      1e-9 * size,
    );
    assert(found.relativeToTerms <= 1e-5);
  }
});

Deno.test("the output that is explained is the network's own", async () => {
  const { logits, target } = await fullGradients(model, batch, options);
  const output = tf.tidy(() =>
    model.predict(tf.tensor(batch.data, [...batch.shape])) as tf.Tensor
  );
  assertClose(logits.values, await output.data(), 1e-5, "logits");
  assertEquals(target.values, [logits.values[3]!, logits.values[5]!]);
  output.dispose();
});

Deno.test("a weight that changes is seen by the next call", async () => {
  const own = convBnNet();
  const before = await fullGradients(own, batch, options);
  const layer = own.getLayer("conv1");
  const [kernel, bias] = layer.getWeights();
  const doubled = tf.mul(bias!, 2);
  layer.setWeights([kernel!, doubled]);
  doubled.dispose();
  const after = await fullGradients(own, batch, options);
  assert(
    before.biasGradients[0]!.term.values.some((value, i) =>
      value !== after.biasGradients[0]!.term.values[i]
    ),
  );
  for (const { relativeToTerms } of after.completeness) {
    assert(relativeToTerms <= 1e-5);
  }
  own.dispose();
});
