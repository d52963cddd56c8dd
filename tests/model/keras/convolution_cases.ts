import {
  conv,
  convTranspose,
  each,
  grouped,
  plus,
  reshaped,
  toFirst,
  toLast,
} from "./definitions.ts";
import type { NdArray } from "../../propagation/float64/mod.ts";
import type { KerasCase } from "./keras_case.ts";

const rows = (x: NdArray) => reshaped(x, [1, ...x.shape.slice(1)]);
const flat = (x: NdArray) => reshaped(x, x.shape.slice(2));
const high = (kernel: NdArray) => ({ ...kernel, shape: [1, ...kernel.shape] });

/** Convolutions of every kind and option. */
export const CONVOLUTION_CASES: readonly KerasCase[] = [
  {
    layer: "Conv2D",
    config: { filters: 4, kernel_size: [3, 2], activation: "relu" },
    shape: [5, 6, 3],
    weights: { kernel: [3, 2, 3, 4], bias: [4] },
    expected: ([x], w) =>
      each((v) => Math.max(0, v))(
        plus(conv(x, w["kernel"]!, { size: [3, 5] }), w["bias"]!),
      ),
  },
  {
    layer: "Conv2D",
    config: {
      filters: 6,
      kernel_size: [3, 3],
      strides: [2, 2],
      padding: "same",
      groups: 2,
      activation: "hard_silu",
    },
    shape: [7, 8, 4],
    weights: { kernel: [3, 3, 2, 6], bias: [6] },
    expected: ([x], w) =>
      each((v) => v * Math.min(1, Math.max(0, v / 6 + 0.5)))(
        plus(
          conv(x, w["kernel"]!, {
            strides: [2, 2],
            before: [1, 0],
            size: [4, 4],
          }),
          w["bias"]!,
        ),
      ),
  },
  {
    layer: "Conv2D",
    config: {
      filters: 2,
      kernel_size: 3,
      dilation_rate: [2, 1],
      padding: "same",
      use_bias: false,
    },
    shape: [6, 5, 2],
    weights: { kernel: [3, 3, 2, 2] },
    expected: ([x], w) =>
      conv(x, w["kernel"]!, {
        dilations: [2, 1],
        before: [2, 1],
        size: [6, 5],
      }),
  },
  {
    layer: "Conv2D",
    config: {
      filters: 4,
      kernel_size: 2,
      data_format: "channels_first",
      activation: "softmax",
    },
    shape: [3, 5, 6],
    weights: { kernel: [2, 2, 3, 4], bias: [4] },
    // Along the last axis, which is the width.
    expected: ([x], w) => {
      const made = toFirst(
        plus(conv(toLast(x), w["kernel"]!, { size: [4, 5] }), w["bias"]!),
      );
      const data = made.data.slice();
      for (let i = 0; i < data.length; i += 5) {
        const row = data.subarray(i, i + 5);
        const total = row.reduce((sum, v) => sum + Math.exp(v), 0);
        row.forEach((v, j) => row[j] = Math.exp(v) / total);
      }
      return { shape: made.shape, data };
    },
  },
  {
    layer: "Conv1D",
    config: {
      filters: 3,
      kernel_size: [3],
      padding: "causal",
      dilation_rate: [2],
    },
    shape: [7, 2],
    weights: { kernel: [3, 2, 3], bias: [3] },
    expected: ([x], w) =>
      flat(plus(
        conv(rows(x), high(w["kernel"]!), {
          dilations: [1, 2],
          before: [0, 4],
          size: [1, 7],
        }),
        w["bias"]!,
      )),
  },
  {
    layer: "Conv1D",
    config: {
      filters: 4,
      kernel_size: [2],
      strides: [2],
      data_format: "channels_first",
      groups: 2,
    },
    shape: [4, 7],
    weights: { kernel: [2, 2, 4], bias: [4] },
    expected: ([x], w) =>
      toFirst(flat(plus(
        conv(rows(toLast(x)), high(w["kernel"]!), {
          strides: [1, 2],
          size: [1, 3],
        }),
        w["bias"]!,
      ))),
  },
  ...(["kernel", "depthwise_kernel"] as const).map((name): KerasCase => ({
    layer: "DepthwiseConv2D",
    config: {
      kernel_size: [3, 3],
      dilation_rate: [2, 2],
      padding: "same",
      depth_multiplier: 2,
    },
    shape: [6, 6, 2],
    weights: { [name]: [3, 3, 2, 2], bias: [4] },
    version: name === "kernel" ? 3 : 2,
    expected: ([x], w) =>
      plus(
        conv(x, grouped(w[name]!), {
          dilations: [2, 2],
          before: [2, 2],
          size: [6, 6],
        }),
        w["bias"]!,
      ),
  })),
  {
    layer: "DepthwiseConv1D",
    config: { kernel_size: [3], strides: [2] },
    shape: [8, 3],
    weights: { kernel: [3, 3, 1], bias: [3] },
    expected: ([x], w) =>
      flat(plus(
        conv(rows(x), grouped(high(w["kernel"]!)), {
          strides: [1, 2],
          size: [1, 3],
        }),
        w["bias"]!,
      )),
  },
  {
    layer: "SeparableConv2D",
    config: {
      filters: 3,
      kernel_size: [2, 3],
      padding: "same",
      depth_multiplier: 2,
      activation: "tanh",
    },
    shape: [4, 5, 2],
    weights: {
      depthwise_kernel: [2, 3, 2, 2],
      pointwise_kernel: [1, 1, 4, 3],
      bias: [3],
    },
    expected: ([x], w) =>
      each(Math.tanh)(plus(
        conv(
          conv(x, grouped(w["depthwise_kernel"]!), {
            before: [0, 1],
            size: [4, 5],
          }),
          w["pointwise_kernel"]!,
          { size: [4, 5] },
        ),
        w["bias"]!,
      )),
  },
  {
    layer: "SeparableConv1D",
    config: { filters: 3, kernel_size: [3], use_bias: false },
    shape: [6, 2],
    weights: { depthwise_kernel: [3, 2, 1], pointwise_kernel: [1, 2, 3] },
    expected: ([x], w) =>
      flat(conv(
        conv(rows(x), grouped(high(w["depthwise_kernel"]!)), { size: [1, 4] }),
        high(w["pointwise_kernel"]!),
        { size: [1, 4] },
      )),
  },
  // "valid": (L − 1) · stride + max(kernel, stride) values.
  transpose({ kernel_size: [3, 3], strides: [2, 2] }, [7, 7], {
    strides: [2, 2],
  }),
  transpose({ kernel_size: [2, 2], strides: [3, 3] }, [9, 9], {
    strides: [3, 3],
  }),
  transpose(
    { kernel_size: [2, 2], strides: [2, 2], output_padding: [1, 1] },
    [7, 7],
    { strides: [2, 2] },
  ),
  transpose({ kernel_size: [3, 3], dilation_rate: [2, 2] }, [7, 7], {
    dilations: [2, 2],
  }),
  // "same": L · stride, the rest cut off, one more at the end than before.
  transpose(
    { kernel_size: [3, 3], strides: [2, 2], padding: "same" },
    [6, 6],
    { strides: [2, 2] },
  ),
  transpose(
    { kernel_size: [4, 4], strides: [2, 2], padding: "same" },
    [6, 6],
    { strides: [2, 2], before: [1, 1] },
  ),
  transpose(
    { kernel_size: [3, 3], dilation_rate: [2, 2], padding: "same" },
    [3, 3],
    { dilations: [2, 2], before: [2, 2] },
  ),
  // "same" with an output padding p: (L − 1) · stride + kernel % 2 + p.
  transpose(
    {
      kernel_size: [3, 3],
      strides: [2, 2],
      padding: "same",
      output_padding: [0, 0],
    },
    [5, 5],
    { strides: [2, 2], before: [1, 1] },
  ),
  transpose(
    {
      kernel_size: [3, 3],
      strides: [2, 2],
      padding: "same",
      output_padding: [1, 1],
    },
    [6, 6],
    { strides: [2, 2], before: [0, 0] },
  ),
  transpose(
    {
      kernel_size: [4, 4],
      strides: [3, 3],
      padding: "same",
      output_padding: [2, 2],
    },
    [8, 8],
    { strides: [3, 3], before: [1, 1] },
  ),
  {
    layer: "Conv1DTranspose",
    config: { filters: 2, kernel_size: [3], strides: [2], padding: "same" },
    shape: [4, 3],
    weights: { kernel: [3, 2, 3], bias: [2] },
    expected: ([x], w) =>
      flat(plus(
        convTranspose(rows(x), high(w["kernel"]!), {
          strides: [1, 2],
          size: [1, 8],
        }),
        w["bias"]!,
      )),
  },
  {
    layer: "Conv3D",
    config: { filters: 2, kernel_size: [1, 2, 2], activation: "relu" },
    shape: [1, 3, 4, 2],
    weights: { kernel: [1, 2, 2, 2, 2], bias: [2] },
    // Of one layer of depth, it is a convolution of maps.
    expected: ([x], w) =>
      reshaped(
        each((v) => Math.max(0, v))(plus(
          conv(
            reshaped(x, [3, 4, 2]),
            { ...w["kernel"]!, shape: [2, 2, 2, 2] },
            { size: [2, 3] },
          ),
          w["bias"]!,
        )),
        [1, 2, 3, 2],
      ),
  },
];

function transpose(
  config: KerasCase["config"] & { readonly kernel_size: readonly number[] },
  size: readonly [number, number],
  steps: Omit<Parameters<typeof convTranspose>[2], "size">,
): KerasCase {
  return {
    layer: "Conv2DTranspose",
    config: { filters: 2, ...config },
    shape: [3, 3, 3],
    weights: { kernel: [...config.kernel_size, 2, 3], bias: [2] },
    expected: ([x], w) =>
      plus(convTranspose(x, w["kernel"]!, { ...steps, size }), w["bias"]!),
  };
}
