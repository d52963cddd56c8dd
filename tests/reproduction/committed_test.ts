/** A part of the committed numbers, computed again. */
import { assert, assertAlmostEquals } from "@std/assert";
import { startBackend } from "../../lib/backend/mod.ts";
import type { Evaluation } from "../../lib/evaluation/mod.ts";
import { exhaustiveTest } from "../exhaustive.ts";
import {
  committedOf,
  computedAgain,
  data,
  hasData,
  isFar,
  meanOf,
  seriesOf,
} from "./computed_again.ts";

/** What another machine's kernels may change of a number that is near 1. */
const BOUND = 1e-3;

/**
 * The share of numbers that may be further apart: where pixels nearly tie, last
 * digits decide which are removed.
 */
const TIES = 0.02;

/** What means may differ by of a network that is trained first. */
const TRAINED_BOUND = 0.15;

/** Series, how many of their first images, and what they need. */
const PARTS = [
  ["part_importance", "shapes_vgg9", 4, "nothing"],
  ["left_figure", "resnet20-black", 3, "data"],
  ["left_figure", "mobilenet-black", 4, "data"],
  ["psi_by_task", "resnet20-road", 2, "data"],
  ["psi_by_task", "resnet20-other_class", 3, "data"],
  ["bias_ablation", "resnet20-black", 2, "data"],
  ["in_domain", "resnet20-idsds", 20, "training"],
  ["in_domain", "cifarVgg9-f_fidelity", 20, "training"],
] as const;

await startBackend();

for (const [claimName, seriesName, count, needs] of PARTS) {
  const trains = needs === "training";
  const test = trains ? exhaustiveTest : Deno.test;
  test({
    name:
      `${claimName}, ${seriesName}: the first ${count} images have the numbers of the CSV`,
    ignore: needs !== "nothing" && !hasData,
    fn: async () => {
      const { committed, again } = await computedAgain(
        claimName,
        seriesName,
        count,
      );
      for (const { name: measure } of again.data.measures) {
        const far: string[] = [];
        let numbers = 0;
        for (const { name: method } of again.data.methods) {
          const kept = committed.values(method, measure);
          again.values(method, measure).forEach((images, point) => {
            const [now, then] = [images, kept[point]!.slice(0, count)];
            numbers += count;
            if (trains) {
              const means = [now, then].map(meanOf);
              assertAlmostEquals(means[0]!, means[1]!, TRAINED_BOUND, method);
            } else {
              now.forEach((value, i) => {
                if (isFar(value, then[i]!, BOUND)) {
                  far.push(`${method} ${point}: ${value}, ${then[i]}`);
                }
              });
            }
          });
        }
        assert(far.length <= TIES * numbers, `${measure}: ${far.join("; ")}`);
      }
    },
  });
}

/**
 * How far the accuracies of two trainings may be apart: last digits of another
 * machine's kernels make it another training.
 */
const ACCURACY_BOUND = 0.05;

exhaustiveTest({
  name: "right_figure, roar: the first two trainings have the CSV's accuracies",
  ignore: !hasData,
  fn: async () => {
    const { series } = seriesOf("right_figure", "roar");
    const committed = await committedOf("right_figure", "roar");
    const [slice] = await series.slices(data(), 1);
    const evaluation = await slice!.run({});
    const { methods, axis } = evaluation.data;
    for (const { name } of methods) {
      for (const share of axis!.values) {
        const [now, then] = [evaluation, committed].map((each) =>
          firstRun(each, name, share)
        );
        assertAlmostEquals(now!, then!, ACCURACY_BOUND, `${name} at ${share}`);
      }
    }
  },
});

/** The accuracy of the first run. */
function firstRun(
  { data: { methods, measures, axis, repeats, values } }: Evaluation,
  name: string,
  share: string | number,
): number {
  const method = methods.findIndex((each) => each.name === name);
  const { values: points } = axis!;
  const point = points.findIndex((each) => each === share);
  // Accuracy is the first measure.
  const curve = method * measures.length * points.length;
  return values[(curve + point) * repeats.count]!;
}
