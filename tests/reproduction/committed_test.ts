/** A part of the committed numbers, computed again. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { startBackend } from "../../lib/backend/mod.ts";
import type { Evaluation } from "../../lib/evaluation/mod.ts";
import { CLAIMS, DataFolder } from "../../lib/reproduction/mod.ts";
import { readSeries } from "../../lib/reproduction/series_files.ts";
import { SeriesRecord } from "../../lib/reproduction/series_record.ts";
import { exhaustiveTest } from "../exhaustive.ts";

const SHARED = fileURLToPath(new URL("../../../shared", import.meta.url));
const RESULTS = fileURLToPath(
  new URL("../../docs/reproduction", import.meta.url),
);

/** What another machine's kernels may change of a number that is near 1. */
const BOUND = 1e-3;

/** That, of a network that is trained first. */
const TRAINED_BOUND = 0.05;

const hasData = existsSync(`${SHARED}/datasets`);

/** Series, how many of their first images, what they need, how near they must be. */
const PARTS = [
  ["part_importance", "shapes_vgg9", 4, "nothing", BOUND],
  ["left_figure", "resnet20-black", 3, "data", BOUND],
  ["left_figure", "mobilenet-black", 2, "data", BOUND],
  ["psi_by_task", "resnet20-road", 2, "data", BOUND],
  ["psi_by_task", "resnet20-other_class", 3, "data", BOUND],
  ["bias_ablation", "resnet20-black", 2, "data", BOUND],
  ["in_domain", "resnet20-idsds", 3, "training", TRAINED_BOUND],
  ["in_domain", "cifarVgg9-f_fidelity", 3, "training", TRAINED_BOUND],
] as const;

await startBackend();

for (const [claimName, seriesName, count, needs, bound] of PARTS) {
  const claim = CLAIMS.find(({ name }) => name === claimName)!;
  const series = claim.series.find(({ name }) => name === seriesName)!;
  const test = needs === "training" ? exhaustiveTest : Deno.test;
  test({
    name:
      `${claimName}, ${seriesName}: the first ${count} images have the numbers of the CSV`,
    ignore: needs !== "nothing" && !hasData,
    fn: async () => {
      const committed = (await readSeries(RESULTS, claim, series))!
        .evaluation();
      const [slice] = await series.slices(new DataFolder(SHARED), count);
      const evaluation = SeriesRecord
        .of(await slice!.run({}), slice!, series.measures).evaluation();
      const { names } = evaluation.data.images;
      assertEquals(names, committed.data.images.names.slice(0, count));
      for (const { name: method } of evaluation.data.methods) {
        for (const measure of series.measures) {
          const kept = committed.values(method, measure);
          evaluation.values(method, measure).forEach((images, point) =>
            images.forEach((value, i) => {
              const other = kept[point]![i]!;
              if (value === null) return assertEquals(other, null);
              const far = Math.abs(value - other!) /
                Math.max(1, Math.abs(value));
              assert(
                far <= bound,
                `${method} ${measure} ${point}: ${value}, ${other}`,
              );
            })
          );
        }
      }
    },
  });
}

/** How far the accuracies of two trainings may be apart that differ in last digits. */
const ACCURACY_BOUND = 0.03;

exhaustiveTest({
  name: "right_figure, roar: the first two trainings have the CSV's accuracies",
  ignore: !hasData,
  fn: async () => {
    const claim = CLAIMS.find(({ name }) => name === "right_figure")!;
    const [series] = claim.series;
    const committed = (await readSeries(RESULTS, claim, series!))!.evaluation();
    const [slice] = await series!.slices(new DataFolder(SHARED), 1);
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
  { data: { methods, axis, repeats, values } }: Evaluation,
  name: string,
  share: string | number,
): number {
  const method = methods.findIndex((each) => each.name === name);
  const { values: points } = axis!;
  const point = points.findIndex((each) => each === share);
  return values[(method * points.length + point) * repeats.count]!;
}
