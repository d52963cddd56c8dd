import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../../lib/backend/mod.ts";
import {
  imagesFingerprint,
  modelFingerprint,
} from "../../../lib/evaluation/run/mod.ts";
import { toImages } from "../../../lib/image/mod.ts";
import {
  asModel,
  loadModel,
  type Model,
  type UserOperator,
} from "../../../lib/model/mod.ts";
import { onnxModel } from "../../onnx/onnx_model.ts";
import { savedModel, withFolder, writeModel } from "../../model/saved_model.ts";
import { tinyImages, tinyNetwork } from "../tiny_network.ts";

/** A network whose layers get new names whenever it is made. */
function network(
  { strides = 1, kernel = [2, 1] as [number, number], value = 1 } = {},
): Model {
  return asModel(tf.sequential({
    layers: [
      tf.layers.conv2d({
        filters: 2,
        kernelSize: kernel,
        strides,
        padding: "same",
        inputShape: [4, 4, 1],
        kernelInitializer: tf.initializers.constant({ value }),
      }),
      tf.layers.globalAveragePooling2d({}),
    ],
  }));
}

Deno.test("modelFingerprint is of operations and weights, whatever layers are called", async () => {
  await startBackend("cpu");
  const own = await modelFingerprint(network());
  assertEquals(await modelFingerprint(network()), own);
  assertEquals(
    await modelFingerprint(tinyNetwork()),
    await modelFingerprint(tinyNetwork()),
  );
  const all = [
    own,
    await modelFingerprint(network({ strides: 2 })),
    await modelFingerprint(network({ kernel: [1, 2] })),
    await modelFingerprint(network({ value: 2 })),
    await modelFingerprint(tinyNetwork()),
  ];
  assertEquals(new Set(all).size, all.length);
});

Deno.test("modelFingerprint is of constants that are no weights, and of infinite settings", async () => {
  await startBackend("cpu");
  const model = network();
  const withBias = (read: () => tf.Tensor): Model => ({
    ...model,
    graph: {
      ...model.graph,
      nodes: model.graph.nodes.map((node) =>
        node.kind === "conv2d"
          ? { ...node, weights: { ...node.weights, bias: read } }
          : node
      ),
    },
  });
  const held = tf.tensor1d([1, 2]);
  const { numTensors } = tf.memory();
  const own = await modelFingerprint(withBias(() => held));
  assertEquals(
    await modelFingerprint(withBias(() => tf.tensor1d([1, 2]))),
    own,
  );
  const clipped = (low: number): Model => ({
    ...model,
    graph: {
      ...model.graph,
      nodes: [...model.graph.nodes, {
        id: model.graph.nodes.length,
        name: "clip",
        layerClass: "Clip",
        kind: "activation",
        inputs: [model.graph.output],
        attributes: { fn: { name: "clip", low, high: 6 } },
        weights: {},
        shape: model.graph.nodes.at(-1)!.shape,
      }],
    },
  });
  const all = [
    own,
    await modelFingerprint(model),
    await modelFingerprint(withBias(() => tf.tensor1d([1, 3]))),
    await modelFingerprint(clipped(-Infinity)),
    await modelFingerprint(clipped(Infinity)),
  ];
  assertEquals(new Set(all).size, all.length);
  assertEquals(tf.memory().numTensors, numTensors);
  held.dispose();
});

Deno.test("imagesFingerprint is of values and shape", async () => {
  const images = await toImages(tinyImages(2), tinyNetwork());
  const own = await imagesFingerprint(images);
  assertEquals(await imagesFingerprint({ ...images, names: ["a", "b"] }), own);
  const values = images.values.map((value, i) => i === 700 ? value + 1 : value);
  const others = [
    own,
    await imagesFingerprint({ ...images, values }),
    await imagesFingerprint({ ...images, shape: [1, 32, 16, 3] }),
  ];
  assertEquals(new Set(others).size, others.length);
});

/** A layer whose power is in no configuration. */
class Steep extends tf.layers.Layer {
  static className = "Steep";
  #power: number;

  constructor(power: number) {
    super({ name: "steep" });
    this.#power = power;
  }

  override computeOutputShape(shape: tf.Shape): tf.Shape {
    return shape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return steep(this.#power)(Array.isArray(inputs) ? inputs : [inputs]);
  }
}

/** The same as files name it: it takes its power from where it is made. */
class RegisteredSteep extends Steep {
  static override className = "RegisteredSteep";
  static power = 1;

