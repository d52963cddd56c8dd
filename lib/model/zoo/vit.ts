import type { StateDict } from "../formats/state_dict/stored_tensor.ts";
import type { Network } from "../model.ts";
import { NetworkBuilder, type Place } from "./network_builder.ts";

/** The number of heads of the published widths, which no shape says. */
const HEADS: Readonly<Record<number, number>> = { 768: 12, 1024: 16, 1280: 16 };

/** The number under the root of torchvision's layer normalizations. */
const EPSILON = 1e-6;

/**
 * A vision transformer in torchvision's layout: ViT-B/16, B/32, L/16, L/32, H/14
 * and others, with plain patches or a stem of convolutions, as its weights say.
 *
 * The class token is an addend of the first row of the position table: their sum
 * is one weight. The convolutions of a stem have stride 2, as in Xiao et al.,
 * "Early Convolutions Help Transformers See Better", NeurIPS 2021.
 *
 * Source: Dosovitskiy et al., "An Image Is Worth 16x16 Words", ICLR 2021.
 *
 * @param heads The number of attention heads; that of torchvision's network of
 * this width where it is left out.
 * @throws {SyntaxError} If weights are missing, left over or of another shape.
 * @throws {RangeError} If the number of heads is not known or does not divide
 * the width, or the position table is of images of another size.
 */
export function vit(
  tensors: StateDict,
  shape: readonly number[],
  from: string,
  heads?: number,
): Network {
  const net = new NetworkBuilder(tensors, shape);
  const maps = patches(net);
  const [rows, columns, width] = maps.shape as [number, number, number];
  const count = headsOf(width, from, heads);
  let at = net.node("encoder.patches", "Flatten", "reshape", [maps], {
    shape: [rows * columns, width],
    attributes: { shape: [null, rows * columns, width] },
  });
  at = withClassToken(net, at, from);
  for (let i = 0;; i++) {
    const layer = `encoder.layers.encoder_layer_${i}`;
    if (!net.has(`${layer}.ln_1.weight`)) break;
    at = encoderLayer(net, layer, at, count);
  }
  at = layerNorm(net, "encoder.ln", at);
  const first = net.node("encoder.class_token", "Slice", "slice", [at], {
    shape: [1, width],
    attributes: {
      axes: [
        { before: 0, after: rows * columns, step: 1 },
        { before: 0, after: 0, step: 1 },
      ],
    },
  });
  const flat = net.flatten("encoder.flatten", first);
  return net.finish(net.linear("heads.head", flat), from);
}

/** The size of the images that a position table and a kernel of patches fit. */
export function vitImageShape(
  tensors: StateDict,
): readonly [height: number, width: number, channels: 3] {
  const shapeOf = (name: string) => tensors.get(name)?.shape;
  const [, positions = 197] = shapeOf("encoder.pos_embedding") ?? [];
  const plain = shapeOf("conv_proj.weight")?.[2];
  const patch = plain ?? 2 ** stemOf((name) => tensors.has(name)).length;
  const side = Math.round(Math.sqrt(Math.max(1, positions - 1))) * patch;
  return [side, side, 3];
}

/** The convolutions of a stem, as many as the weights have. */
function stemOf(has: (name: string) => boolean): readonly string[] {
  const names: string[] = [];
  for (;;) {
    const name = `conv_proj.conv_bn_relu_${names.length}`;
    if (!has(`${name}.0.weight`)) return names;
    names.push(name);
  }
}

/** One vector for every patch, `[rows, columns, width]`. */
function patches(net: NetworkBuilder): Place {
  const stem = stemOf((name) => net.has(name));
  if (stem.length === 0) {
    const [, , size = 1] = net.weights.shapeOf("conv_proj.weight") ?? [];
    return net.conv2d("conv_proj", net.image, { stride: size });
  }
  const maps = stem.reduce((from, name) => {
    const [, , size = 1] = net.weights.shapeOf(`${name}.0.weight`) ?? [];
    const sliding = { stride: 2, padding: (size - 1) >> 1 };
    const convolved = net.conv2d(`${name}.0`, from, sliding);
    return net.relu(`${name}.2`, net.batchNorm(`${name}.1`, convolved));
  }, net.image);
  return net.conv2d("conv_proj.conv_last", maps);
}

function headsOf(width: number, from: string, heads?: number): number {
  const count = heads ?? HEADS[width];
  if (count === undefined) {
    throw new RangeError(
      `Cannot load the weights as the number of attention heads, which no weight says, must be given for a width of ${width}: set the option heads, or write num_attention_heads into a config.json beside ${from} and load the folder`,
    );
  }
  if (width % count !== 0) {
    throw new RangeError(
      `Cannot load the weights as the number of attention heads must divide the width of ${from}, ${width}: current number is ${count}`,
    );
  }
  return count;
}

