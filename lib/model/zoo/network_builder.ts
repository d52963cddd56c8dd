import type { StateDict } from "../formats/state_dict/stored_tensor.ts";
import { adaptiveAverage } from "../graph/adaptive_windows.ts";
import { GraphBuilder, type NodeParts } from "../graph/graph_builder.ts";
import type {
  GraphNode,
  LiveWeight,
  NodeKind,
  WeightName,
} from "../graph/graph_node.ts";
import type { Network } from "../model.ts";
import { ModuleWeights, type Source } from "./module_weights.ts";

/** A feature map or a vector of a network that is being built. */
export interface Place {
  /** The node that computes it. */
  readonly id: number;
  /** `[H, W, C]` or `[C]`. */
  readonly shape: readonly number[];
}

/** How a window slides, in PyTorch's words. */
export interface Sliding {
  /** @default {1} */
  readonly stride?: number;
  /**
   * Rows and columns on every side.
   *
   * @default {0}
   */
  readonly padding?: number;
}

/**
 * Builds a graph from the weights of a PyTorch network, module by module, under
 * the names of its modules. What is missing, left over or of another shape is
 * collected, so that the error can say all of it.
 */
export class NetworkBuilder {
  /** The image, `[H, W, C]`. */
  readonly image: Place;
  readonly #graph = new GraphBuilder();
  /** The weights of the file. */
  readonly weights: ModuleWeights;

