import * as tf from "@tensorflow/tfjs";
import {
  type OnnxGraph,
  onnxModel,
  type OnnxNode,
  type OnnxValues,
  type OnnxWeight,
} from "../../onnx/onnx_model.ts";

/** Zeros above, left of, below and right of a map. */
type Pads = readonly [number, number, number, number];

/** What a layer's rule has to work with. */
interface LayerCall {
  readonly layer: tf.layers.Layer;
  readonly config: Readonly<Record<string, unknown>>;
  /** Names of the values that it takes. */
  readonly inputs: readonly string[];
  /** Name of the value that it gives. */
  readonly output: string;
  /** Zeros that a layer before it puts around its input. */
  readonly pads: Pads;
  /** Takes a weight of it, its axes in the order given, and returns its name. */
  readonly weight: (name: string, tensor: tf.Tensor, axes?: number[]) => string;
}

/** A weight where tfjs has it. */
interface LayerWeight {
  readonly tensor: tf.Tensor;
  readonly axes: number[] | undefined;
}

const NO_PADS: Pads = [0, 0, 0, 0];

/**
 * The bytes of an ONNX file that computes what a network of the bench does:
 * images go in as `[N, C, H, W]`, numbers come out the same.
 *
 * Zeros around a map become those of the window behind them, as in torchvision.
 * Around a max pooling that is right behind a relu only.
 *
 * @throws {TypeError} If a layer is of a class that those networks lack.
 */
export async function toOnnx(
  model: tf.LayersModel,
  batch: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const weights = new Map<string, LayerWeight>();
  const pads = new Map<string, Pads>();
  const renamed = new Map<string, string>();
  const nodes = model.layers.flatMap((layer) => {
    const kind = layer.getClassName();
    if (kind === "InputLayer") return [];
    const sources = [layer.input].flat().map(({ name }) =>
      renamed.get(name) ?? name
    );
    const output = [layer.output].flat()[0]!.name;
    if (kind === "Dropout" || kind === "ZeroPadding2D") {
      renamed.set(output, sources[0]!);
      if (kind === "ZeroPadding2D") {
        const [[top, bottom], [left, right]] = layer.getConfig()
          .padding as [[number, number], [number, number]];
        pads.set(sources[0]!, [top, left, bottom, right]);
      }
      return [];
    }
    const rule = RULES[kind];
    if (rule === undefined) {
      throw new TypeError(
        `Cannot write a network as ONNX as its layers must be of ${
          Object.keys(RULES).join(", ")
        }: current value is ${kind}`,
      );
    }
    return rule({
      layer,
      config: layer.getConfig(),
      inputs: sources,
      output,
      pads: pads.get(sources[0]!) ?? NO_PADS,
      weight: (name, tensor, axes) => {
        weights.set(`${layer.name}.${name}`, { tensor, axes });
        return `${layer.name}.${name}`;
      },
    });
  });
  const [, height, width, channels] = model.inputs[0]!.shape as number[];
  const graph: OnnxGraph = {
    inputs: [{
      name: model.inputs[0]!.name,
      shape: [batch, channels!, height!, width!],
    }],
    outputs: [{
      name: model.outputs[0]!.name,
      shape: [batch, model.outputs[0]!.shape[1] as number],
    }],
    nodes,
    weights: await read(weights),
  };
  return onnxModel(graph);
}

