/** Parts of which well-known architectures are made, as ONNX nodes. */
import { Draft } from "../model/onnx/draft.ts";

/** Side of the images. */
export const SIDE = 16;

const CLASSES = 5;

/** A value: its name and how many channels or features it has. */
export interface Value {
  readonly name: string;
  readonly width: number;
}

/** How a convolution slides. */
export interface Sliding {
  /** @default {3} */
  readonly size?: number;
  /** @default {1} */
  readonly stride?: number;
  /** Whether each channel has a kernel of its own. */
  readonly depthwise?: boolean;
}

/** Writes a network part by part. */
export class Parts {
  readonly draft: Draft = new Draft(1, [1, 3, SIDE, SIDE]);
  readonly image: Value = { name: "image", width: 3 };

  /** A node of one value. */
  op(
    operation: string,
    { name, width }: Value,
    attributes: Parameters<Draft["node"]>[2] = {},
    more: readonly string[] = [],
  ): Value {
    return {
      name: this.draft.node(operation, [name, ...more], attributes),
      width,
    };
  }

  conv(
    from: Value,
    width: number,
    { size = 3, stride = 1, depthwise = false }: Sliding = {},
  ): Value {
    const inputs = depthwise ? 1 : from.width;
    const spread = Math.sqrt(2 / (inputs * size * size));
    const margin = stride === size ? 0 : (size - 1) >> 1;
    const attributes = {
      kernel_shape: [size, size],
      strides: [stride, stride],
      pads: [margin, margin, margin, margin],
      group: depthwise ? from.width : 1,
    };
    const weights = [
      this.draft.weight([width, inputs, size, size], spread),
      this.draft.weight([width], 0.2),
    ];
    return { ...this.op("Conv", from, { attributes }, weights), width };
  }

  batchNorm(from: Value): Value {
    const { width } = from;
    const weights = [
      this.draft.weight([width], 0.2, 1),
      this.draft.weight([width], 0.2),
      this.draft.weight([width], 0.2),
      this.draft.tensor([width], new Float32Array(width).fill(1.5)),
    ];
    return this.op("BatchNormalization", from, {}, weights);
  }

  relu(from: Value): Value {
    return this.op("Relu", from);
  }

  relu6(from: Value): Value {
    return this.op("Clip", from, {}, [
      this.draft.number(0),
      this.draft.number(6),
    ]);
  }

  gelu(from: Value): Value {
    const root = this.draft.number(Math.SQRT2);
    const erf = this.op("Erf", this.op("Div", from, {}, [root]));
    const gate = this.op("Add", erf, {}, [this.draft.number(1)]);
    const twice = this.op("Mul", from, {}, [gate.name]);
    return this.op("Mul", twice, {}, [this.draft.number(0.5)]);
  }

  /** Twice the rows and columns into one. */
  maxPool(from: Value): Value {
    return this.op("MaxPool", from, {
      attributes: { kernel_shape: [2, 2], strides: [2, 2] },
    });
  }

  add(a: Value, b: Value): Value {
    return this.op("Add", a, {}, [b.name]);
  }

  concat(values: readonly Value[], axis = 1): Value {
    const [first, ...others] = values;
    const name = this.draft.node(
      "Concat",
      [first!, ...others].map(({ name }) => name),
      { attributes: { axis } },
    );
    return {
      name,
      width: axis === 1
        ? values.reduce((sum, { width }) => sum + width, 0)
        : first!.width,
    };
  }

  /** Squeeze and excitation. */
  excite(from: Value): Value {
    const pooled = this.op("GlobalAveragePool", from);
    const few = this.relu(
      this.conv(pooled, Math.ceil(from.width / 2), { size: 1 }),
    );
    const gate = this.op(
      "Sigmoid",
      this.conv(few, from.width, { size: 1 }),
    );
    return this.op("Mul", from, {}, [gate.name]);
  }

  reshape(from: Value, shape: readonly number[]): Value {
    return this.op("Reshape", from, {}, [this.draft.integers(shape)]);
  }

  transpose(from: Value, perm: readonly number[]): Value {
    return this.op("Transpose", from, { attributes: { perm } });
  }

  linear(from: Value, width: number): Value {
    const spread = Math.sqrt(1 / from.width);
    const kernel = this.draft.weight([from.width, width], spread);
    const product = this.op("MatMul", from, {}, [kernel]);
    const bias = this.draft.weight([width], 0.2);
    return { ...this.op("Add", product, {}, [bias]), width };
  }

  layerNorm(from: Value): Value {
    return this.op("LayerNormalization", from, {
      attributes: { axis: -1, epsilon: { float: 1e-5 } },
    }, [
      this.draft.weight([from.width], 0.2, 1),
      this.draft.weight([from.width], 0.2),
    ]);
  }

  /** Patches of images as tokens `[1, count, width]`. */
  patches(width: number, size: number): Value {
    const count = (SIDE / size) ** 2;
    const maps = this.conv(this.image, width, { size, stride: size });
    const rows = this.reshape(maps, [1, width, count]);
    return this.transpose(rows, [0, 2, 1]);
  }

  /** Learned vectors before the tokens, and what says where each one is. */
  placed(tokens: Value, count: number, extra: number): Value {
    const { width } = tokens;
    const own = this.draft.weight([1, extra, width], 0.5);
    const all = extra === 0
      ? tokens
      : this.concat([{ name: own, width }, tokens], 1);
    const table = this.draft.weight([1, count + extra, width], 0.5);
    return { ...this.op("Add", all, {}, [table]), width };
  }

  /** Attention of `count` tokens in `groups` groups on those of their own. */
  attention(from: Value, count: number, groups = 1, heads = 2): Value {
    const { width } = from;
    const size = width / heads;
    const split = [groups, count, heads, size];
    const part = (perm: readonly number[]) =>
      this.transpose(this.reshape(this.linear(from, width), split), perm);
    const [query, key, value] = [
      part([0, 2, 1, 3]),
      part([0, 2, 3, 1]),
      part([0, 2, 1, 3]),
    ] as const;
    const scores = this.op("MatMul", query, {}, [key.name]);
    const scaled = this.op("Mul", scores, {}, [
      this.draft.number(1 / Math.sqrt(size)),
    ]);
    const weights = this.op("Softmax", scaled, { attributes: { axis: -1 } });
    const seen = this.op("MatMul", weights, {}, [value.name]);
    const joined = this.reshape(
      this.transpose(seen, [0, 2, 1, 3]),
      [groups, count, width],
    );
    return this.linear(joined, width);
  }

  /** Two dense layers on the last axis, added to what they take. */
  perceptron(from: Value): Value {
    const hidden = this.linear(this.layerNorm(from), 2 * from.width);
    return this.add(from, this.linear(this.gelu(hidden), from.width));
  }

  /** The mean over an image's places, and classes of it. */
  pooled(from: Value): Value {
    const mean = this.op("GlobalAveragePool", from);
    return this.linear(
      this.reshape(mean, [1, from.width]),
      CLASSES,
    );
  }

  /** The mean of tokens from `begin` to before `end`, and classes of it. */
  read(tokens: Value, begin: number, end: number): Value {
    const [starts, ends, axes] = [[begin], [end], [1]].map((values) =>
      this.draft.integers(values)
    ) as [string, string, string];
    const some = this.op("Slice", tokens, {}, [starts, ends, axes]);
    const mean = this.op("ReduceMean", some, {
      attributes: { keepdims: 0 },
    }, [axes]);
    return this.linear(mean, CLASSES);
  }
}
