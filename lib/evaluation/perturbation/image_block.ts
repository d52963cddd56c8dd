import type { Images } from "../../image/mod.ts";
import type { Model } from "../../model/mod.ts";
import {
  type ExplainOptions,
  explainOutputs,
  logit,
  probability,
} from "../../propagation/mod.ts";
import {
  type EvaluatedMethod,
  type ExperimentUnit,
  imagesBetween,
} from "../run/mod.ts";
import { predictedClasses } from "../comparison/mod.ts";
import { type FillContext, type FillName, fillOf } from "./fill.ts";
import { type OutputKind, PerturbedOutputs } from "./perturbed_outputs.ts";

/** What the images of a block have in common. */
export interface BlockParts {
  readonly model: Model;
  /** All images. */
  readonly images: Images;
  /** The class of each, or `undefined` for the predicted one. */
  readonly classes: readonly number[] | undefined;
  readonly output: OutputKind;
  readonly context: FillContext;
  readonly seed: number;
  readonly running: Pick<ExplainOptions, "chunkSize" | "signal">;
}

/** Some of the images, with what is known of them before they are changed. */
export interface ImageBlock {
  /** Position of the first one. */
  readonly start: number;
  readonly images: Images;
  /** The watched class of each. */
  readonly classes: readonly number[];
  /** f(x) of each. */
  readonly before: readonly number[];
  /** The outputs of changed images, cached for as long as the block is. */
  readonly outputs: (fill: FillName) => PerturbedOutputs;
  /** The same of the probability of the class that the network predicts. */
  readonly predicted: (fill: FillName) => PerturbedOutputs;
}

/** The images from `start` up to `end`. */
export async function imageBlock(
  parts: BlockParts,
  start: number,
  end: number,
): Promise<ImageBlock> {
  const { model, output, context, seed, running } = parts;
  const images = imagesBetween(parts.images, start, end);
  const chosen = parts.classes?.slice(start, end);
  const { target } = await explainOutputs(model, images, {
    ...running,
    target: output === "logit" ? logit(chosen) : probability(chosen),
  });
  const { classes } = target;
  const outputsOf = (classes: readonly number[], output: OutputKind) =>
    byFill((fill) =>
      new PerturbedOutputs({
        model,
        images,
        classes,
        output,
        fill: fillOf(fill),
        context,
        seed,
        start,
        running,
      })
    );
  const predicted = chosen === undefined
    ? classes
    : await predictedClasses(model, images, running);
  return {
    start,
    images,
    classes,
    before: target.values,
    outputs: outputsOf(classes, output),
    predicted: outputsOf(predicted, "probability"),
  };
}

/** Outputs by fill, each made once. */
function byFill(make: (fill: FillName) => PerturbedOutputs) {
  const made = new Map<FillName, PerturbedOutputs>();
  return (fill: FillName): PerturbedOutputs => {
    const outputs = made.get(fill) ?? make(fill);
    made.set(fill, outputs);
    return outputs;
  };
}

/** One method on one block of images. */
export interface BlockUnit extends ExperimentUnit {
  readonly method: EvaluatedMethod;
  /** Position of the first image. */
  readonly start: number;
}

/**
 * The units of an experiment by blocks: all methods of a block, which share what
 * is known of its images, then the next block.
 *
 * @param count How many images there are.
 */
export function blockUnits(
  methods: readonly EvaluatedMethod[],
  count: number,
  blockSize: number,
): readonly BlockUnit[] {
  const starts = Array.from(
    { length: Math.ceil(count / blockSize) },
    (_, i) => i * blockSize,
  );
  return starts.flatMap((start) =>
    methods.map((method, m) => ({
      labels: { method: method.name, first_image: start },
      key: method.key,
      block: {
        methods: [m, m + 1] as const,
        images: [start, Math.min(count, start + blockSize)] as const,
      },
      method,
      start,
    }))
  );
}