const RULES: Readonly<Record<string, (call: LayerCall) => OnnxNode[]>> = {
  Conv2D: ({ layer, config, inputs, output, pads, weight }) => {
    const [kernel, bias] = layer.getWeights();
    const size = config.kernelSize as number[];
    return [{
      operation: "Conv",
      inputs: [
        ...inputs,
        weight("kernel", kernel!, [3, 2, 0, 1]),
        ...bias ? [weight("bias", bias)] : [],
      ],
      output,
      attributes: {
        kernel_shape: size,
        strides: config.strides as number[],
        pads: config.padding === "same" ? samePads(size) : pads,
      },
    }];
  },
  BatchNormalization: ({ layer, config, inputs, output, weight }) => [{
    operation: "BatchNormalization",
    inputs: [
      ...inputs,
      ...layer.getWeights().map((tensor, i) => weight(`${i}`, tensor)),
    ],
    output,
    attributes: { epsilon: { float: config.epsilon as number } },
  }],
  DepthwiseConv2D: ({ layer, config, inputs, output, pads, weight }) => {
    const [kernel] = layer.getWeights();
    const size = config.kernelSize as number[];
    return [{
      operation: "Conv",
      inputs: [...inputs, weight("kernel", kernel!, [2, 3, 0, 1])],
      output,
      attributes: {
        group: kernel!.shape[2]!,
        kernel_shape: size,
        strides: config.strides as number[],
        pads: config.padding === "same" ? samePads(size) : pads,
      },
    }];
  },
  ReLU: ({ config, inputs, output }) => {
    const most = config.maxValue as number | undefined;
    if (!most) return [{ operation: "Relu", inputs, output }];
    return [
      constant(`${output}.low`, [], Float32Array.of(0)),
      constant(`${output}.high`, [], Float32Array.of(most)),
      {
        operation: "Clip",
        inputs: [...inputs, `${output}.low`, `${output}.high`],
        output,
      },
    ];
  },
  Activation: ({ config, inputs, output }) => {
    if (config.activation === "sigmoid") {
      return [{ operation: "Sigmoid", inputs, output }];
    }
    // The bench's networks have no other.
    const gate = `${output}.gate`;
    return [
      { operation: "Sigmoid", inputs, output: gate },
      { operation: "Mul", inputs: [...inputs, gate], output },
    ];
  },
  /** Channels as a map of one pixel. */
  Reshape: ({ config, inputs, output }) => {
    const channels = (config.targetShape as number[]).at(-1)!;
    const shape = BigInt64Array.from([0, channels, 1, 1].map(BigInt));
    return [
      constant(`${output}.shape`, [4], shape),
      { operation: "Reshape", inputs: [...inputs, `${output}.shape`], output },
    ];
  },
  MaxPooling2D: ({ config, inputs, output, pads }) => [{
    operation: "MaxPool",
    inputs,
    output,
    attributes: {
      kernel_shape: config.poolSize as number[],
      strides: config.strides as number[],
      pads,
    },
  }],
  GlobalAveragePooling2D: ({ inputs, output }) => [
    {
      operation: "GlobalAveragePool",
      inputs,
      output: `${output}.mean`,
    },
    { operation: "Flatten", inputs: [`${output}.mean`], output },
  ],
  // Channels last, as the layer behind it has its weights.
  Flatten: ({ inputs, output }) => [
    {
      operation: "Transpose",
      inputs,
      output: `${output}.last`,
      attributes: { perm: [0, 2, 3, 1] },
    },
    { operation: "Flatten", inputs: [`${output}.last`], output },
  ],
  Dense: ({ layer, inputs, output, weight }) => {
    const [kernel, bias] = layer.getWeights();
    return [{
      operation: "Gemm",
      inputs: [...inputs, weight("kernel", kernel!), weight("bias", bias!)],
      output,
    }];
  },
  Add: ({ inputs, output }) => [{ operation: "Add", inputs, output }],
  Multiply: ({ inputs, output }) => [{ operation: "Mul", inputs, output }],
};

function constant(
  output: string,
  shape: readonly number[],
  values: OnnxValues,
): OnnxNode {
  return {
    operation: "Constant",
    inputs: [],
    output,
    attributes: { value: { tensor: { shape, values } } },
  };
}

/** For windows of odd size and stride 1, as the networks have them. */
function samePads([height, width]: readonly number[]): Pads {
  const [rows, columns] = [(height! - 1) / 2, (width! - 1) / 2];
  return [rows, columns, rows, columns];
}

async function read(
  weights: ReadonlyMap<string, LayerWeight>,
): Promise<ReadonlyMap<string, OnnxWeight>> {
  const read = new Map<string, OnnxWeight>();
  for (const [name, { tensor, axes }] of weights) {
    const ordered = tf.transpose(tensor, axes ?? [...tensor.shape.keys()]);
    const values = await ordered.data() as Float32Array;
    read.set(name, { shape: ordered.shape, values });
    ordered.dispose();
  }
  return read;
}
