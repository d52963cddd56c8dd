import { type ImageInput, toImages } from "../../image/mod.ts";
import { asModel, type Model, type ModelInput } from "../../model/mod.ts";
import {
  constantMaps,
  controlsOf,
  encodedMaps,
  mapPanels,
  runningOptions,
} from "../comparison/mod.ts";
import { type Evaluation, limitsOf } from "../result/mod.ts";
import {
  callText,
  type EvaluatedMethod,
  type ExperimentUnit,
  holdModels,
  prepareMethods,
  runExperiment,
  runOptionsOf,
  settingsJson,
} from "../run/mod.ts";
import { similarityIdentity } from "../similarity/mod.ts";
import {
  ORIGINAL,
  requireDraws,
  type WeightStep,
  weightSteps,
  zeroNotes,
} from "../weights/mod.ts";
import {
  RANDOMIZATION_LIMITS,
  RANDOMIZATION_LIMITS_SHORT,
  type RandomizationOptions,
  type RandomizationSettings,
} from "./randomization_options.ts";
import { RandomizedMaps } from "./randomized_maps.ts";

/** What is re-drawn when. */
export interface RandomizationPlan {
  /** Words for titles. */
  readonly experiment: string;
  /** The function that users call. */
  readonly call: string;
  /** From the logits to the image, or from the image to the logits. */
  readonly order: "topDown" | "bottomUp";
  /** Whether a step leaves the earlier ones re-drawn. */
  readonly cumulative: boolean;
  /** The plan's own options, which results are kept under. */
  readonly settings: Readonly<Record<string, string | number>>;
}

/** A method after some steps. */
interface StepUnit extends ExperimentUnit {
  readonly method: EvaluatedMethod;
  /** All that is re-drawn, in its order. */
  readonly redrawn: readonly WeightStep[];
  /** Which biases are 0 by the re-drawing of all steps, in words. */
  readonly zeroed: readonly string[];
}

/**
 * Compares the maps of the network with those of the network with re-drawn
 * weights, step by step, and leaves the network as it was.
 */
export async function runRandomization(
  modelInput: ModelInput,
  imageInput: ImageInput,
  options: RandomizationOptions,
  settings: RandomizationSettings,
  plan: RandomizationPlan,
): Promise<Evaluation> {
  const model = asModel(modelInput);
  const action = `randomize the weights of "${model.name}"`;
  return await holdModels(
    [model],
    "change",
    action,
    options,
    ([held], options) => randomize(held, imageInput, options, settings, plan),
  );
}

async function randomize(
  model: Model,
  imageInput: ImageInput,
  options: RandomizationOptions,
  { similarities, examples, ...redraw }: RandomizationSettings,
  { experiment, call, order, cumulative, settings: own }: RandomizationPlan,
): Promise<Evaluation> {
  const images = await toImages(imageInput, model, { signal: options.signal });
  const upward = weightSteps(model, options.steps);
  const steps = order === "topDown" ? upward.toReversed() : upward;
  const settings = { ...own, ...redraw };
  const names = [ORIGINAL, ...steps.map(({ name }) => name)];
  const panels = mapPanels(images, examples, names);
  const redrawn = steps.flatMap(({ layers }) => layers);
  requireDraws(redrawn, redraw);
  const zeroNote = await zeroNotes(redrawn, redraw);
  using maps = new RandomizedMaps(
    model,
    images,
    { ...redraw, similarities },
    runningOptions(options),
  );
  const { methods, backend, subject } = await prepareMethods(model, images, {
    ...options,
    controls: options.controls ?? controlsOf,
  });
  const measures = similarities.map(similarityIdentity);
  const isKnown = measures.every((identity) => identity !== undefined);
  return await runExperiment<StepUnit>({
    frame: {
      experiment,
      ...subject,
      axis: {
        name: "step",
        meaning: "re-drawn",
        values: names,
        scale: "points",
      },
      measures: similarities.map(({ name }) => ({
        name,
        meaning: `${name}, to the original map`,
        note: RANDOMIZATION_LIMITS_SHORT,
      })),
      repeats: { count: 1, name: "repeat" },
      settings,
      limits: [...RANDOMIZATION_LIMITS, ...limitsOf(similarities)],
      ...(panels && { panels }),
    },
    settings: settingsJson([
      experiment,
      subject.images.fingerprint,
      settings,
      measures,
      panels?.pictures.length ?? 0,
    ]),
    origin: {
      call: callText(call, subject, settings),
      backend,
      seeds: [redraw.seed],
    },
    // All methods of a step, which share its weights, then the next step.
    units: names.flatMap((name, point) => {
      const redrawn = steps.slice(
        cumulative ? 0 : Math.max(0, point - 1),
        point,
      );
      const places = redrawn.map(({ layers }) =>
        layers.map(({ position }) => position)
      );
      const zeroed = redrawn.length === 0 ? [] : zeroNote;
      return methods.map((method, m): StepUnit => ({
        labels: { method: method.name, step: name },
        key: isKnown && method.key !== undefined
          ? [method.key, places, zeroed]
          : undefined,
        block: {
          methods: [m, m + 1],
          points: [point, point + 1],
          ...(panels && { columns: [point, point + 1] }),
        },
        method,
        redrawn,
        zeroed,
      }));
    }),
    compute: async ({ method, redrawn, zeroed, labels }, { cache }) => {
      const reference = await maps.reference(method, cache);
      const found = redrawn.length === 0
        ? reference.maps
        : await maps.redrawn(method, redrawn);
      const constant = constantMaps(found);
      return {
        values: reference.compare(found).flat(),
        ...(panels && { maps: [encodedMaps(found, examples)] }),
        notes: [
          ...zeroed,
          ...(constant === 0 ? [] : [
            `Correlations of constant maps of ${method.name} count as 0, or as 1 where the original is constant too (${
              labels["step"]
            }: ${constant} of ${found.length})`,
          ]),
        ],
      };
    },
  }, runOptionsOf(options));
}
