import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import {
  asModel,
  loadModel,
  type Model,
  preprocessing,
  startBackend,
} from "fullgrad";

async function shown(model: Model): Promise<{ html: string; text: string }> {
  const display = (model as unknown as Record<symbol, () => Promise<unknown>>)[
    Symbol.for("Jupyter.display")
  ]!;
  const bundle = await display.call(model) as Record<string, string>;
  return { html: bundle["text/html"]!, text: bundle["text/plain"]! };
}

Deno.test("a model shows what it takes, its classes and every operation", async () => {
  const model = await loadModel("shapes_vgg9");
  const { html, text } = await shown(model);
  assertStringIncludes(html, "64 × 64 × 3");
  assertStringIncludes(text, "10 outputs");
  for (const { name } of model.graph.nodes) assertStringIncludes(text, name);
  const variables = new Set(
    model.weightLayers.flatMap(({ weights }) =>
      weights.map(({ variable }) => variable)
    ),
  );
  const total = [...variables].reduce((sum, { size }) => sum + size, 0);
  assertStringIncludes(text, `${total.toLocaleString("en-US")} parameters`);
});

Deno.test("console.log says of a model what it is, not its weights", async () => {
  const model = await loadModel("shapes_vgg9");
  const lines = Deno.inspect(model).split("\n");
  const { text } = await shown(model);
  assertEquals(lines[0], "shapes_vgg9");
  assert(lines.length < 6);
  for (const line of lines) assertStringIncludes(text, line);
});

Deno.test("a weight that two operations share counts once; other sizes say any", async () => {
  await startBackend();
  const conv = tf.layers.conv2d({ filters: 3, kernelSize: 1 });
  const input = tf.input({ shape: [null, null, 3] });
  const twice = conv.apply(conv.apply(input)) as tf.SymbolicTensor;
  const pooled = tf.layers.globalAveragePooling2d({})
    .apply(twice) as tf.SymbolicTensor;
  const layersModel = tf.model({ inputs: input, outputs: pooled });
  const { text } = await shown(asModel(layersModel));
  assertStringIncludes(text, " 12 parameters");
  assertStringIncludes(text, "any × any × 3");
  assertStringIncludes(text, "is not known");
  const given = asModel(layersModel, {
    classNames: ["a", "<b>", "c"],
    preprocessing: preprocessing("unit", [null, null, 3]),
  });
  const { html } = await shown({ ...given, name: "mine" });
  assertStringIncludes(html, "<h2>mine</h2>");
  assert(!html.includes("<b>"));
  assertEquals(html.includes("is not known"), false);
  layersModel.dispose();
});
