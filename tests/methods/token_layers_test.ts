/** Class activation maps of layers of tokens, against plain loops. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { gradCam, layerCam } from "../../lib/methods/mod.ts";
import { backward, forward } from "../../lib/propagation/mod.ts";
import { smallTransformer } from "../model/graph/patches.ts";
import { assertClose } from "../propagation/assert_close.ts";

const [HEIGHT, WIDTH] = [3, 5];
const IMAGE = Float32Array.from({ length: 6 * 10 * 3 }, (_, i) => Math.sin(i));

for (const classToken of [true, false]) {
  const which = classToken ? "with a class token" : "without one";

  Deno.test(`the map of a layer of tokens ${which} is that of its grid`, async () => {
    const model = smallTransformer({ classToken });
    const map = await gradCam(model, IMAGE, { target: 2, rectify: false });
    const elementwise = await layerCam(model, IMAGE, {
      target: 2,
      rectify: false,
    });
    const { graph } = model;
    // The shift of the normalization before the attention.
    const attention = graph.nodes.find(({ kind }) => kind === "softmax")!;
    const layer = graph.nodes.filter(({ id, kind }) =>
      id < attention.id && kind === "elementwiseAffine"
    ).at(-1)!;
    assertEquals(map.settings.layer, layer.name);
    const tensors = tf.tidy(() => {
      const record = forward(graph, tf.tensor4d(IMAGE, [1, 6, 10, 3]), {
        keepOutputsOf: [layer.name],
      });
      const g = backward(record, tf.tensor2d([[0, 0, 1]]), { to: layer.id });
      return [tf.clone(record.at(layer.id).output), g];
    });
    const [a, g] = await Promise.all(tensors.map((t) => t.data()));
    const [tokens, channels] = tensors[0]!.shape.slice(1) as [number, number];
    tensors.forEach((tensor) => tensor.dispose());
    const first = tokens - HEIGHT * WIDTH;
    const weights = Float64Array.from({ length: channels }, (_, c) => {
      let sum = 0;
      for (let t = first; t < tokens; t++) sum += g![t * channels + c]!;
      return sum / (HEIGHT * WIDTH);
    });
    const sums = (weight: (t: number, c: number) => number) =>
      Float64Array.from({ length: HEIGHT * WIDTH }, (_, i) => {
        let sum = 0;
        for (let c = 0; c < channels; c++) {
          sum += weight(i + first, c) * a![(i + first) * channels + c]!;
        }
        return sum;
      });
    assertEquals(map.layerMap!.shape, [1, HEIGHT, WIDTH]);
    assertClose(
      map.layerMap!.values,
      sums((_, c) => weights[c]!),
      1e-4,
      "GradCAM",
    );
    assertClose(
      elementwise.layerMap!.values,
      sums((t, c) => Math.max(g![t * channels + c]!, 0)),
      1e-4,
      "LayerCAM",
    );
    assert(map.values.some((value) => value !== 0));
  });
}

Deno.test("a layer without a place is refused, and those with one are named", async () => {
  const model = smallTransformer({ classToken: true });
  const layer = model.graph.nodes.at(-1)!.name;
  await assertRejects(
    () => gradCam(model, IMAGE, { layer }),
    TypeError,
    "those that have are",
  );
});
