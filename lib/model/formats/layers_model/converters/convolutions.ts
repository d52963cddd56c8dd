import * as tf from "@tensorflow/tfjs";
import type {
  Convolution,
  LiveWeight,
  Margins,
  Padding,
  Pair,
} from "../../../graph/graph_node.ts";
import {
  addNode,
  channelsOf,
  type LayerConverter,
  type LayerView,
  unsupported,
} from "../layer_view.ts";
import { addNamedActivation } from "./activations.ts";
import { asMaps } from "./layout.ts";

/** A convolution over `rank` axes, with the activation fused into the layer. */
function conv(rank: 1 | 2): LayerConverter {
  return asMaps(rank, (view, [input]) => {
    const channels = channelsOf(view, input!);
    const filters = view.config.integer("filters");
    const groups = view.config.integer("groups", {}, 1);
    if (channels % groups !== 0 || filters % groups !== 0) {
      throw view.config.malformed(
        "groups",
        `a divisor of ${channels} input and ${filters} output channels`,
      );
    }
    return finished(
      view,
      addNode(view, "conv2d", [input!], {
        attributes: convolutionOf(view, rank),
        weights: {
          kernel: kernel(view, rank, "kernel", [channels / groups, filters]),
          bias: bias(view, filters),
        },
      }),
    );
  });
}

/** One filter, or several, for every channel. */
function depthwise(rank: 1 | 2): LayerConverter {
  return asMaps(rank, (view, [input]) => {
    const channels = channelsOf(view, input!);
    const multiplier = view.config.integer("depth_multiplier", {}, 1);
    // It was called otherwise before Keras 3.
    const name = view.weights.has("depthwise_kernel")
      ? "depthwise_kernel"
      : "kernel";
    return finished(
      view,
      addNode(view, "depthwiseConv2d", [input!], {
        // tfjs-layers passes its kernel no dilation.
        attributes: convolutionOf(view, rank, view.dialect !== "tfjs"),
        weights: {
          kernel: kernel(view, rank, name, [channels, multiplier]),
          bias: bias(view, channels * multiplier),
        },
      }),
    );
  });
}

/** Two nodes: the depthwise convolution, and the pointwise one with the bias. */
function separable(rank: 1 | 2): LayerConverter {
  return asMaps(rank, (view, [input]) => {
    const channels = channelsOf(view, input!);
    const filters = view.config.integer("filters");
    const multiplier = view.config.integer("depth_multiplier", {}, 1);
    const between = addNode(view, "depthwiseConv2d", [input!], {
      part: "depthwise",
      attributes: convolutionOf(view, rank),
      weights: {
        kernel: kernel(view, rank, "depthwise_kernel", [channels, multiplier]),
      },
    });
    const size = Array<number>(rank).fill(1);
    return finished(
      view,
      addNode(view, "conv2d", [between], {
        attributes: { strides: [1, 1], padding: "valid", dilations: [1, 1] },
        weights: {
          kernel: raised(
            rank,
            view.weights.read("pointwise_kernel", [
              ...size,
              channels * multiplier,
              filters,
            ]),
          ),
          bias: bias(view, filters),
        },
      }),
    );
  });
}

function transposed(rank: 1 | 2): LayerConverter {
  return asMaps(rank, (view, [input]) => {
    const channels = channelsOf(view, input!);
    const filters = view.config.integer("filters");
    const convolution = convolutionOf(view, rank);
    const padding = transposedPadding(view, rank, convolution);
    return finished(
      view,
      addNode(view, "conv2dTranspose", [input!], {
        attributes: { ...convolution, padding },
        weights: {
          kernel: kernel(view, rank, "kernel", [filters, channels]),
          bias: bias(view, filters),
        },
      }),
    );
  });
}

/**
 * What is taken off at the sides of a transposed convolution, as TensorFlow
 * computes it: `(L − 1) · stride + reach` values come out, and `L · stride` are
 * to be left for "same", or as many as `output_padding` says.
 */
