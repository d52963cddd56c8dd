import type { SaliencyMap } from "../../aggregation/mod.ts";
import { type ImageInput, type Images, toImages } from "../../image/mod.ts";
import {
  asModel,
  type Model,
  type ModelInput,
  withWeights,
} from "../../model/mod.ts";
import {
  checkSimilarities,
  type Contestant,
  contestants,
  predictedClasses,
  runningOptions,
  Work,
} from "../comparison/mod.ts";
import { SIMILARITIES, type Similarity } from "../similarity/mod.ts";
import {
  redrawLayers,
  WeightSnapshot,
  type WeightStep,
} from "../weights/mod.ts";
import { fingerprint, UnitStore } from "../units/mod.ts";
import type { MethodCurve, RandomizedStep } from "./randomization_curves.ts";
import type { RandomizationOptions } from "./randomization_options.ts";
import {
  type RandomizationSettings,
  randomizationSettings,
} from "./randomization_settings.ts";
import { type Reference, referencesOf } from "./reference_maps.ts";
import { curvesOf, readUnit, type Unit, unitOf } from "./unit.ts";

/** What is re-drawn when. */
export interface RandomizationPlan {
  /** Words for the progress bar. */
  readonly label: string;
  /** Whether a step leaves the earlier ones re-drawn. */
  readonly cumulative: boolean;
  /** The steps in their order, for a model. */
  readonly steps: (model: Model) => readonly WeightStep[];
}

/** What a run found. */
export interface RandomizationRun {
  readonly model: Model;
  readonly images: Images;
  readonly steps: readonly RandomizedStep[];
  readonly methods: readonly MethodCurve[];
  readonly similarities: readonly Similarity[];
  readonly settings: RandomizationSettings;
  /** Of how many images the maps were kept. */
  readonly examples: number;
  /** Which files of the folder were damaged. */
  readonly damage: readonly string[];
}

/**
 * Compares the maps of the network with those of the network with re-drawn
 * weights, step by step, and leaves the network as it was.
 */
export async function runRandomization(
  modelInput: ModelInput,
  imageInput: ImageInput,
  options: RandomizationOptions,
  plan: RandomizationPlan,
): Promise<RandomizationRun> {
  const model = asModel(modelInput);
  const images = await toImages(imageInput, model);
  const { signal } = options;
  const action = `randomize the weights of "${model.name}"`;
  const run = await withWeights(
    [model],
    "change",
    { action, signal },
    ({ models: [own], outside }) =>
      randomizeHeld(own, images, {
        ...options,
        ...(options.onProgress && { onProgress: outside(options.onProgress) }),
      }, plan),
  );
  return { ...run, model };
}

async function randomizeHeld(
  model: Model,
  images: Images,
  options: RandomizationOptions,
  plan: RandomizationPlan,
): Promise<Omit<RandomizationRun, "model">> {
  const settings = randomizationSettings(options, images.shape[0]);
  const { similarities = SIMILARITIES } = options;
  checkSimilarities(similarities);
  const entrants = contestants(options, model);
  const steps = plan.steps(model);
  const running = runningOptions(options);
  // Of all layers: a method may change weights too.
  using snapshot = new WeightSnapshot(model.weightLayers);

  const parts = entrants.length * (steps.length + 1);
  using work = new Work(plan.label, parts, options);
  const original = await predictedClasses(model, images, running);
  const explain = (
    { method }: Contestant,
    target: readonly number[],
  ): Promise<SaliencyMap> => method(model, images, { target, ...running });

  const asReference = await referencesOf(model, images, settings, similarities);
  const methods: { reference: Reference; units: Unit[] }[] = [];
  for (const entrant of entrants) {
    const map = await explain(entrant, original);
    const reference = await asReference(entrant, map);
    const unit = unitOf(map, reference.compare, settings.examples);
    methods.push({ reference, units: [unit] });
    await work.advance();
  }

  const store = new UnitStore(options.folder);
  let redrawn: readonly string[] = [];
  for (const step of steps) {
    if (!plan.cumulative) snapshot.restore();
    await redrawLayers(step.layers, settings);
    redrawn = plan.cumulative ? [...redrawn, ...namesOf(step)] : namesOf(step);
    const target = settings.target === "original"
      ? original
      : await predictedClasses(model, images, running);
    for (const { reference, units } of methods) {
      const key = await fingerprint(JSON.stringify([reference.key, redrawn]));
      let unit = await readUnit(store, key);
      if (unit === undefined) {
        const map = await explain(reference, target);
        unit = unitOf(map, reference.compare, settings.examples);
        await store.write(key, unit);
      }
      units.push(unit);
      await work.advance();
    }
  }
  return {
    images,
    steps: [
      { name: "original", layers: [] },
      ...steps.map((step) => ({ name: step.name, layers: namesOf(step) })),
    ],
    methods: methods.map(({ reference: { name, control, map }, units }) => ({
      name,
      control,
      method: map.method,
      signed: map.signed,
      settings: map.settings,
      ...curvesOf(units, similarities),
    })),
    similarities,
    settings,
    examples: settings.examples,
    damage: store.notes,
  };
}

function namesOf({ layers }: WeightStep): readonly string[] {
  return layers.map(({ name }) => name);
}