/** The patches behind the class token, plus what says where each one is. */
function withClassToken(net: NetworkBuilder, at: Place, from: string): Place {
  const [count, width] = at.shape as [number, number];
  const shape = [count + 1, width];
  const [, positions = count + 1] =
    net.weights.shapeOf("encoder.pos_embedding") ?? [];
  if (positions !== count + 1) {
    throw new RangeError(
      `Cannot load the weights as the position table of ${from} has places for ${
        positions - 1
      } patches: images of ${net.image.shape.join("×")} have ${count}`,
    );
  }
  const padded = net.node("encoder.pad", "Concat", "pad", [at], {
    shape,
    attributes: { margins: [[1, 0], [0, 0]] },
  });
  const beta = net.weights.combine(
    [["encoder.pos_embedding", [1, ...shape]], ["class_token", [1, 1, width]]],
    shape,
    ([places, token]) =>
      places!.map((value, i) => i < width ? value + token![i]! : value),
  );
  const name = "encoder.pos_embedding";
  return net.node(name, "Parameter", "elementwiseAffine", [padded], {
    shape,
    live: { beta },
  });
}

/** Attention, then two dense layers on every token, each added to its input. */
function encoderLayer(
  net: NetworkBuilder,
  layer: string,
  from: Place,
  heads: number,
): Place {
  const seen = selfAttention(
    net,
    `${layer}.self_attention`,
    layerNorm(net, `${layer}.ln_1`, from),
    heads,
  );
  const sum = net.add(`${layer}.add_1`, seen, from);
  const hidden = net.linear(
    `${layer}.mlp.0`,
    layerNorm(net, `${layer}.ln_2`, sum),
  );
  const active = net.node(`${layer}.mlp.1`, "GELU", "activation", [hidden], {
    shape: hidden.shape,
    attributes: { fn: { name: "gelu" } },
  });
  return net.add(`${layer}.add_2`, sum, net.linear(`${layer}.mlp.3`, active));
}

/** `nn.MultiheadAttention` of tokens on themselves. */
function selfAttention(
  net: NetworkBuilder,
  name: string,
  from: Place,
  heads: number,
): Place {
  const [tokens, width] = from.shape as [number, number];
  const size = width / heads;
  const split = [tokens, heads, size];
  const [query, key, value] = ["query", "key", "value"].map((part, i) => {
    const rows = [i * width, (i + 1) * width] as const;
    const own = `${name}.${part}`;
    const dense = net.node(own, "MultiheadAttention", "dense", [from], {
      shape: [tokens, width],
      module: name,
      weights: {
        kernel: ["in_proj_weight", [width, width], {
          stored: [3 * width, width],
          rows,
          axes: [1, 0],
        }],
        bias: ["in_proj_bias", [width], { stored: [3 * width], rows }],
      },
    });
    const parts = net.node(`${own}/split`, "Reshape", "reshape", [dense], {
      shape: split,
      attributes: { shape: [null, ...split] },
    });
    // The keys are the columns of what the queries are multiplied by.
    const isKey = part === "key";
    return net.node(`${own}/heads`, "Transpose", "transpose", [parts], {
      shape: isKey ? [heads, size, tokens] : [heads, tokens, size],
      attributes: { permutation: isKey ? [0, 2, 3, 1] : [0, 2, 1, 3] },
    });
  }) as [Place, Place, Place];
  const square = { shape: [heads, tokens, tokens] };
  const scores = net.node(
    `${name}.scores`,
    "MatMul",
    "matMul",
    [query, key],
    square,
  );
  const scaled = net.node(`${name}.scaled`, "Mul", "rescale", [scores], {
    ...square,
    attributes: { scale: 1 / Math.sqrt(size), offset: 0 },
  });
  const seen = net.node(name, "MultiheadAttention", "attention", [
    scaled,
    value,
  ], { shape: [heads, tokens, size] });
  const turned = net.node(`${name}.turned`, "Transpose", "transpose", [seen], {
    shape: split,
    attributes: { permutation: [0, 2, 1, 3] },
  });
  const joined = net.node(`${name}.joined`, "Reshape", "reshape", [turned], {
    shape: [tokens, width],
    attributes: { shape: [null, tokens, width] },
  });
  return net.linear(`${name}.out_proj`, joined);
}

/** `nn.LayerNorm` of every token. */
function layerNorm(net: NetworkBuilder, name: string, from: Place): Place {
  const size = [from.shape.at(-1)!];
  return net.node(name, "LayerNorm", "layerNorm", [from], {
    shape: from.shape,
    attributes: { axes: [2], epsilon: EPSILON },
    weights: { gamma: ["weight", size], beta: ["bias", size] },
  });
}
