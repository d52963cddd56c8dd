import type {
  StateDict,
  StoredTensor,
} from "../../../lib/model/formats/state_dict/stored_tensor.ts";
import { type Model, modelOf } from "../../../lib/model/mod.ts";
import { vit } from "../../../lib/model/zoo/vit.ts";
import { Random } from "../../../lib/random/mod.ts";

const [WIDTH, HIDDEN, PATCH, LAYERS, TOKENS] = [768, 3072, 16, 12, 197];

/**
 * ViT-B/16 of Dosovitskiy et al. (2021) for images of 224 × 224, as torchvision
 * has it, with random weights.
 */
export function vitB16(seed = 1): Model {
  const network = vit(weights(seed), [224, 224, 3], "random weights");
  return modelOf(network, { name: "vit_b_16" });
}

/** Weights under torchvision's names; tokens keep their scale. */
function weights(seed: number): StateDict {
  const random = new Random(seed, 0, 0);
  // Drawing all 86 million would take longer than what is timed.
  const drawn = Float32Array.from(
    { length: 1_000_003 },
    () => random.between(-1, 1),
  );
  let next = 0;
  const tensors = new Map<string, StoredTensor>();
  const add = (
    name: string,
    shape: readonly number[],
    middle: number,
    reach: number,
  ) => {
    const size = shape.reduce((product, length) => product * length, 1);
    const values = new Float32Array(size);
    for (let i = 0; i < size; i++) {
      values[i] = middle + reach * drawn[next]!;
      next = (next + 1) % drawn.length;
    }
    tensors.set(name, { shape, read: () => values });
  };
  /** A kernel of variance 1 / inputs, `[outputs, inputs…]`, and its biases. */
  const linear = (name: string, shape: readonly number[], joint = ".") => {
    const inputs = shape.slice(1).reduce((product, length) => product * length);
    add(`${name}${joint}weight`, shape, 0, Math.sqrt(3 / inputs));
    add(`${name}${joint}bias`, shape.slice(0, 1), 0, 0.1);
  };
  const norm = (name: string) => {
    add(`${name}.weight`, [WIDTH], 1, 0.2);
    add(`${name}.bias`, [WIDTH], 0, 0.1);
  };
  add("class_token", [1, 1, WIDTH], 0, 0.1);
  linear("conv_proj", [WIDTH, 3, PATCH, PATCH]);
  add("encoder.pos_embedding", [1, TOKENS, WIDTH], 0, 0.1);
  for (let i = 0; i < LAYERS; i++) {
    const layer = `encoder.layers.encoder_layer_${i}`;
    norm(`${layer}.ln_1`);
    linear(`${layer}.self_attention`, [3 * WIDTH, WIDTH], ".in_proj_");
    linear(`${layer}.self_attention.out_proj`, [WIDTH, WIDTH]);
    norm(`${layer}.ln_2`);
    linear(`${layer}.mlp.0`, [HIDDEN, WIDTH]);
    linear(`${layer}.mlp.3`, [WIDTH, HIDDEN]);
  }
  norm("encoder.ln");
  linear("heads.head", [1000, WIDTH]);
  return tensors;
}