function transposedPadding(
  view: LayerView,
  rank: 1 | 2,
  { strides, padding, dilations }: Convolution,
): Padding {
  const { config } = view;
  const isSet = config.value("output_padding") !== undefined;
  if (!isSet && dilations[0] * dilations[1] === 1) return padding;
  const extra = isSet
    ? spatial(view, rank, "output_padding", 0, { from: 0 })
    : undefined;
  const size = spatial(view, rank, "kernel_size");
  const along = (axis: 0 | 1): Margins[0] => {
    const stride = strides[axis];
    const reach = (size[axis] - 1) * dilations[axis] + 1;
    const more = extra?.[axis];
    if (more !== undefined && more >= stride && !(rank === 1 && axis === 0)) {
      throw config.malformed("output_padding", "less than the strides");
    }
    if (padding === "valid") {
      return [0, 0 - (more ?? Math.max(0, stride - reach))];
    }
    // Behind the last of L values there are so many rows of the output.
    const last = more === undefined ? stride : reach % 2 + more;
    if (last < 1) {
      throw unsupported(
        view,
        'an even kernel with the padding "same" must have an output_padding over 0',
      );
    }
    const before = Math.floor(Math.max(0, reach - last) / 2);
    return [before, reach - last - before];
  };
  return [along(0), along(1)];
}

function finished(view: LayerView, id: number): number {
  return addNamedActivation(view, id, "activation");
}

/** @param dilated Whether the layer's kernel may be. */
function convolutionOf(
  view: LayerView,
  rank: 1 | 2,
  dilated = true,
): Convolution {
  const { config } = view;
  // Keras 2 writes it for every convolution, though one kind alone has several.
  if (!/^Conv[12]D$/.test(view.className)) {
    config.integer("groups", { to: 1 }, 1);
  }
  const strides = spatial(view, rank, "strides", 1);
  const given = spatial(view, rank, "dilation_rate", 1);
  const dilations = dilated ? given : [1, 1] as const;
  if (Math.max(...strides) > 1 && Math.max(...dilations) > 1) {
    throw unsupported(
      view,
      "strides over 1 and a dilation_rate over 1 exclude each other",
    );
  }
  const padding = config.oneOf(
    "padding",
    ["valid", "same", ...rank === 1 ? ["causal"] as const : []],
    "valid",
  );
  if (padding !== "causal") return { strides, padding, dilations };
  const [, size] = spatial(view, rank, "kernel_size");
  const before = (size - 1) * dilations[1];
  return { strides, padding: [[0, 0], [before, 0]], dilations };
}

/** An entry for height and width; of a layer of one axis, for the width. */
export function spatial(
  view: LayerView,
  rank: 1 | 2,
  name: string,
  fallback?: number,
  range: { readonly from?: number } = {},
): Pair {
  return rank === 2
    ? view.config.pair(name, range, fallback)
    : [range.from ?? 1, view.config.integer(name, range, fallback)];
}

function kernel(
  view: LayerView,
  rank: 1 | 2,
  name: string,
  depth: readonly [number, number],
): LiveWeight {
  const size = view.config.integers("kernel_size", rank);
  return raised(rank, view.weights.read(name, [...size, ...depth]));
}

/** The kernel of a layer of one axis, `[K, I, O]`, as one of height 1. */
function raised(rank: 1 | 2, kernel: LiveWeight): LiveWeight {
  return rank === 2 ? kernel : () => tf.expandDims(kernel(), 0);
}

function bias(view: LayerView, size: number): LiveWeight | undefined {
  return view.config.flag("use_bias", true)
    ? view.weights.read("bias", [size])
    : undefined;
}

/** Converters of the layers that convolve. */
export const CONVOLUTION_CONVERTERS: Readonly<Record<string, LayerConverter>> =
  {
    Conv1D: conv(1),
    Conv2D: conv(2),
    Conv1DTranspose: transposed(1),
    Conv2DTranspose: transposed(2),
    DepthwiseConv1D: depthwise(1),
    DepthwiseConv2D: depthwise(2),
    SeparableConv1D: separable(1),
    SeparableConv2D: separable(2),
  };
