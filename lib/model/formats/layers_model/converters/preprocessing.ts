import * as tf from "@tensorflow/tfjs";
import type { LiveWeight } from "../../../graph/graph_node.ts";
import {
  addNode,
  addOther,
  type LayerConverter,
  type LayerView,
  only,
  unsupported,
} from "../layer_view.ts";
import { asMaps } from "./layout.ts";

/** Layers that change images in training only, with what they read there. */
const AUGMENTATIONS: readonly string[] = [
  "AugMix",
  "CutMix",
  "Equalization",
  "MixUp",
  "RandAugment",
  "RandomBrightness",
  "RandomColorDegeneration",
  "RandomColorJitter",
  "RandomContrast",
  "RandomElasticTransform",
  "RandomErasing",
  "RandomFlip",
  "RandomGaussianBlur",
  "RandomGrayscale",
  "RandomHeight",
  "RandomHue",
  "RandomInvert",
  "RandomPerspective",
  "RandomPosterization",
  "RandomRotation",
  "RandomSaturation",
  "RandomSharpness",
  "RandomShear",
  "RandomTranslation",
  "RandomWidth",
  "RandomZoom",
  "Solarization",
];

const augmentation: LayerConverter = (view, inputs) => {
  if (view.dialect === "tfjs") {
    throw unsupported(
      view,
      "tfjs-layers draws random numbers at inference, too; remove the layer",
    );
  }
  view.config.ignoreAll();
  return addNode(view, "identity", [only(view, inputs)]);
};

/** scale · x + offset, with one number each, or one a channel. */
const rescaling: LayerConverter = (view, inputs) => {
  const input = only(view, inputs);
  const { config } = view;
  const scale = config.numbers("scale");
  const offset = config.value("offset") === undefined
    ? { values: [0], shape: [] }
    : config.numbers("offset");
  if (scale.values.length === 1 && offset.values.length === 1) {
    return addNode(view, "rescale", [input], {
      attributes: { scale: scale.values[0]!, offset: offset.values[0]! },
    });
  }
  return addNode(view, "elementwiseAffine", [input], {
    weights: { gamma: constant(scale), beta: constant(offset) },
  });
};

/** (x − mean) / √variance, or back. */
const normalization: LayerConverter = (view, inputs) => {
  const { config, builder } = view;
  const input = only(view, inputs);
  const shape = builder.shapeOf(input);
  const axes = keptAxes(view, shape.length);
  const sizes = shape.map((size, axis) => axes.includes(axis) ? size : 1);
  if (sizes.some((size) => size === null)) {
    throw unsupported(view, 'the sizes of its "axis" must be known');
  }
  const broadcast = sizes.slice(1) as number[];
  const inFile = config.value("mean") === undefined;
  const kept = axes.map((axis) => shape[axis] as number);
  const [mean, variance] = (["mean", "variance"] as const).map((name) =>
    inFile
      ? view.weights.read(name, kept)
      : constant(aligned(config.numbers(name), kept, view))
  );
  // Below Keras's epsilon a deviation counts as that.
  const deviation = () => tf.maximum(tf.sqrt(variance!()), 1e-7);
  const inverts = config.flag("invert", false);
  const gamma = () => inverts ? deviation() : tf.reciprocal(deviation());
  const beta = () => inverts ? mean!() : tf.neg(tf.div(mean!(), deviation()));
  return addNode(view, "elementwiseAffine", [input], {
    weights: {
      gamma: () => tf.reshape(gamma(), broadcast),
      beta: () => tf.reshape(beta(), broadcast),
    },
  });
};

function keptAxes(view: LayerView, rank: number): readonly number[] {
  const value = view.config.value("axis");
  if (value === undefined || Array.isArray(value) && value.length === 0) {
    // Keras writes the last axis as −1, and none as null or [].
    return [];
  }
  return view.config.axes("axis", rank);
}

interface Numbers {
  readonly values: readonly number[];
  readonly shape: readonly number[];
}

/** One number, or fewer axes, repeated over `sizes`, which end alike. */
function aligned(
  { values, shape }: Numbers,
  sizes: readonly number[],
  view: LayerView,
): Numbers {
  const behind = sizes.slice(sizes.length - shape.length);
  const fits = shape.length <= sizes.length &&
    shape.every((size, i) => size === 1 || size === behind[i]);
  if (!fits) {
    throw view.config.malformed("mean", `one number, or of shape [${sizes}]`);
  }
  const size = sizes.reduce((a, b) => a * b, 1);
  const repeated = Array.from({ length: size }, (_, at) => {
    let [rest, offset, step] = [at, 0, 1];
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      const own = shape[axis - sizes.length + shape.length] ?? 1;
      const index = rest % sizes[axis]!;
      rest = Math.floor(rest / sizes[axis]!);
      if (own > 1) offset += index * step;
      step *= own;
    }
    return values[offset]!;
  });
  return { values: repeated, shape: sizes };
}

function constant({ values, shape }: Numbers): LiveWeight {
  const data = Float32Array.from(values);
  return () => tf.tensor(data, [...shape]);
}

/** Every channel stretched to the whole range, at inference too. */
const autoContrast: LayerConverter = asMaps(2, (view, [input]) => {
  const { values: [low = 0, high = 255] } =
    view.config.value("value_range") === undefined
      ? { values: [0, 255] }
      : view.config.numbers("value_range");
  if (!(high > low)) {
    throw view.config.malformed("value_range", "two numbers, the lesser first");
  }
  return addOther(view, [input!], view.builder.shapeOf(input!), ([x]) => {
    const least = tf.min(x!, [1, 2], true);
    const range = tf.sub(tf.max(x!, [1, 2], true), least);
    // A channel of one value stays as it is.
    const isFlat = tf.sub(1, tf.step(range));
    const share = tf.div(tf.sub(x!, least), tf.add(range, isFlat));
    const stretched = tf.add(tf.mul(share, high - low), low);
    return tf.add(
      tf.mul(stretched, tf.sub(1, isFlat)),
      tf.mul(x!, isFlat),
    );
  });
});

/** Converters of the layers that prepare images. */
export const PREPROCESSING_CONVERTERS: Readonly<
  Record<string, LayerConverter>
> = {
  ...Object.fromEntries(AUGMENTATIONS.map((name) => [name, augmentation])),
  AutoContrast: autoContrast,
  Normalization: normalization,
  Rescaling: rescaling,
};
