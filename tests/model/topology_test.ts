/** What a topology may hold: every form that Keras writes, and none that it does not. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../lib/backend/mod.ts";
import { type Model, UnsupportedLayerError } from "../../lib/model/mod.ts";
import type { NdArray } from "../propagation/float64/mod.ts";
import {
  call,
  inputLayer,
  type LayerEntry,
  loadFunctional,
  loadSequential,
  loadTopology,
  tensor,
} from "./keras/keras_file.ts";
import { outputOf } from "./output_of.ts";

await startBackend("fullgrad-wasm");

const IMAGE = { data: Float32Array.of(1, 2, 3, 4), shape: [1, 2, 2, 1] };

async function valuesOf(model: Model): Promise<readonly number[]> {
  const { data } = await outputOf(model, IMAGE);
  model.dispose();
  return [...data].map((value) => +value.toFixed(4));
}

function entry(
  class_name: string,
  config: Record<string, unknown>,
): LayerEntry {
  return {
    class_name,
    config: { trainable: true, dtype: "float32", ...config },
  };
}

function conv(name: string): LayerEntry {
  return entry("Conv2D", { name, filters: 1, kernel_size: [1, 1] });
}

/** Kernel and bias of a pointwise convolution of one channel. */
function pointwise(
  scope: string,
  factor: number,
  bias: number,
): Readonly<Record<string, NdArray>> {
  return {
    [`${scope}/kernel`]: {
      shape: [1, 1, 1, 1],
      data: Float64Array.of(factor),
    },
    [`${scope}/bias`]: { shape: [1], data: Float64Array.of(bias) },
  };
}

const image = { ...inputLayer([2, 2, 1]), name: "image", inbound_nodes: [] };

function functional(inbound: unknown): Promise<Model> {
  const relu = entry("Activation", { name: "a", activation: "relu" });
  return loadFunctional(
    [image, { ...relu, name: "a", inbound_nodes: inbound as unknown[] }],
    {},
    2,
  );
}

const [A, IMG] = [tensor("a"), tensor("image")];

/** Values of `inbound_nodes` that no version of Keras writes. */
const MALFORMED: readonly unknown[] = [
  [["image"]],
  [[5]],
  [[{}]],
  [[true]],
  [[null]],
  [[[]]],
  "image",
  5,
  [["image", 0]],
  [["image", -1, 0]],
  [["image", 0.5, 0]],
  [["image", 0, "0"]],
  [[["image", 0, 0, {}, {}]]],
  [[["nobody", 0, 0]]],
  [[["image", 7, 0]]],
  [[["image", 0, 7]]],
  [[["a", 0, 0]]],
  [],
  [[]],
  [{ args: null }],
  [{ args: [], kwargs: {} }],
  [{ args: [1], kwargs: {} }],
  [{ args: [IMG], kwargs: 7 }],
  [{ args: [A], kwargs: {} }],
  [{ args: [{ class_name: "__keras_tensor__" }], kwargs: {} }],
  [{ args: [IMG, IMG], kwargs: {} }],
];

for (const inbound of MALFORMED) {
  Deno.test(`calls ${JSON.stringify(inbound)} are refused`, async () => {
    const { numTensors } = tf.memory();
    const error = await assertRejects(() => functional(inbound), SyntaxError);
    assert(/model\.json does not describe one: .{20}/.test(error.message));
    assertEquals(tf.memory().numTensors, numTensors);
  });
}

Deno.test("layers that wait for one another are refused", async () => {
  const add = entry("Add", { name: "a" });
  const relu = entry("Activation", { name: "b", activation: "relu" });
  await assertRejects(
    () =>
      loadFunctional([
        image,
        { ...add, name: "a", inbound_nodes: [call([[IMG, tensor("b")]])] },
        { ...relu, name: "b", inbound_nodes: [call([A])] },
      ], {}),
    SyntaxError,
    "no layer must wait for its own output",
  );
});

/** A model that calls another one `times` times, and that so on, `depth` deep. */
function tower(depth: number, times: number): LayerEntry {
  if (depth === 0) return entry("ReLU", { name: "leaf" });
  const inner = tower(depth - 1, times);
  const names = Array.from({ length: times }, (_, i) => `m${i}`);
  return {
    class_name: "Sequential",
    config: {
      name: `level${depth}`,
      layers: [
        inputLayer([2, 2, 1]),
        ...names.map((name) => ({
          ...inner,
          config: { ...inner.config, name },
        })),
      ],
    },
  };
}

