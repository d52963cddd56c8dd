import * as tf from "@tensorflow/tfjs";
import { isRecord } from "../../../../options/mod.ts";
import { LayerConfig } from "../layer_config.ts";
import {
  addOther,
  channelsOf,
  type LayerConverter,
  type LayerView,
  requireHonored,
  unsupported,
} from "../layer_view.ts";
import { type Recurrence, RECURRENCES } from "./recurrences.ts";

/** How a recurrent layer goes through time, and what it gives. */
interface Walk {
  readonly backwards: boolean;
  readonly sequences: boolean;
  readonly returnsState: boolean;
}

function walkOf({ config }: LayerView): Walk {
  config.ignore(
    "dropout",
    "recurrent_dropout",
    "implementation",
    "seed",
    "unroll",
    "use_cudnn",
    "zero_output_for_mask",
  );
  return {
    backwards: config.flag("go_backwards", false),
    sequences: config.flag("return_sequences", false),
    returnsState: config.flag("return_state", false),
  };
}

/** Runs through all steps in time, `[N, T, C]`. */
function run(
  x: tf.Tensor,
  initial: readonly tf.Tensor[],
  { units, states, step }: Recurrence,
  { backwards, sequences }: Walk,
): readonly tf.Tensor[] {
  const [n, length, channels] = x.shape as [number, number, number];
  let state = Array.from(
    { length: states },
    (_, i) => (initial[i] ?? tf.zeros([n, units])) as tf.Tensor2D,
  );
  const outputs: tf.Tensor[] = [];
  for (let i = 0; i < length; i++) {
    const at = backwards ? length - 1 - i : i;
    const row = tf.slice(x, [0, at, 0], [n, 1, channels]);
    state = [...step(tf.reshape(row, [n, channels]), state)];
    outputs.push(state[0]!);
  }
  return [sequences ? tf.stack(outputs, 1) : state[0]!, ...state];
}

function recurrent(className: string): LayerConverter {
  return (view, inputs) => {
    const [x, ...initial] = sequenceOf(view, inputs);
    const [n, length] = view.builder.shapeOf(x!);
    const recurrence = RECURRENCES[className]!(view, channelsOf(view, x!));
    const walk = walkOf(view);
    requireStateless(view, initial.length, recurrence.states);
    const shape = view.outputIndex === 0 && walk.sequences
      ? [n!, length!, recurrence.units]
      : [n!, recurrence.units];
    return addOther(
      view,
      [x!, ...initial],
      shape,
      ([x, ...states]) => run(x!, states, recurrence, walk)[view.outputIndex]!,
    );
  };
}

/** The sequence, and the states before it where the call has some. */
function sequenceOf(
  view: LayerView,
  inputs: readonly number[],
): readonly number[] {
  const [x] = inputs;
  const rank = x === undefined ? 0 : view.builder.shapeOf(x).length;
  if (rank === 3) return inputs;
  throw unsupported(view, "its input must be a sequence [N, T, C]");
}

function requireStateless(
  view: LayerView,
  initial: number,
  states: number,
): void {
  if (view.config.flag("stateful", false)) {
    throw unsupported(
      view,
      "what it gives must not depend on the calls before",
    );
  }
  if (view.config.flag("time_major", false)) {
    throw unsupported(view, "time must be its second axis");
  }
  if (initial !== 0 && initial !== states) {
    throw unsupported(view, `it must have no initial states or ${states}`);
  }
}

/** The same layer forwards and backwards, with weights of its own each way. */
const bidirectional: LayerConverter = (view, inputs) => {
  const [x, ...initial] = sequenceOf(view, inputs);
  const mode = view.config.value("merge_mode");
  if (mode === undefined || initial.length > 0 || view.outputIndex > 0) {
    throw unsupported(view, "it must have one input and one output");
  }
  const merged = view.config.oneOf("merge_mode", [
    "concat",
    "sum",
    "mul",
    "ave",
  ]);
  const [n, length] = view.builder.shapeOf(x!);
  const depth = channelsOf(view, x!);
  const layer = view.config.value("layer");
  const backward = view.config.value("backward_layer");
  const [there, back] = (["forward", "backward"] as const).map((way) => {
    const entry = way === "backward" ? backward ?? layer : layer;
    const { className, inner } = innerOf(view, entry, way);
    const recurrence = RECURRENCES[className]!(inner, depth);
    const walk = walkOf(inner);
    requireStateless(inner, 0, recurrence.states);
    requireHonored(inner);
    const turned = way === "backward" && backward === undefined;
    return {
      recurrence,
      walk: { ...walk, backwards: turned ? !walk.backwards : walk.backwards },
    };
  });
  const units = there!.recurrence.units;
  const size = merged === "concat" ? units + back!.recurrence.units : units;
  const { sequences } = there!.walk;
  const shape = sequences ? [n!, length!, size] : [n!, size];
  return addOther(view, [x!], shape, ([x]) => {
    const [a] = run(x!, [], there!.recurrence, there!.walk);
    const [reversed] = run(x!, [], back!.recurrence, back!.walk);
    const b = sequences ? reverseTime(reversed!) : reversed!;
    if (merged === "concat") return tf.concat([a!, b], -1);
    if (merged === "mul") return tf.mul(a!, b);
    const sum = tf.add(a!, b);
    return merged === "sum" ? sum : tf.div(sum, 2);
  });
};

function innerOf(
  view: LayerView,
  entry: unknown,
  way: "forward" | "backward",
): { readonly className: string; readonly inner: LayerView } {
  const { class_name: className, config } = isRecord(entry) ? entry : {};
  if (
    typeof className !== "string" || !Object.hasOwn(RECURRENCES, className) ||
    !isRecord(config)
  ) {
    throw unsupported(
      view,
      `its layer must be one of ${Object.keys(RECURRENCES).join(", ")}`,
    );
  }
  const own = String(config["name"]).replace(/^(forward|backward)_/, "");
  const scope = `${way}_${own}`;
  const name = `${view.name}/${scope}`;
  return {
    className,
    inner: {
      ...view,
      name,
      className,
      config: new LayerConfig(`${JSON.stringify(name)} (${className})`, config),
      weights: {
        has: (weight) => view.weights.has(`${scope}/${weight}`),
        read: (weight, shape) => view.weights.read(`${scope}/${weight}`, shape),
      },
    },
  };
}

function reverseTime(x: tf.Tensor): tf.Tensor {
  const [, length] = x.shape as [number, number];
  const steps = tf.split(x, length, 1);
  return tf.concat(steps.toReversed(), 1);
}

/** Converters of the layers that go through time step by step. */
export const RECURRENT_CONVERTERS: Readonly<Record<string, LayerConverter>> = {
  ...Object.fromEntries(
    Object.keys(RECURRENCES).map((name) => [name, recurrent(name)]),
  ),
  Bidirectional: bidirectional,
};
