import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { type PresetName, PRESETS } from "../../lib/aggregation/mod.ts";
import { startBackend } from "../../lib/backend/mod.ts";
import { biasGradients } from "../../lib/decomposition/mod.ts";
import { fullGrad } from "../../lib/methods/mod.ts";
import { convBnNet, noiseBatch } from "../aggregation/networks/mod.ts";
import { EVERY_METHOD, isControl } from "./every_method.ts";

await startBackend("fullgrad-wasm");

/** A network that says 0, or `bias`, whatever the image. */
function indifferent(bias = 0): tf.LayersModel {
  const model = convBnNet();
  const layer = model.getLayer("logits");
  const values = layer.getWeights().map((weight, i) =>
    tf.fill(weight.shape, i === 0 ? 0 : bias)
  );
  layer.setWeights(values);
  tf.dispose(values);
  return model;
}

Deno.test("an output that does not depend on the image gives maps of 0 and a note", async () => {
  for (const bias of [0, 2]) {
    const model = indifferent(bias);
    for (const [name, method] of Object.entries(EVERY_METHOD)) {
      const { arrays, explained } = await method(model, noiseBatch(2));
      for (const [part, { values }] of Object.entries(arrays)) {
        assert(values.every(Number.isFinite), `${name}: ${part}`);
      }
      if (!arrays["map"] || isControl(name)) continue;
      // They weight what they cover by the output, not by its change.
      if (name === "rise" || name === "scoreCam") continue;
      assert(arrays["map"].values.every((value) => value === 0));
      const notes = explained.notes.filter((note) => /0 everywhere/.test(note));
      assertEquals(notes.length, 2, name);
    }
    for (const preset of Object.keys(PRESETS) as PresetName[]) {
      const map = await fullGrad(model, noiseBatch(1), { preset });
      assert(map.values.every((value) => value === 0), preset);
      assertEquals(map.completeness![0]!.relativeToTerms, 0);
      assertEquals(map.completeness![0]!.relativeToOutput, 0);
      assertStringIncludes(await map.figure().toSvg(), "<svg");
    }
    model.dispose();
  }
});

Deno.test("shares of an output of 0 are 0, and figures of it can be drawn", async () => {
  const model = indifferent();
  const result = await biasGradients(model, noiseBatch(1));
  for (const { shareOfOutput, shareOfTerms } of result.layers) {
    assertEquals([shareOfOutput[0], shareOfTerms[0]], [0, 0]);
  }
  for (const figure of [result.figure(), result.multiples(), result.shares()]) {
    const svg = await figure.toSvg();
    assert(!svg.includes("NaN") && !svg.includes("Infinity"));
  }
  model.dispose();
});

Deno.test("a constant image gives finite maps with every preset", async () => {
  const model = convBnNet();
  for (const value of [0, 1]) {
    const gray = {
      data: new Float32Array(12 * 9 * 3).fill(value),
      shape: [12, 9, 3],
    };
    for (const preset of Object.keys(PRESETS) as PresetName[]) {
      const { values } = await fullGrad(model, gray, { preset });
      assert(values.every(Number.isFinite), `${preset} of ${value}`);
    }
  }
  model.dispose();
});

Deno.test("a weight that is not a number, or too great, is said to be so", async () => {
  // In the last layer it comes out; before a ReLU, which makes 0 of NaN on
  // this backend, only the gradient shows it.
  for (const [name, place] of [["logits", "the output of"], ["conv2", ""]]) {
    for (const value of [NaN, Infinity, 3e38]) {
      const model = convBnNet();
      const layer = model.getLayer(name!);
      const [kernel, ...others] = layer.getWeights();
      const weight = tf.fill(kernel!.shape, value);
      layer.setWeights([weight, ...others]);
      weight.dispose();
      const before = tf.memory().numTensors;
      for (const method of Object.values(EVERY_METHOD)) {
        const { message } = await assertRejects(
          () => method(model, noiseBatch(2)),
          RangeError,
          `Cannot explain image 1 as ${place}`,
        );
        assertMatch(
          message,
          /must be finite: current value .* is (NaN|-?Infinity)\. A weight/,
        );
      }
      assertEquals(tf.memory().numTensors, before);
      model.dispose();
    }
  }
});

Deno.test("an image that is not a number names its place", async () => {
  const model = convBnNet();
  const batch = noiseBatch(2);
  batch.data[12 * 9 * 3 + (2 * 9 + 1) * 3 + 2] = NaN;
  for (const method of Object.values(EVERY_METHOD)) {
    await assertRejects(
      () => method(model, batch),
      RangeError,
      "current value is NaN in image 2 of 2",
    );
  }
  model.dispose();
});