Deno.test("models in models are bounded in depth and in calls", async () => {
  assertEquals(await valuesOf(await loadTopology(tower(5, 2), {}, "3.8.0")), [
    ...IMAGE.data,
  ]);
  await assertRejects(
    () => loadTopology(tower(40, 1), {}, "3.8.0"),
    SyntaxError,
    "models must lie at most 32 deep",
  );
  let deep: unknown = "relu";
  for (let i = 0; i < 5000; i++) deep = [deep];
  await assertRejects(
    () =>
      loadSequential([
        inputLayer([2, 2, 1]),
        entry("Activation", { name: "a", activation: deep }),
      ], {}),
    SyntaxError,
    "lists and objects at most 256 deep",
  );
  // 24 models that each call the next one twice: 16 million calls.
  const chain = Array.from({ length: 24 }).reduce<LayerEntry>(
    (inner, _, i) => ({
      class_name: "Functional",
      config: {
        name: `m${i}`,
        layers: [
          image,
          {
            ...inner,
            name: "inner",
            inbound_nodes: [call([IMG]), call([tensor("inner", 0)])],
          },
        ],
        input_layers: [["image", 0, 0]],
        output_layers: [["inner", i === 0 ? 1 : 2, 0]],
      },
    }),
    entry("ReLU", { name: "leaf" }),
  );
  await assertRejects(
    () => loadTopology(chain, {}, "3.8.0"),
    SyntaxError,
    "at most 100000 times",
  );
});

Deno.test("thousands of layers load in any order", async () => {
  const count = 3000;
  const layers = Array.from({ length: count }, (_, i) => ({
    ...entry("Activation", { name: `l${i}`, activation: "linear" }),
    name: `l${i}`,
    inbound_nodes: [[[i === 0 ? "image" : `l${i - 1}`, 0, 0, {}]]],
  }));
  const config = {
    name: "long",
    layers: [...layers.toReversed(), image],
    input_layers: [["image", 0, 0]],
    output_layers: [[`l${count - 1}`, 0, 0]],
  };
  const model = await loadTopology(
    { class_name: "Functional", config },
    {},
    "2.4.0",
  );
  assertEquals(await valuesOf(model), [1, 2, 3, 4]);
});

/** Values in the place of parts of a topology. */
const ANYTHING = [null, 7, "text", [], {}, [null], [[]], true] as const;

Deno.test("anything in the place of a part is refused, or has no effect", async () => {
  const paths: readonly (readonly string[])[] = [
    ["class_name"],
    ["config"],
    ["config", "name"],
    ["config", "layers"],
    ["config", "layers", "0"],
    ["config", "layers", "1"],
    ["config", "layers", "1", "class_name"],
    ["config", "layers", "1", "config"],
    ["config", "layers", "1", "config", "name"],
    ["config", "layers", "1", "config", "filters"],
    ["config", "layers", "1", "config", "kernel_size"],
    ["config", "layers", "0", "config", "batch_shape"],
  ];
  for (const path of paths) {
    for (const value of ANYTHING) {
      const topology = structuredClone({
        class_name: "Sequential",
        config: { name: "m", layers: [inputLayer([2, 2, 1]), conv("c")] },
      }) as unknown as Record<string, unknown>;
      let at = topology;
      for (const key of path.slice(0, -1)) at = at[key] as typeof at;
      at[path.at(-1)!] = value;
      const { numTensors } = tf.memory();
      try {
        const model = await loadTopology(
          topology,
          pointwise("c", 2, 1),
          "3.8.0",
        );
        model.dispose();
      } catch (error) {
        assert(
          error instanceof SyntaxError ||
            error instanceof UnsupportedLayerError,
          `${path}: ${error}`,
        );
      }
      assertEquals(tf.memory().numTensors, numTensors);
    }
  }
});

const branch = (name: string): LayerEntry => ({
  class_name: "Sequential",
  config: { name, layers: [inputLayer([2, 2, 1]), conv("conv")] },
});

/** Names of the weights of two models that both have a layer "conv". */
const NAMES: Readonly<
  Record<string, (model: "a" | "b") => string>
> = {
  "by their paths": (model) => `${model}/conv`,
  "by their paths, that of the whole model included": (model) =>
    `model/${model}/conv`,
};