  constructor() {
    super(RegisteredSteep.power);
  }
}
tf.serialization.registerClass(RegisteredSteep as never);

/** The same as a function that holds it in a closure. */
function steep(power: number): (inputs: readonly tf.Tensor[]) => tf.Tensor {
  return ([x]) => tf.tidy(() => tf.mul(tf.sign(x!), tf.pow(tf.abs(x!), power)));
}

/** A function of the same values, whose gradient is its own. */
function scaledGradient(
  factor: number,
): (inputs: readonly tf.Tensor[]) => tf.Tensor {
  return ([x]) =>
    tf.customGrad((x) => ({
      value: tf.clone(x as tf.Tensor),
      gradFunc: (g) => tf.mul(g, factor),
    }))(x!);
}

/** Layers of a class of the user's, plain and where layers hold them. */
const WITH_LAYER: Readonly<
  Record<string, (power: number) => Model | Promise<Model>>
> = {
  "a layer": (power) => ofLayers(new Steep(power)),
  "a layer in a nested model": (power) =>
    ofLayers(
      tf.sequential({
        layers: [
          tf.layers.inputLayer({ inputShape: [4, 4, 3] }),
          new Steep(power),
        ],
      }),
    ),
  "a layer for every step": (power) =>
    ofLayers(tf.layers.timeDistributed({ layer: new Steep(power) })),
  "a registered layer": (power) => {
    RegisteredSteep.power = power;
    return ofLayers(new RegisteredSteep());
  },
  "a registered layer in a file": async (power) => {
    RegisteredSteep.power = power;
    const files = await savedModel(
      ofLayers(new RegisteredSteep()).layersModel!,
    );
    return await withFolder(async (folder) =>
      await loadModel(await writeModel(files, folder))
    );
  },
  "a layer for images of any size": (power) =>
    ofLayers(new Steep(power), [null, null, 3]),
};

function ofLayers(
  layer: tf.layers.Layer,
  inputShape: (number | null)[] = [4, 4, 3],
): Model {
  return asModel(tf.sequential({
    layers: [
      tf.layers.inputLayer({ inputShape }),
      layer,
      tf.layers.globalAveragePooling2d({}),
    ],
  }));
}

/** Operators of the user's in a file of ONNX. */
function ofOperator(operator: UserOperator): Promise<Model> {
  const file = onnxModel({
    inputs: [{ name: "x", shape: [1, 3, 4, 4] }],
    outputs: [{ name: "y", shape: [1, 3] }],
    nodes: [
      { operation: "Own", domain: "my", inputs: ["x"], output: "a" },
      { operation: "GlobalAveragePool", inputs: ["a"], output: "b" },
      { operation: "Flatten", inputs: ["b"], output: "y" },
    ],
  }, { domains: { my: 1 } });
  return loadModel(file, { operators: { "my::Own": operator } });
}

const WITH_USER_CODE: typeof WITH_LAYER = {
  ...WITH_LAYER,
  "an operator": (power) => ofOperator(steep(power)),
  "an operator with a gradient of its own": (factor) =>
    ofOperator(scaledGradient(factor)),
};

for (const [name, build] of Object.entries(WITH_USER_CODE)) {
  Deno.test(`modelFingerprint is of what ${name} of the user's holds unseen`, async () => {
    await startBackend("cpu");
    const models = [await build(1), await build(3), await build(3)];
    const { numTensors } = tf.memory();
    const [one, three, again] = await Promise.all(models.map(modelFingerprint));
    assert(one !== three);
    assertEquals(three, again);
    assertEquals(tf.memory().numTensors, numTensors);
  });
}

Deno.test("modelFingerprint is of the outputs alone where a layer of the user's has no gradient", async () => {
  await startBackend("cpu");
  const rounded = (factor: number) =>
    ofOperator(([x]) => tf.floorDiv(tf.mul(x!, factor), tf.scalar(2)));
  const models = [await rounded(1), await rounded(3)];
  const [one, three] = await Promise.all(models.map(modelFingerprint));
  assert(one !== three);
});

Deno.test("modelFingerprint of a network without code of the user's is what kept results name", async () => {
  await startBackend("cpu");
  // The first is that of committed results; tfjs runs a layer of the others.
  const kept = {
    "0692d1d77309a4aa5a78ce75292f3b2267320d57f3ba7ef906c1ed8ad8d254bf":
      await loadModel("shapes_vgg9"),
    "5b73583e1539c49f684a6b81dfa18c01df60566a3d8acacf455debb45d397e96":
      ofLayers(tf.layers.upSampling2d({ interpolation: "bilinear" })),
    "d9b47f9003d5a250960aeba9c236c54ac2146c9ec2a8892a813774b8c6e85eb5":
      ofLayers(tf.layers.timeDistributed({
        layer: tf.layers.dense({
          name: "steps",
          units: 3,
          kernelInitializer: "ones",
        }),
      })),
  };
  for (const [fingerprint, model] of Object.entries(kept)) {
    assertEquals(await modelFingerprint(model), fingerprint);
  }
});
