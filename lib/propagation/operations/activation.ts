import * as tf from "@tensorflow/tfjs";
import { runFused } from "../../backend/mod.ts";
import type { ActivationFunction } from "../../model/mod.ts";
import type { Operation } from "../operation.ts";
import { ELEMENTWISE } from "./elementwise.ts";

/** A function of every element. */
export const activation: Operation<"activation"> = {
  forward: (node, [x]) => {
    const { fn } = node.attributes;
    const { value } = ELEMENTWISE[fn.name];
    return fusedPart(fn, "value", { x: x! }, () => value(x!, fn as never));
  },
  gradient: (node, g, { inputs: [x], output }) => {
    const { fn } = node.attributes;
    if (fn.name === "relu") return [reluGradient(g, output)];
    const { slope } = ELEMENTWISE[fn.name];
    const compose = () => tf.mul(g, slope(x!, fn as never));
    return [fusedPart(fn, "gradient", { x: x!, dy: g }, compose)];
  },
  keeps: (node) => node.attributes.fn.name === "relu" ? "output" : "both",
};

/** φ(x) − φ'(x) · x: what the slope of a function leaves of its value. */
export function activationRest(
  fn: ActivationFunction,
  x: tf.Tensor,
  value: tf.Tensor,
): tf.Tensor {
  const { slope } = ELEMENTWISE[fn.name];
  return fusedPart(
    fn,
    "rest",
    { x },
    () => tf.sub(value, tf.mul(slope(x, fn as never), x)),
  );
}

/** The functions that have a kernel, on backends that have one. */
const FUSED: readonly string[] = ["clippedRelu", "gelu", "geluTanh", "swish"];

function fusedPart(
  { name, ...parameters }: ActivationFunction,
  part: "value" | "gradient" | "rest",
  inputs: Readonly<Record<string, tf.Tensor>>,
  compose: () => tf.Tensor,
): tf.Tensor {
  return FUSED.includes(name)
    ? runFused(
      "FullGradGated",
      inputs,
      { fn: name, ...parameters, part },
      compose,
    )
    : compose();
}

/** A relu keeps its output only: its slope is the sign of it. */
export function reluGradient(dy: tf.Tensor, y: tf.Tensor): tf.Tensor {
  return runFused(
    "FullGradReluGradient",
    { dy, y },
    {},
    () => tf.mul(dy, tf.step(y)),
  );
}