for (const [how, nameOf] of Object.entries(NAMES)) {
  Deno.test(`layers of one name in two models are told apart ${how}`, async () => {
    const model = await loadSequential(
      [inputLayer([2, 2, 1]), branch("a"), branch("b")],
      { ...pointwise(nameOf("b"), 3, 100), ...pointwise(nameOf("a"), 2, 10) },
    );
    assertEquals(
      model.weightLayers.map(({ name }) => name),
      ["a/conv", "b/conv"],
    );
    assertEquals(await valuesOf(model), [136, 142, 148, 154]);
  });
}

Deno.test("a weight that can be of two layers is refused", async () => {
  await assertRejects(
    () =>
      loadSequential(
        [inputLayer([2, 2, 1]), branch("a"), branch("b")],
        pointwise("conv", 2, 10),
      ),
    SyntaxError,
    '"conv/kernel" can be of model/a/conv, model/b/conv',
  );
});

Deno.test("a layer of the outer model and one inside may have one name", async () => {
  const model = await loadSequential(
    [inputLayer([2, 2, 1]), conv("conv"), branch("a")],
    { ...pointwise("conv", 3, 100), ...pointwise("a/conv", 2, 10) },
  );
  assertEquals(await valuesOf(model), [216, 222, 228, 234]);
});

Deno.test("a model that is called twice is counted as each version counts", async () => {
  for (const version of [2, 3] as const) {
    const first = version === 2 ? 1 : 0;
    const calls = version === 2
      ? [[["image", 0, 0, {}]], [["twice", first, 0, {}]]]
      : [call([IMG]), call([tensor("twice", first)])];
    const model = await loadTopology(
      {
        class_name: "Functional",
        config: {
          name: "model",
          layers: [image, {
            class_name: "Functional",
            name: "twice",
            config: {
              name: "twice",
              layers: [image, {
                ...conv("conv"),
                name: "conv",
                inbound_nodes: version === 2
                  ? [[["image", 0, 0, {}]]]
                  : [call([IMG])],
              }],
              input_layers: [["image", 0, 0]],
              output_layers: [["conv", 0, 0]],
            },
            inbound_nodes: calls,
          }],
          input_layers: [["image", 0, 0]],
          // Both count a functional model from 1 here.
          output_layers: [["twice", 2, 0]],
        },
      },
      pointwise("twice/conv", 2, 1),
      version === 2 ? "2.15.0" : "3.8.0",
    );
    assertEquals(await valuesOf(model), [7, 11, 15, 19]);
  }
});

Deno.test("the input of a sequential model may be told by its first layer", async () => {
  const ways = [
    { layers: [{ batch_input_shape: [null, 2, 2, 1] }] },
    { layers: [{ batch_shape: [null, 2, 2, 1] }] },
    { layers: [{}], build_input_shape: [null, 2, 2, 1] },
  ];
  for (const { layers, ...more } of ways) {
    const first = conv("conv");
    const model = await loadTopology(
      {
        class_name: "Sequential",
        config: {
          name: "m",
          ...more,
          layers: [{ ...first, config: { ...first.config, ...layers[0] } }],
        },
      },
      pointwise("conv", 2, 1),
      "2.15.0",
    );
    assertEquals(await valuesOf(model), [3, 5, 7, 9]);
  }
});

/** Functions that Keras holds in the place of layers, and what they make of 1…4. */
const FUNCTIONS: readonly (readonly [
  class_name: string,
  args: readonly unknown[],
  config: Readonly<Record<string, unknown>>,
  expected: readonly number[],
])[] = [
  ["Add", [IMG, 3], {}, [4, 5, 6, 7]],
  ["Add", [IMG, IMG], {}, [2, 4, 6, 8]],
  ["Subtract", [1, IMG], {}, [0, -1, -2, -3]],
  ["Multiply", [IMG, 0.5], {}, [0.5, 1, 1.5, 2]],
  ["TrueDivide", [IMG, 4], {}, [0.25, 0.5, 0.75, 1]],
  ["Maximum", [IMG, 2.5], {}, [2.5, 2.5, 3, 4]],
  ["Minimum", [2.5, IMG], {}, [1, 2, 2.5, 2.5]],
  ["Negative", [IMG], {}, [-1, -2, -3, -4]],
  ["Relu6", [IMG], {}, [1, 2, 3, 4]],
  ["LeakyRelu", [IMG], { negative_slope: 0.1 }, [1, 2, 3, 4]],
  ["Mean", [IMG], { axis: [1, 2], keepdims: false }, [2.5]],
  ["Max", [IMG], { axis: 1, keepdims: true }, [3, 4]],
  ["Sum", [IMG], { axis: [-2], keepdims: false }, [3, 7]],
  ["Reshape", [IMG], { newshape: [-1, 4] }, [1, 2, 3, 4]],
  ["Transpose", [IMG], { axes: [0, 2, 1, 3] }, [1, 3, 2, 4]],
  ["ExpandDims", [IMG], { axis: -1 }, [1, 2, 3, 4]],
  ["Squeeze", [IMG], { axis: -1 }, [1, 2, 3, 4]],
  ["Concatenate", [[IMG, IMG]], { axis: 1 }, [1, 2, 3, 4, 1, 2, 3, 4]],
];

