import { assert, assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../lib/backend/mod.ts";
import {
  type Dataset,
  datasetImages,
  datasetPreprocessing,
  type LabeledImages,
  subset,
} from "../../lib/data/mod.ts";
import { asModel } from "../../lib/model/mod.ts";
import {
  evaluateAccuracy,
  recomputeStatistics,
  train,
  type TrainOptions,
  vgg9,
} from "../../lib/training/mod.ts";
import { stripes } from "./memory_dataset.ts";

await startBackend("wasm");

/** A network for the stripes, with some layers before its logits. */
function withLayers(...layers: tf.layers.Layer[]): tf.LayersModel {
  return tf.sequential({
    name: "net",
    layers: [
      tf.layers.conv2d({ filters: 2, kernelSize: 3, inputShape: [6, 6, 2] }),
      ...layers,
      tf.layers.globalAveragePooling2d({}),
      tf.layers.dense({ units: 3 }),
    ],
  });
}

Deno.test("train() refuses options that are out of their range", async () => {
  const model = withLayers();
  const dataset = stripes(6, 1);
  const before = tf.memory().numTensors;
  const wrong: readonly (readonly [TrainOptions, string])[] = [
    [{ epochs: 0 }, "epochs must be a positive integer: current value is 0"],
    [{ batchSize: 1.5 }, "batchSize must be a positive integer"],
    [{ labelSmoothing: 1 }, "labelSmoothing must be in [0, 1)"],
    [{ statisticsMomentum: -1 }, "statisticsMomentum must be within 0…1"],
    [{ seed: 0.5 }, "seed must be an integer"],
    [{ augmentation: { crop: -1 } }, "crop must be a non-negative integer"],
    [
      { schedule: { kind: "cosine", rate: 0 } },
      "rate must be a positive number",
    ],
    [{ schedule: { kind: "slow" } as never }, 'current value is "slow"'],
    [
      { schedule: { kind: "step", rate: 1, epochs: [1], factor: 2 } },
      "factor must be in (0, 1]",
    ],
    [{ optimizer: { kind: "sgd" } as never }, '"adam", "sgdMomentum"'],
    [
      { optimizer: { kind: "sgdMomentum", momentum: 1 } },
      "momentum must be in [0, 1)",
    ],
    [{ optimizer: { kind: "adam", epsilon: 0 } }, "epsilon must be a positive"],
    [{ earlyStop: { patience: 0 } }, "patience must be a positive integer"],
    [
      { earlyStop: { of: "validationAccuracy", patience: 1 } },
      "must have validation images",
    ],
  ];
  for (const [options, message] of wrong) {
    await assertRejects(
      () => train(model, dataset, options),
      RangeError,
      message,
    );
  }
  const ofNoType: readonly (readonly [object, string])[] = [
    [{ epochs: "3" }, 'current value is "3"'],
    [{ epoch: 3 }, 'no option "epoch": did you mean "epochs"?'],
    [{ validation: [1, 2] }, "validation must be a dataset, such as"],
    [{ schedule: "cosine" }, "schedule must be an object"],
    [{ schedule: { rate: 1 } }, "the kind of schedule must be one of"],
    [{ schedule: { kind: "constant" } }, "rate must be a positive number"],
    [{ schedule: { kind: "step", rate: 1 } }, "epochs must be a list"],
    [
      { schedule: { kind: "cosine", rate: 1, warmup: 3 } },
      'did you mean "warmUp"?',
    ],
    [{ optimizer: { kind: "adam", beta: 0.5 } }, 'no option "beta"'],
    [{ optimizer: { kind: "adam", momentum: 0.5 } }, 'no option "momentum"'],
    [{ augmentation: { flips: true } }, 'did you mean "flip"?'],
    [{ augmentation: ["flip"] }, "augmentation must be an object"],
    [{ earlyStop: { patient: 3 } }, 'did you mean "patience"?'],
  ];
  for (const [options, message] of ofNoType) {
    await assertRejects(
      () => train(model, dataset, options as never),
      TypeError,
      message,
    );
  }
  await assertRejects(
    () => evaluateAccuracy(model, dataset, { batch: 3 } as never),
    TypeError,
    'did you mean "batchSize"?',
  );
  await assertRejects(
    () => recomputeStatistics(model, { pixels: [1] } as never),
    TypeError,
    "dataset must be a dataset, such as",
  );
  assertEquals(tf.memory().numTensors, before);
  model.dispose();
});

Deno.test("train() refuses what does not fit together", async () => {
  const dataset = stripes(6, 1);
  const [a, b] = [
    vgg9({ classes: 3, width: 0.1 }),
    vgg9({ classes: 4, width: 0.1, imageShape: [6, 6, 2] }),
  ];
  await assertRejects(
    () => train(a, dataset),
    TypeError,
    "its images must be [32, 32, 3]: current shape is [6, 6, 2]",
  );
  await assertRejects(
    () => train(b, dataset),
    TypeError,
    "it must have 3 logits, one for each class: current number is 4",
  );
  const model = withLayers();
  await assertRejects(
    () => train(model, { ...dataset, size: 0 }),
    RangeError,
    "it must have images",
  );
  const wrongLabel = {
    ...dataset,
    read: async (indices: readonly number[]) => ({
      ...await dataset.read(indices),
      labels: new Int32Array(indices.length).fill(3),
    }),
  };
  await assertRejects(
    () => train(model, wrongLabel),
    RangeError,
    "each must be an integer in 0…2: current value is 3",
  );
});

Deno.test("train() refuses networks that it cannot train", async () => {
  const dataset = stripes(6, 1);
  const refused = async (model: tf.LayersModel, message: string) => {
    await assertRejects(() => train(model, dataset), TypeError, message);
    model.dispose();
  };
  await refused(
    withLayers(tf.layers.dropout({ rate: 0.5, name: "drop" })),
    'no layer must draw random numbers: current layer is "drop" (Dropout)',
  );
  // As a file has it: tfjs's own layer is refused before.
  const normalized = asModel(withLayers(tf.layers.batchNormalization({})));
  const nodes = normalized.graph.nodes.map((node) =>
    node.kind === "batchNorm"
      ? { ...node, attributes: { ...node.attributes, axis: 1 } }
      : node
  );
  const graph = { ...normalized.graph, nodes };
  await assertRejects(
    () => train({ ...normalized, graph }, dataset),
    TypeError,
    "must be over the last axis",
  );
  normalized.dispose();
  await refused(
    tf.sequential({
      layers: [
        tf.layers.reshape({ targetShape: [36, 2], inputShape: [6, 6, 2] }),
        tf.layers.simpleRNN({ units: 4 }),
        tf.layers.dense({ units: 3 }),
      ],
    }),
    "gradients are known",
  );
  const frozen = withLayers();
  frozen.layers.forEach((layer) => layer.trainable = false);
  await refused(frozen, "must have weights that are learned");
  await refused(
    tf.sequential({
      layers: [
        tf.layers.flatten({ inputShape: [6, 6, 2] }),
        tf.layers.dense({ units: 3, activation: "sigmoid" }),
      ],
    }),
    "its output must be logits [N, classes] or their softmax",
  );
});

Deno.test("a class that has another label in the network or in the training set is refused by name", async () => {
  const dataset = stripes(6, 1);
  const named = (...classNames: string[]) =>
    asModel(withLayers(), { classNames });
  const swapped = named("middle", "left", "right");
  const words = 'labels must mean the same classes: 0 is "left" in stripes';
  for (const run of [train, evaluateAccuracy]) {
    await assertRejects(
      () => run(swapped, dataset) as Promise<unknown>,
      TypeError,
      `${words} and "middle" in net`,
    );
  }
  const validation = { ...dataset, classes: ["right", "middle", "left"] };
  await assertRejects(
    () => train(withLayers(), dataset, { epochs: 1, validation }),
    TypeError,
    '0 is "right" in stripes and "left" in stripes',
  );
  // Other names, or none, may be the same classes in other words.
  for (
    const model of [
      named("left", "middle", "right"),
      named("l", "m", "r"),
      named("l", "middle", "r"),
      asModel(withLayers()),
    ]
  ) {
    assert(await evaluateAccuracy(model, dataset) >= 0);
  }
  // Labels do not matter to statistics.
  await recomputeStatistics(swapped, dataset);
});

/** A dataset whose read() gives something else. */
function changed(change: (batch: LabeledImages) => unknown): Dataset {
  const dataset = stripes(6, 1);
  return {
    ...dataset,
    read: async (indices) =>
      change(await dataset.read(indices)) as LabeledImages,
  };
}

/** What a read() of the user's may give, and what is said to it. */
const WRONG_BATCHES: readonly (readonly [
  (batch: LabeledImages) => unknown,
  typeof Error,
  string,
])[] = [
  [
    () => undefined,
    TypeError,
    "read() of stripes must give { pixels, labels }, a Float32Array and an Int32Array: current value is undefined",
  ],
  [({ pixels }) => ({ pixels }), TypeError, "labels: undefined"],
  [({ labels }) => ({ labels }), TypeError, "pixels: undefined"],
  [
    ({ labels }) => ({ labels, pixels: new Uint8Array(432) }),
    TypeError,
    "must give { pixels, labels }",
  ],
  [
    ({ pixels, labels }) => ({ labels, pixels: pixels.slice(3) }),
    TypeError,
    "must give 432 pixels of 6 images [6, 6, 2]: current number is 429",
  ],
  [
    ({ pixels, labels }) => ({ pixels, labels: labels.slice(1) }),
    TypeError,
    "must give a label for each of 6 images: current number is 5",
  ],
  [
    ({ pixels, labels }) => ({ labels, pixels: pixels.with(73, NaN) }),
    RangeError,
    "must give finite pixels: current value in image ",
  ],
];

/** What labels may be, for those who use them. */
const WRONG_LABELS: readonly (readonly [
  (batch: LabeledImages) => unknown,
  typeof Error,
  string,
])[] = [0.5, NaN, -1, 3].map((label) => [
  ({ pixels, labels }) => ({ pixels, labels: [...labels].with(1, label) }),
  RangeError,
  `Cannot use the labels as each must be an integer in 0…2: current value is ${label}`,
]);

Deno.test("what a read() of the user's gives is checked wherever it is used, and nothing is left", async () => {
  const model = withLayers();
  const withoutLabels = {
    recomputeStatistics: (data: Dataset) => recomputeStatistics(model, data),
    datasetImages: (data: Dataset) =>
      datasetImages(data, [0, 1, 2, 3, 4, 5], asModel(model)),
    datasetPreprocessing: (data: Dataset) => datasetPreprocessing(data),
    subset: (data: Dataset) =>
      subset(data, [0, 1, 2, 3, 4, 5]).read([0, 1, 2, 3, 4, 5]),
  };
  const withLabels = {
    train: (data: Dataset) => train(model, data, { epochs: 1 }),
    validation: (validation: Dataset) =>
      train(model, stripes(6, 1), { epochs: 1, validation }),
    evaluateAccuracy: (data: Dataset) => evaluateAccuracy(model, data),
  };
  const cases = [
    ...Object.values(withLabels).flatMap((run) =>
      [...WRONG_BATCHES, ...WRONG_LABELS].map((wrong) => [run, wrong] as const)
    ),
    ...Object.values(withoutLabels).flatMap((run) =>
      WRONG_BATCHES.map((wrong) => [run, wrong] as const)
    ),
  ];
  const { numTensors } = tf.memory();
  for (const [run, [change, type, message]] of cases) {
    await assertRejects(
      async () => void await run(changed(change)),
      type,
      message,
    );
    assertEquals(tf.memory().numTensors, numTensors, message);
  }
  model.dispose();
});

Deno.test("outputs that are not finite have no accuracy", async () => {
  const model = withLayers();
  model.setWeights(
    model.getWeights().map((weight) => tf.fill(weight.shape, NaN)),
  );
  const { numTensors } = tf.memory();
  await assertRejects(
    () => evaluateAccuracy(model, stripes(6, 1), { batchSize: 4 }),
    RangeError,
    'Cannot run "net" on stripes as its outputs must be finite: they are not for image 0',
  );
  assertEquals(tf.memory().numTensors, numTensors);
  model.dispose();
});

Deno.test("a training that fails in the middle of a step leaves no tensor", async () => {
  const model = withLayers();
  const { numTensors } = tf.memory();
  const { data } = tf.Tensor.prototype;
  for (
    const fail of [
      () => Promise.reject(new Error("the device is lost")),
      () => {
        throw new Error("the device is lost");
      },
    ]
  ) {
    tf.Tensor.prototype.data = fail;
    try {
      await assertRejects(
        () => train(model, stripes(6, 1), { epochs: 1 }),
        Error,
        "the device is lost",
      );
    } finally {
      tf.Tensor.prototype.data = data;
    }
    assertEquals(tf.memory().numTensors, numTensors);
  }
  model.dispose();
});
