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

/**
 * The share of numbers that may be further apart: where pixels nearly tie, last
 * digits decide which are removed.
 */
const TIES = 0.02;

/** What means may differ by of a network that is trained first. */
const TRAINED_BOUND = 0.15;

const hasData = existsSync(`${SHARED}/datasets`);

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
  const claim = CLAIMS.find(({ name }) => name === claimName)!;
  const series = claim.series.find(({ name }) => name === seriesName)!;
  const trains = needs === "training";
  const test = trains ? exhaustiveTest : Deno.test;
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
      for (const measure of series.measures) {
        const far: string[] = [];
        let numbers = 0;
        for (const { name: method } of evaluation.data.methods) {
          const kept = committed.values(method, measure);
          evaluation.values(method, measure).forEach((images, point) => {
            const [now, then] = [images, kept[point]!.slice(0, count)];
            numbers += count;
            if (trains) {
              const means = [now, then].map(meanOf);
              assertAlmostEquals(means[0]!, means[1]!, TRAINED_BOUND, method);
            } else {
              now.forEach((value, i) => {
                if (isFar(value, then[i]!)) {
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

function isFar(a: number | null, b: number | null): boolean {
  if (a === null || b === null) return a !== b;
  return Math.abs(a - b) > BOUND * Math.max(1, Math.abs(a));
}

function meanOf(values: readonly (number | null)[]): number {
  const known = values.filter((value) => value !== null);
  return known.reduce((sum, value) => sum + value, 0) / known.length;
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
