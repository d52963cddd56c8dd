/**
 * Every layer of Keras 2 and 3 runs as Keras defines it, judged by loops in
 * float64, or is refused by its name.
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../../lib/backend/mod.ts";
import { fullGradients } from "../../../lib/decomposition/mod.ts";
import { type Model, UnsupportedLayerError } from "../../../lib/model/mod.ts";
import { assertClose } from "../../propagation/assert_close.ts";
import { normals } from "../../propagation/cases/mod.ts";
import { type NdArray, sizeOf } from "../../propagation/float64/mod.ts";
import { outputOf } from "../output_of.ts";
import { CONFIGURATIONS } from "./configurations.ts";
import { CONVOLUTION_CASES } from "./convolution_cases.ts";
import type { KerasCase } from "./keras_case.ts";
import {
  call,
  common,
  inputLayer,
  type LayerEntry,
  loadFunctional,
  tensor,
  weightValues,
} from "./keras_file.ts";
import { MAP_CASES } from "./map_cases.ts";
import { REFUSALS } from "./refusals.ts";
import { SEQUENCE_CASES } from "./sequence_cases.ts";
import {
  ACTIVATION_CASES,
  NORMALIZATION_CASES,
  OTHER_CASES,
} from "./value_cases.ts";

await startBackend("fullgrad-wasm");

const CASES: readonly KerasCase[] = [
  ...ACTIVATION_CASES,
  ...CONVOLUTION_CASES,
  ...MAP_CASES,
  ...NORMALIZATION_CASES,
  ...OTHER_CASES,
  ...SEQUENCE_CASES,
];

/** What the i-th input of a layer is made of the image. */
const FACTORS = [[1, 0], [-0.7, 0.3], [0.4, -0.2]] as const;

function keras(
  class_name: string,
  config: Record<string, unknown>,
): LayerEntry {
  return { class_name, config: { ...common(3), ...config } };
}

/** The layer behind an image of any shape, with a factor behind it. */
async function load(
  { layer, config, shape, version = 3, ...rest }: Omit<KerasCase, "expected">,
  weights: Readonly<Record<string, NdArray>>,
): Promise<Model> {
  const { inputs = 1, spread = false, kwargs = {} } = rest;
  const image = shape.length === 3 ? shape : [1, 1, sizeOf(shape)];
  const sources = FACTORS.slice(0, inputs).map(([scale, offset], i) => ({
    ...keras("Rescaling", { name: `input_${i}`, scale, offset }),
    name: `input_${i}`,
    inbound_nodes: [call([tensor("shaped")])],
  }));
  const tensors = sources.map(({ name }) => tensor(name));
  return await loadFunctional(
    [
      { ...inputLayer(image), name: "image", inbound_nodes: [] },
      {
        ...keras("Reshape", { name: "shaped", target_shape: shape }),
        name: "shaped",
        inbound_nodes: [call([tensor("image")])],
      },
      ...sources,
      {
        class_name: layer,
        module: "keras.layers",
        config: {
          name: "layer",
          ...common(version),
          ...CONFIGURATIONS[layer],
          ...config,
        },
        name: "layer",
        inbound_nodes: [
          call(inputs === 1 || spread ? tensors : [tensors], kwargs),
        ],
      },
      {
        ...keras("Rescaling", { name: "factor", scale: 1.5, offset: 0 }),
        name: "factor",
        inbound_nodes: [call([tensor("layer")])],
      },
      {
        ...keras("Flatten", { name: "flat" }),
        name: "flat",
        inbound_nodes: [call([tensor("factor")])],
      },
    ],
    Object.fromEntries(
      Object.entries(weights).map(([name, value]) => [`layer/${name}`, value]),
    ),
    version,
  );
}

/** Layers whose gradient tfjs's WASM kernels compute wrongly. */
const ON_CPU = /^(Conv|MaxPooling|AveragePooling)3D$/;

async function check(example: KerasCase): Promise<void> {
  await startBackend(ON_CPU.test(example.layer) ? "cpu" : "fullgrad-wasm");
  const { shape, inputs = 1, weights: shapes = {} } = example;
  const before = tf.memory().numTensors;
  const weights = weightValues(shapes);
  const model = await load(example, weights);
  const batch = [2, ...shape];
  const data = normals(sizeOf(batch), 5, 1.3);
  const given = FACTORS.slice(0, inputs).map(([scale, offset]): NdArray => ({
    shape: batch,
    data: Float64Array.from(data, (x) => scale * x + offset),
  }));
  const expected = example.expected(
    given as unknown as [NdArray, ...NdArray[]],
    weights,
  );
  const node = model.graph.nodes.find(({ name }) => name === "factor")!;
  assertEquals(node.shape, [null, ...expected.shape.slice(1)]);
  const images = {
    data,
    shape: [2, ...shape.length === 3 ? shape : [1, 1, sizeOf(shape)]],
  };
  const output = await outputOf(model, images);
  const wanted = expected.data.map((x) => 1.5 * x);
  assertClose(output.data, wanted, 2e-5, "forward");
  const { completeness } = await fullGradients(model, images, { target: 0 });
  for (const { relativeToTerms } of completeness) {
    assert(Math.abs(relativeToTerms) <= 1e-4, `${relativeToTerms} is missing`);
  }
  model.dispose();
  assertEquals(tf.memory().numTensors, before, "tensors are left behind");
}

Deno.test("every layer of Keras runs as Keras defines it", async (t) => {
  for (const example of CASES) {
    const { layer, config, version = 3 } = example;
    await t.step(
      `${layer} ${JSON.stringify(config)}, Keras ${version}`,
      () => check(example),
    );
  }
});

for (const { layer, config = {}, says, ...rest } of REFUSALS) {
  Deno.test(`${layer} ${JSON.stringify(config)} is refused by name`, async () => {
    const before = tf.memory().numTensors;
    const { shape = [4, 4, 2], kind = UnsupportedLayerError } = rest;
    const error = await assertRejects(
      () =>
        load(
          { layer, config, shape, ...rest },
          weightValues(rest.weights ?? {}),
        ),
      kind as new () => Error,
      says,
    );
    assert(error.message.includes(layer), error.message);
    assertEquals(tf.memory().numTensors, before, "tensors are left behind");
  });
}

Deno.test("a case or a refusal stands for every class that Keras has", () => {
  const seen = new Set([...CASES, ...REFUSALS].map(({ layer }) => layer));
  assertEquals(
    Object.keys(CONFIGURATIONS).filter((layer) => !seen.has(layer)),
    // The older name of a class that has cases.
    ["GroupQueryAttention"],
  );
});
