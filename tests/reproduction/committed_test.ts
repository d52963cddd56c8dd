/** A part of the committed numbers, computed again. */
import { assert, assertEquals } from "@std/assert";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { startBackend } from "../../lib/backend/mod.ts";
import { CLAIMS, DataFolder } from "../../lib/reproduction/mod.ts";
import { readSeries } from "../../lib/reproduction/series_files.ts";
import { SeriesRecord } from "../../lib/reproduction/series_record.ts";

const SHARED = fileURLToPath(new URL("../../../shared", import.meta.url));
const RESULTS = fileURLToPath(
  new URL("../../docs/reproduction", import.meta.url),
);

/** What another machine's kernels may change of a number that is near 1. */
const BOUND = 1e-3;

/** Series, how many of their first images, and whether they need the data. */
const PARTS = [
  ["part_importance", "shapes_vgg9", 4, false],
  ["left_figure", "resnet20-black", 3, true],
] as const;

await startBackend();

for (const [claimName, seriesName, count, needsData] of PARTS) {
  const claim = CLAIMS.find(({ name }) => name === claimName)!;
  const series = claim.series.find(({ name }) => name === seriesName)!;
  Deno.test({
    name:
      `${claimName}, ${seriesName}: the first ${count} images have the numbers of the CSV`,
    ignore: needsData && !existsSync(`${SHARED}/datasets`),
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
                far <= BOUND,
                `${method} ${measure} ${point}: ${value}, ${other}`,
              );
            })
          );
        }
      }
    },
  });
}
