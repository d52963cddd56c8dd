import * as tf from "@tensorflow/tfjs";
import type { Model } from "../../lib/model/mod.ts";
import type { Weight, Weights } from "./network.ts";

/**
 * The weights of a vision transformer under torchvision's names and in its
 * layout. The class token, which the model holds as an addend of the first
 * position, is written as zeros.
 */
export async function weightsOf({ weightLayers }: Model): Promise<Weights> {
  const weights = new Map<string, Weight>();
  for (const { name, weights: own } of weightLayers) {
    for (const { name: kind, variable } of own) {
      const turned = tf.tidy(() => inTorchLayout(kind, variable));
      const weight = {
        shape: turned.shape,
        values: (await turned.data<"float32">()).slice(),
      };
      turned.dispose();
      const [stored, part] = storedName(name, kind);
      const before = weights.get(stored);
      weights.set(stored, part > 0 ? joined(before!, weight) : weight);
    }
  }
  const width = weights.get("encoder.ln.weight")!.shape[0]!;
  const shape = [1, 1, width];
  weights.set("class_token", { shape, values: new Float32Array(width) });
  return weights;
}

/**
 * Kernels `[kH, kW, I, O]` as `[O, I, kH, kW]`, `[I, O]` as `[O, I]`, and the
 * position table with an axis of images.
 */
function inTorchLayout(kind: string, weight: tf.Tensor): tf.Tensor {
  if (weight.rank === 1) return tf.clone(weight);
  if (kind !== "kernel") return tf.expandDims(weight);
  return tf.transpose(weight, weight.rank === 4 ? [3, 2, 0, 1] : [1, 0]);
}

const STORED: Readonly<Record<string, string>> = {
  kernel: "weight",
  bias: "bias",
  gamma: "weight",
  beta: "bias",
  mean: "running_mean",
  variance: "running_var",
};

/** What a weight is called in the file, and which part of that it is. */
function storedName(layer: string, kind: string): [string, number] {
  if (layer.endsWith("pos_embedding")) return [layer, 0];
  const [, module, part] = /^(.*)\.(query|key|value)$/.exec(layer) ?? [];
  if (part === undefined) return [`${layer}.${STORED[kind]}`, 0];
  return [
    `${module}.in_proj_${STORED[kind]}`,
    ["query", "key", "value"].indexOf(part),
  ];
}

function joined(a: Weight, b: Weight): Weight {
  return {
    shape: [a.shape[0]! + b.shape[0]!, ...a.shape.slice(1)],
    values: Float32Array.from([...a.values, ...b.values]),
  };
}