  /** A network that is nothing but its input `[H, W, C]`. */
  constructor(tensors: StateDict, shape: readonly number[]) {
    this.weights = new ModuleWeights(tensors);
    const id = this.#graph.add({
      name: "input",
      layerClass: "InputLayer",
      kind: "input",
      inputs: [],
      shape: [null, ...shape],
    });
    this.image = { id, shape };
  }

  /** Whether the file has a tensor of this name. */
  has(name: string): boolean {
    return this.weights.shapeOf(name) !== undefined;
  }

  /** `nn.Conv2d`, with as many groups as its kernel says. */
  conv2d(name: string, from: Place, sliding: Sliding = {}): Place {
    const [height, width, channels] = from.shape as [number, number, number];
    const [filters = 1, perGroup = channels, kH = 1, kW = 1] =
      this.weights.shapeOf(`${name}.weight`) ?? [];
    const groups = Math.max(1, Math.round(channels / perGroup));
    const ofGroup = channels / groups;
    const { stride = 1, padding = 0 } = sliding;
    const slid = (length: number, size: number) =>
      Math.floor((length + 2 * padding - size) / stride) + 1;
    return this.node(name, "Conv2d", "conv2d", [from], {
      shape: [slid(height, kH), slid(width, kW), filters],
      attributes: {
        strides: [stride, stride],
        dilations: [1, 1],
        padding: [[padding, padding], [padding, padding]],
      },
      weights: {
        kernel: ["weight", [kH, kW, ofGroup, filters], {
          stored: [filters, ofGroup, kH, kW],
          axes: [2, 3, 1, 0],
        }],
        ...(this.has(`${name}.bias`) && { bias: ["bias", [filters]] }),
      },
    });
  }

  /** A convolution with a kernel of its own, which no file holds. */
  fixedConv2d(
    name: string,
    from: Place,
    kernel: LiveWeight,
    shape: readonly number[],
    stride: number,
  ): Place {
    return this.node(name, "Conv2d", "conv2d", [from], {
      shape,
      attributes: {
        strides: [stride, stride],
        dilations: [1, 1],
        padding: "valid",
      },
      live: { kernel },
    });
  }

  /** `nn.BatchNorm2d` at inference. */
  batchNorm(name: string, from: Place): Place {
    const size = [from.shape.at(-1)!];
    return this.node(name, "BatchNorm2d", "batchNorm", [from], {
      shape: from.shape,
      attributes: { axis: from.shape.length, epsilon: 1e-5 },
      weights: {
        gamma: ["weight", size],
        beta: ["bias", size],
        mean: ["running_mean", size],
        variance: ["running_var", size],
      },
    });
  }

  /** `nn.ReLU`. */
  relu(name: string, from: Place): Place {
    return this.node(name, "ReLU", "activation", [from], {
      shape: from.shape,
      attributes: { fn: { name: "relu" } },
    });
  }

  /** `nn.MaxPool2d` of a square window. */
  maxPool(name: string, from: Place, size: number, sliding: Sliding): Place {
    const { stride = 1, padding = 0 } = sliding;
    const [height, width, channels] = from.shape as [number, number, number];
    const slid = (length: number) =>
      Math.floor((length + 2 * padding - size) / stride) + 1;
    return this.node(name, "MaxPool2d", "maxPool", [from], {
      shape: [slid(height), slid(width), channels],
      attributes: {
        size: [size, size],
        strides: [stride, stride],
        padding: [[padding, padding], [padding, padding]],
      },
    });
  }

  /** `nn.AdaptiveAvgPool2d` to a square. */
  adaptiveAveragePool(name: string, from: Place, side: number): Place {
    const [height, width, channels] = from.shape as [number, number, number];
    if (side === 1) {
      return this.node(name, "AdaptiveAvgPool2d", "globalAveragePool", [from], {
        shape: [channels],
      });
    }
    if (height === side && width === side) return from;
    if (height % side !== 0 || width % side !== 0) {
      return this.node(name, "AdaptiveAvgPool2d", "resize", [from], {
        shape: [side, side, channels],
        attributes: {
          rows: adaptiveAverage(height, side),
          columns: adaptiveAverage(width, side),
        },
      });
    }
    const size = [height / side, width / side] as const;
    return this.node(name, "AdaptiveAvgPool2d", "averagePool", [from], {
      shape: [side, side, channels],
      attributes: { size, strides: size, padding: "valid" },
    });
  }

  /** `torch.flatten`; the order of the values is ours, channels last. */
  flatten(name: string, from: Place): Place {
    const shape = [from.shape.reduce((size, length) => size * length, 1)];
    return this.node(name, "Flatten", "reshape", [from], {
      shape,
      attributes: { shape: [null, ...shape] },
    });
  }

  /**
   * `nn.Linear`, on the last axis.
   *
   * @param flattened The maps before {@linkcode flatten}, if the input is that.
   */
  linear(name: string, from: Place, flattened?: Place): Place {
    const inputs = from.shape.at(-1)!;
    const [units = 1] = this.weights.shapeOf(`${name}.weight`) ?? [];
    const [height, width, channels] = flattened?.shape ?? [1, 1, inputs];
    return this.node(name, "Linear", "dense", [from], {
      shape: [...from.shape.slice(0, -1), units],
      weights: {
        kernel: ["weight", [inputs, units], {
          stored: [units, inputs],
          split: [units, channels!, height!, width!],
          axes: [2, 3, 1, 0],
        }],
        ...(this.has(`${name}.bias`) && { bias: ["bias", [units]] }),
      },
    });
  }

  /** The sum of two. */
  add(name: string, a: Place, b: Place): Place {
    return this.node(name, "Add", "add", [a, b], { shape: a.shape });
  }

  /**
   * The network.
   *
   * @param logits Where its output is.
   * @param from What the file is called, for errors.
   * @throws {SyntaxError} If a weight is missing, left over or of another shape.
   */
  finish(logits: Place, from: string): Network {
    this.weights.check(from);
    const graph = {
      nodes: this.#graph.nodes,
      input: this.image.id,
      output: logits.id,
      head: undefined,
    };
    const { layers, dispose } = this.weights.create(graph.nodes);
    return { graph, weightLayers: layers, layersModel: undefined, dispose };
  }

  /**
   * A node of any kind.
   *
   * @param name Its name: that of its module.
   * @param layerClass PyTorch's class, for messages.
   * @param inputs What it takes.
   * @param parts Its shape without the images' axis, attributes, and weights by
   * the names under which the module holds them.
   */
  node<K extends NodeKind>(
    name: string,
    layerClass: string,
    kind: K,
    inputs: readonly Place[],
    { shape, attributes, weights = {}, module = name, live = {} }: {
      readonly shape: readonly number[];
      readonly attributes?: NodeParts<K>["attributes"];
      readonly weights?: {
        readonly [own in WeightName]?: readonly [
          stored: string,
          shape: readonly number[],
          source?: Source,
        ];
      };
      /** The module that holds the weights, where the node is a part of it. */
      readonly module?: string;
      /** Weights that were taken before. */
      readonly live?: GraphNode["weights"];
    },
  ): Place {
    const own = Object.fromEntries(
      Object.entries(weights).map(([own, [stored, size, source]]) => [
        own,
        this.weights.add(`${module}.${stored}`, size, {
          stored: size,
          ...source,
        }),
      ]),
    );
    const id = this.#graph.add({
      name,
      layerClass,
      kind,
      inputs: inputs.map(({ id }) => id),
      shape: [null, ...shape],
      weights: { ...own, ...live } as GraphNode["weights"],
      ...(attributes && { attributes }),
    } as NodeParts<K>);
    return { id, shape };
  }
}
