import * as tf from "@tensorflow/tfjs";
import { type LayerView, unsupported } from "../layer_view.ts";

/** One step in time: the states after it, of which the first is the output. */
type Step = (
  input: tf.Tensor2D,
  states: readonly tf.Tensor2D[],
) => readonly tf.Tensor2D[];

/** A recurrent layer, ready to run. */
export interface Recurrence {
  readonly units: number;
  /** How many states a step hands to the next. */
  readonly states: number;
  readonly step: Step;
}

type Activation = (x: tf.Tensor) => tf.Tensor;

/** The activations of recurrent layers, by the name that Keras has for them. */
const FUNCTIONS: Readonly<Record<string, Activation>> = {
  elu: (x) => tf.elu(x),
  linear: (x) => x,
  relu: (x) => tf.relu(x),
  selu: (x) => tf.selu(x),
  sigmoid: (x) => tf.sigmoid(x),
  softplus: (x) => tf.softplus(x),
  softsign: (x) => tf.div(x, tf.add(1, tf.abs(x))),
  swish: (x) => tf.mul(x, tf.sigmoid(x)),
  silu: (x) => tf.mul(x, tf.sigmoid(x)),
  tanh: (x) => tf.tanh(x),
};

function functionOf(
  view: LayerView,
  name: string,
  fallback: string,
): Activation {
  const value = view.config.value(name) ?? fallback;
  if (value === "hard_sigmoid") {
    const slope = view.dialect === "keras3" ? 1 / 6 : 0.2;
    return (x) => tf.clipByValue(tf.add(tf.mul(x, slope), 0.5), 0, 1);
  }
  if (typeof value === "string" && Object.hasOwn(FUNCTIONS, value)) {
    return FUNCTIONS[value]!;
  }
  throw unsupported(
    view,
    `its "${name}" must be one of hard_sigmoid, ${
      Object.keys(FUNCTIONS).join(", ")
    }: current value is ${JSON.stringify(value)}`,
  );
}

/** `h′ = φ(x W + h U + b)`. */
function simpleRnn(view: LayerView, depth: number): Recurrence {
  const { units, kernel, recurrent, bias } = weightsOf(view, depth, 1);
  const activation = functionOf(view, "activation", "tanh");
  const step: Step = (input, [state]) => {
    const sum = tf.add(tf.matMul(input, kernel()), bias?.() ?? 0);
    const own = tf.matMul(state!, recurrent());
    return [activation(tf.add(sum, own)) as tf.Tensor2D];
  };
  return { units, states: 1, step };
}

/** Gates i, f, o and candidate g: `c′ = f c + i g`, `h′ = o φ(c′)`. */
function lstm(view: LayerView, depth: number): Recurrence {
  const { units, kernel, recurrent, bias } = weightsOf(view, depth, 4);
  const activation = functionOf(view, "activation", "tanh");
  const gate = functionOf(view, "recurrent_activation", "sigmoid");
  view.config.ignore("unit_forget_bias");
  const step: Step = (input, [h, c]) => {
    const sum = tf.add(
      tf.add(tf.matMul(input, kernel()), tf.matMul(h!, recurrent())),
      bias?.() ?? 0,
    );
    const [i, f, g, o] = tf.split(sum, 4, 1);
    const cell = tf.add(
      tf.mul(gate(f!), c!),
      tf.mul(gate(i!), activation(g!)),
    );
    return [
      tf.mul(gate(o!), activation(cell)) as tf.Tensor2D,
      cell as tf.Tensor2D,
    ];
  };
  return { units, states: 2, step };
}

/** Gates z and r: `h′ = z h + (1 − z) φ(x W + r ⊙ (h U))`, or `(r ⊙ h) U`. */
function gru(view: LayerView, depth: number): Recurrence {
  const after = view.config.flag("reset_after", view.dialect !== "tfjs");
  const { units, kernel, recurrent, bias } = weightsOf(
    view,
    depth,
    3,
    after ? 2 : 1,
  );
  const activation = functionOf(view, "activation", "tanh");
  const gate = functionOf(view, "recurrent_activation", "sigmoid");
  const step: Step = (input, [h]) => {
    const rows = bias === undefined
      ? [tf.scalar(0), tf.scalar(0)]
      : after
      ? tf.split(bias(), 2, 0)
      : [bias(), tf.scalar(0)];
    const [xz, xr, xh] = tf.split(
      tf.add(tf.matMul(input, kernel()), rows[0]!),
      3,
      1,
    );
    const [uz, ur, uh] = tf.split(recurrent(), 3, 1);
    const [bz, br, bh] = after && bias !== undefined
      ? tf.split(rows[1]!, 3, 1)
      : [rows[1]!, rows[1]!, rows[1]!];
    const z = gate(tf.add(xz!, tf.add(tf.matMul(h!, uz!), bz!)));
    const r = gate(tf.add(xr!, tf.add(tf.matMul(h!, ur!), br!)));
    const own = after
      ? tf.mul(r, tf.add(tf.matMul(h!, uh!), bh!))
      : tf.matMul(tf.mul(r, h!) as tf.Tensor2D, uh!);
    const candidate = activation(tf.add(xh!, own));
    return [
      tf.add(tf.mul(z, h!), tf.mul(tf.sub(1, z), candidate)) as tf.Tensor2D,
    ];
  };
  return { units, states: 1, step };
}

function weightsOf(
  view: LayerView,
  depth: number,
  gates: number,
  biases = 1,
): {
  readonly units: number;
  readonly kernel: () => tf.Tensor2D;
  readonly recurrent: () => tf.Tensor2D;
  readonly bias: (() => tf.Tensor) | undefined;
} {
  const units = view.config.integer("units");
  const size = gates * units;
  return {
    units,
    kernel: view.weights.read("kernel", [depth, size]) as () => tf.Tensor2D,
    recurrent: view.weights.read("recurrent_kernel", [
      units,
      size,
    ]) as () => tf.Tensor2D,
    bias: view.config.flag("use_bias", true)
      ? view.weights.read("bias", biases === 1 ? [size] : [biases, size])
      : undefined,
  };
}

type RecurrenceOf = (view: LayerView, depth: number) => Recurrence;

/** What a class of recurrent layers computes, by its name. */
export const RECURRENCES: Readonly<Record<string, RecurrenceOf>> = {
  GRU: gru,
  LSTM: lstm,
  SimpleRNN: simpleRnn,
};
