import * as tf from "@tensorflow/tfjs";
import type { Operation } from "../operation.ts";

/** The sum of the inputs. */
export const add: Operation<"add"> = {
  forward: (_node, inputs) => fold(inputs, (a, b) => tf.add(a, b)),
  gradient: (_node, g, { inputShapes }) =>
    inputShapes.map((shape) => sumTo(g, shape)),
  keeps: () => "nothing",
};

/** The first input less the second. */
export const subtract: Operation<"subtract"> = {
  forward: (_node, [a, b]) => tf.sub(a!, b!),
  gradient: (_node, g, { inputShapes: [a, b] }) => [
    sumTo(g, a!),
    sumTo(tf.neg(g), b!),
  ],
  keeps: () => "nothing",
};

/** The mean of the inputs. */
export const average: Operation<"average"> = {
  forward: (_node, inputs) =>
    tf.div(fold(inputs, (a, b) => tf.add(a, b)), inputs.length),
  gradient: (_node, g, { inputShapes }) => {
    const share = tf.div(g, inputShapes.length);
    return inputShapes.map((shape) => sumTo(share, shape));
  },
  keeps: () => "nothing",
};

/** The product of the inputs. */
export const multiply: Operation<"multiply"> = {
  forward: (_node, inputs) => fold(inputs, (a, b) => tf.mul(a, b)),
  gradient: (_node, g, { inputs }) =>
    inputs.map((input, i) =>
      sumTo(
        inputs.reduce(
          (product, x, j) => i === j ? product : tf.mul(product, x),
          g,
        ),
        input.shape,
      )
    ),
  keeps: () => "both",
};

/** The product of maps and a gate, which may be one value a channel. */
export const gate: Operation<"gate"> = {
  forward: (_node, [x, gate]) => tf.mul(x!, gate!),
  gradient: (_node, g, { inputs: [x, gate] }) => [
    sumTo(tf.mul(g, gate!), x!.shape),
    sumTo(tf.mul(g, x!), gate!.shape),
  ],
  keeps: () => "both",
};

/** The first input over the second. */
export const divide: Operation<"divide"> = {
  forward: (_node, [a, b]) => tf.div(a!, b!),
  gradient: (_node, g, { inputs: [a, b], output }) => {
    const share = tf.div(g, b!);
    return [
      sumTo(share, a!.shape),
      sumTo(tf.neg(tf.mul(share, output)), b!.shape),
    ];
  },
  keeps: () => "both",
};

/** The greatest of the inputs; ties go to the first. */
export const maximum: Operation<"maximum"> = extreme((a, b) =>
  tf.maximum(a, b)
);

/** The least of the inputs; ties go to the first. */
export const minimum: Operation<"minimum"> = extreme((a, b) =>
  tf.minimum(a, b)
);

function extreme(
  pick: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor,
): Operation<"maximum"> & Operation<"minimum"> {
  return {
    forward: (_node, inputs) => fold(inputs, pick),
    gradient: (_node, g, { inputs, output }) => {
      let left = g;
      return inputs.map((input) => {
        const passed = tf.mul(left, tf.step(tf.abs(tf.sub(output, input))));
        const taken = tf.sub(left, passed);
        left = passed;
        return sumTo(taken, input.shape);
      });
    },
    ties: {
      extremes: (_node, { inputs, output }) => ({
        values: output,
        counts: fold(
          inputs.map((input) => isOutput(input, output)),
          (a, b) => tf.add(a, b),
        ),
      }),
      gradient: (_node, g, { inputs, output }) => {
        const masks = inputs.map((input) => isOutput(input, output));
        const share = tf.div(g, fold(masks, (a, b) => tf.add(a, b)));
        return inputs.map(({ shape }, i) =>
          sumTo(tf.mul(share, masks[i]!), shape)
        );
      },
    },
    keeps: () => "both",
  };
}

/** 1 where an input is the output, else 0. */
function isOutput(input: tf.Tensor, output: tf.Tensor): tf.Tensor {
  return tf.sub(1, tf.step(tf.abs(tf.sub(output, input))));
}

function fold(
  inputs: readonly tf.Tensor[],
  combine: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor,
): tf.Tensor {
  const [first, ...rest] = inputs;
  return rest.reduce(combine, first!);
}

/** `g` summed over the axes along which an input of `shape` was broadcast. */
export function sumTo(g: tf.Tensor, shape: readonly number[]): tf.Tensor {
  const axes = shape.flatMap((size, axis) =>
    size === 1 && g.shape[axis] !== 1 ? [axis] : []
  );
  return axes.length === 0 ? g : tf.sum(g, axes, true);
}
