/** Which methods of the table a network takes. */
import { assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { METHODS, startBackend } from "fullgrad";
import { quickMethods } from "fullgrad/evaluation";
import { UnsupportedLayerError } from "../../../lib/model/mod.ts";
import {
  backward,
  composite,
  epsilon,
  forward,
  hasLrpRules,
  lrpRules,
} from "../../../lib/propagation/mod.ts";
import { type Case, CASES, normals } from "../../propagation/cases/mod.ts";
import { sizeOf } from "../../propagation/float64/mod.ts";

await startBackend("cpu");

/** Networks of one layer between convolution and logits, or without any. */
function networkOf(layer?: tf.layers.Layer): tf.LayersModel {
  const common = { kernelSize: 3, padding: "same" } as const;
  return tf.sequential({
    layers: [
      tf.layers.conv2d({ ...common, filters: 4, inputShape: [8, 8, 3] }),
      ...(layer ? [layer] : []),
      tf.layers.conv2d({ ...common, filters: 4 }),
      tf.layers.globalAveragePooling2d({}),
      tf.layers.dense({ units: 3 }),
    ],
  });
}

type Named = Parameters<typeof tf.layers.activation>[0]["activation"];

const ACTIVATIONS = [
  "relu",
  "relu6",
  "elu",
  "selu",
  "softplus",
  "swish",
  "mish",
  "gelu",
  "sigmoid",
  "tanh",
  "softsign",
  "hardSigmoid",
  "softmax",
] as const;

const NETWORKS: Readonly<Record<string, () => tf.LayersModel>> = {
  ...Object.fromEntries(
    ACTIVATIONS.map((name) => [
      name,
      () => networkOf(tf.layers.activation({ activation: name as Named })),
    ]),
  ),
  "no activation": () => networkOf(),
  leakyReLU: () => networkOf(tf.layers.leakyReLU({})),
  thresholdedReLU: () => networkOf(tf.layers.thresholdedReLU({})),
  prelu: () => networkOf(tf.layers.prelu({})),
  "depthwise alone": () =>
    tf.sequential({
      layers: [
        tf.layers.depthwiseConv2d({ kernelSize: 3, inputShape: [8, 8, 3] }),
        tf.layers.reLU(),
        tf.layers.globalAveragePooling2d({}),
        tf.layers.dense({ units: 3 }),
      ],
    }),
  "no feature maps": () =>
    tf.sequential({
      layers: [
        tf.layers.flatten({ inputShape: [8, 8, 3] }),
        tf.layers.dense({ units: 6, activation: "relu" }),
        tf.layers.dense({ units: 3 }),
      ],
    }),
};

const images = { data: normals(8 * 8 * 3, 1), shape: [1, 8, 8, 3] };

/** Whether a network takes what explains it. */
async function takes(explain: () => unknown): Promise<boolean> {
  try {
    await explain();
    return true;
  } catch (error) {
    const refuses = error instanceof TypeError ||
      error instanceof UnsupportedLayerError;
    if (refuses) return false;
    throw error;
  }
}

for (const [name, build] of Object.entries(NETWORKS)) {
  Deno.test(`quickMethods() are those that a network takes: ${name}`, async () => {
    const network = build();
    const quick = quickMethods(network);
    for (const [method, { run, needs, family }] of Object.entries(METHODS)) {
      // Score-CAM takes a pass a channel.
      const isSlow = method === "scoreCam";
      if (needs.length === 0 || family === "control" || isSlow) continue;
      const isTaken = await takes(() => run(network, images));
      assertEquals(method in quick, isTaken, method);
    }
    network.dispose();
  });
}

/** Takes relevance through a whole network. */
function propagate({ build, shape }: Case): void {
  const { graph, dispose } = build();
  try {
    tf.tidy(() => {
      const image = tf.tensor(normals(sizeOf(shape), 7), [...shape]);
      const record = forward(graph, image, {
        keepOutputsOf: graph.nodes.map(({ name }) => name),
      });
      backward(record, tf.onesLike(record.output), {
        rules: lrpRules({
          graph,
          composite: composite([["any", epsilon(1e-6)]]),
          imageShape: shape,
          bounds: () => ({ low: [0], high: [1] }),
        }),
      });
    });
  } finally {
    dispose();
  }
}

Deno.test("hasLrpRules() says for every kind of node and function what LRP refuses", async () => {
  for (const [kind, cases] of Object.entries(CASES)) {
    const examples = kind === "activation" ? cases : cases.slice(0, 1);
    for (const example of examples) {
      const { graph, dispose } = example.build();
      const has = hasLrpRules(graph);
      dispose();
      assertEquals(has, await takes(() => propagate(example)), example.name);
    }
  }
});
