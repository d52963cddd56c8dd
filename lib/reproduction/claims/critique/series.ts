import {
  cascadingRandomization,
  classSensitivity,
  type Evaluation,
  independentRandomization,
  nullPlayer,
  randomLogit,
  type RunOptions,
  spearman,
  spearmanAbsolute,
  type WeightDraw,
} from "../../../evaluation/mod.ts";
import type { Series } from "../../claim.ts";
import type { DataFolder } from "../../data_folder.ts";
import { type ImageRange, imageRanges } from "../../image_ranges.ts";
import { FOLLOWED, FULL_GRADS, methodsOf } from "./methods.ts";
import { PLACES, stepsOf, type Subject } from "./networks.ts";

/** How weights are drawn: a series each. */
export const DRAWS: readonly WeightDraw[] = [
  "initializer",
  "normal",
  "permutation",
];

/** How many draws of each kind. */
const SEEDS = 5;

const SIMILARITIES = [spearman, spearmanAbsolute];
const MEASURES = SIMILARITIES.map(({ name }) => name);

/** The map of the predicted class beside that of another one. */
export function otherClassSeries(subject: Subject): Series {
  return series(subject, {
    name: subject.name,
    about: subject.about,
    whole: 100,
    size: 10,
    measures: MEASURES,
    run: async (data, start, end, options) =>
      await randomLogit(
        await subject.model(data),
        await subject.images(data, start, end),
        {
          ...methodsOf(subject, PLACES, FULL_GRADS),
          similarities: SIMILARITIES,
          examples: 0,
          // The other class of an image is another one in every slice.
          seed: start,
          ...options,
        },
      ),
  });
}

/** The maps for the classes of both objects of a picture. */
export function twoObjectsSeries(subject: Subject): readonly Series[] {
  const tests = {
    "class-sensitivity": {
      test: classSensitivity,
      measure: "share that both maps have in common",
    },
    "null-player": {
      test: nullPlayer,
      measure: "Σ |map| of the other object over its own",
    },
  };
  return Object.entries(tests).map(([name, { test, measure }]) =>
    series(subject, {
      name: `${subject.name}-${name}`,
      about: `${subject.about}, two in one picture: ${measure}`,
      whole: subject.pairs,
      size: 10,
      measures: [measure],
      run: async (data, start, end, options) =>
        await test(
          await subject.model(data),
          await subject.composites(data, start, end),
          {
            ...methodsOf(subject, PLACES, FULL_GRADS),
            examples: 0,
            ...options,
          },
        ),
    })
  );
}

/** What becomes of maps when layers are re-drawn, draw by draw. */
export function randomizationSeries(
  subject: Subject,
  order: "cascading" | "independent",
): readonly Series[] {
  const size = 5;
  return DRAWS.map((draw) => ({
    name: `${subject.name}-${draw}`,
    about: `${subject.about}, weights re-drawn: ${draw}`,
    needs: subject.needs,
    unit: "images",
    whole: 50,
    measures: MEASURES,
    slices: (data, scale) => {
      const slices = redrawOrder(imageRanges(scale, size)).map(
        ({ name, start, end, seed }) => {
          return {
            name: `${name}, draw ${seed}`,
            repeat: seed,
            run: async (options: RunOptions) => {
              const model = await subject.model(data);
              const steps = stepsOf(subject, model);
              const all = {
                ...methodsOf(subject, ["last", "middle"], FOLLOWED),
                similarities: SIMILARITIES,
                examples: 0,
                draw,
                seed,
                ...options,
              };
              const images = await subject.images(data, start, end);
              return order === "cascading"
                ? await cascadingRandomization(model, images, { ...all, steps })
                // The logits alone are the first step of the other one.
                : await independentRandomization(model, images, {
                  ...all,
                  steps: steps.slice(1),
                });
            },
          };
        },
      );
      return Promise.resolve(slices);
    },
  }));
}

/** All draws of some slices of images, then those of the next ones. */
function redrawOrder(ranges: readonly ImageRange[]) {
  const together = 2;
  const groups = Array.from(
    { length: Math.ceil(ranges.length / together) },
    (_, i) => ranges.slice(i * together, (i + 1) * together),
  );
  return groups.flatMap((group) =>
    Array.from({ length: SEEDS }, (_, i) => i + 1).flatMap((seed) =>
      group.map((range) => ({ ...range, seed }))
    )
  );
}

/** A series of an experiment, some images a slice. */
function series(
  { needs }: Subject,
  { size, run, ...own }:
    & Pick<Series, "name" | "about" | "whole" | "measures">
    & {
      readonly size: number;
      readonly run: (
        data: DataFolder,
        start: number,
        end: number,
        options: RunOptions,
      ) => Promise<Evaluation>;
    },
): Series {
  return {
    ...own,
    needs,
    unit: "images",
    slices: (data, scale) =>
      Promise.resolve(
        imageRanges(scale, size).map(({ name, start, end }) => ({
          name,
          run: (options) => run(data, start, end, options),
        })),
      ),
  };
}