for (const [class_name, args, config, expected] of FUNCTIONS) {
  Deno.test(`the function ${class_name} of ${args.length} arguments runs as in Keras 3`, async () => {
    // Keras's own files say the module; what tfjs's converter writes does not.
    for (const module of ["keras.src.ops.numpy", undefined]) {
      const model = await loadFunctional([
        image,
        {
          class_name,
          ...(module !== undefined && { module }),
          config: { name: "f", ...config },
          name: "f",
          inbound_nodes: [call(args)],
        },
      ], {});
      assertEquals(await valuesOf(model), [...expected]);
    }
  });
}

Deno.test("functions of TensorFlow run as Keras 2 writes them", async () => {
  const cases = [
    ["math.multiply", ["image", 0, 0, { y: 2.5, name: null }], [
      2.5,
      5,
      7.5,
      10,
    ]],
    ["__operators__.add", ["image", 0, 0, { y: 3, name: null }], [4, 5, 6, 7]],
    ["nn.relu6", ["image", 0, 0, { name: null }], [1, 2, 3, 4]],
    ["math.reduce_mean", ["image", 0, 0, { axis: [1, 2] }], [2.5]],
    ["math.subtract", ["_CONSTANT_VALUE", -1, 1, {
      y: ["image", 0, 0],
      name: null,
    }], [0, -1, -2, -3]],
  ] as const;
  for (const [fn, node, expected] of cases) {
    const model = await loadFunctional(
      [
        image,
        {
          ...entry("TFOpLambda", { name: "f", function: fn }),
          name: "f",
          inbound_nodes: [node],
        },
      ],
      {},
      2,
    );
    assertEquals(await valuesOf(model), [...expected]);
  }
  await assertRejects(
    () =>
      loadFunctional(
        [
          image,
          {
            ...entry("TFOpLambda", { name: "f", function: "signal.fft2d" }),
            name: "f",
            inbound_nodes: [["image", 0, 0, {}]],
          },
        ],
        {},
        2,
      ),
    UnsupportedLayerError,
    'it calls "signal.fft2d"',
  );
});

Deno.test("a class of the caller's own is told by its module, and runs once it is registered", async () => {
  const own = { ...entry("Doubled", { name: "own", by: 3 }), module: "mine" };
  const load = () =>
    loadSequential([inputLayer([2, 2, 1]), own], {
      "own/shift": { shape: [1], data: Float64Array.of(5) },
    });
  await assertRejects(
    load,
    UnsupportedLayerError,
    'it is a class of your own, of the module "mine"',
  );
  // Of a name that Keras has, too.
  await assertRejects(
    () =>
      loadSequential(
        [inputLayer([2, 2, 1]), { ...conv("c"), module: "mine" }],
        pointwise("c", 1, 0),
      ),
    UnsupportedLayerError,
    "it is a class of your own",
  );
  class Doubled extends tf.layers.Layer {
    static className = "Doubled";
    readonly #by: number;
    #shift: { read(): tf.Tensor } | undefined;

    constructor(config: { readonly by: number }) {
      super(config as never);
      this.#by = config.by;
    }

    override build(): void {
      this.#shift = this.addWeight(
        "shift",
        [1],
        "float32",
        tf.initializers.zeros(),
      );
      super.build([]);
    }

    override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
      const x = Array.isArray(inputs) ? inputs[0]! : inputs;
      return tf.add(tf.mul(x, this.#by), this.#shift!.read());
    }
  }
  tf.serialization.registerClass(Doubled as never);
  const { numTensors } = tf.memory();
  const model = await load();
  assertEquals(model.weightLayers.map(({ name }) => name), ["own"]);
  assertEquals(await valuesOf(model), [8, 11, 14, 17]);
  assertEquals(tf.memory().numTensors, numTensors);
});
