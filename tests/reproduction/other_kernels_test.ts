/** Committed numbers, computed again by tfjs's own kernels as another machine might. */
import { assert, assertEquals } from "@std/assert";
import { startBackend } from "../../lib/backend/mod.ts";
import { exhaustiveTest } from "../exhaustive.ts";
import { computedAgain, hasData, isFar, meanOf } from "./computed_again.ts";

/** How far a number may be, of those near 1; of greater ones relative. */
const BOUND = 1e-4;

/**
 * Series, how many of their first images, and the share of numbers that may be
 * further apart: where pixels nearly tie, last digits decide which are removed.
 * Of 224 × 224 pixels more of them do than of 32 × 32.
 */
const PARTS = [
  ["left_figure", "resnet20-black", 20, .005],
  ["left_figure", "resnet20-road", 20, .005],
  ["left_figure", "mobilenet-black", 20, .25],
  ["psi_by_task", "resnet20-other_class", 20, .02],
  ["critique_other_class", "resnet20", 10, .01],
  ["critique_two_objects", "resnet20-class-sensitivity", 10, .01],
] as const;

for (const [claimName, seriesName, count, share] of PARTS) {
  exhaustiveTest({
    name:
      `${claimName}, ${seriesName}: tfjs's own kernels give the CSV's numbers and order of methods`,
    ignore: !hasData,
    fn: async () => {
      await startBackend("wasm");
      const { committed, again } = await computedAgain(
        claimName,
        seriesName,
        count,
      );
      assertEquals(again.data.provenance.backend.split(" ")[0], "wasm");
      for (const { name: measure } of again.data.measures) {
        const curves = again.data.methods.map(({ name }) => {
          const then = committed.values(name, measure);
          return {
            name,
            pairs: again.values(name, measure).flatMap((images, point) =>
              images.map((value, i) => [value, then[point]![i]!] as const)
            ),
          };
        });
        const all = curves.flatMap(({ pairs }) => pairs);
        const far = all.filter(([now, then]) => isFar(now, then, BOUND)).length;
        const swaps = swapsOf(curves.map(({ name, pairs }) => ({
          name,
          now: meanOf(pairs.map(([now]) => now)),
          then: meanOf(pairs.map(([, then]) => then)),
        })));
        console.log(
          `${seriesName}, ${measure}: ${far} of ${all.length} further apart than ${BOUND}; ${swaps.length} pairs of methods in another order`,
        );
        assert(far <= share * all.length, `${measure}: ${far} are far`);
        assertEquals(swaps, [], measure);
      }
    },
  });
}

/** The pairs of methods whose means change places by more than the bound. */
function swapsOf(
  means: readonly {
    readonly name: string;
    readonly now: number;
    readonly then: number;
  }[],
): readonly string[] {
  return means.flatMap((a, i) =>
    means.slice(i + 1).flatMap((b) => {
      const [now, then] = [a.now - b.now, a.then - b.then];
      const isSwap = now * then < 0 && Math.abs(now) > BOUND &&
        Math.abs(then) > BOUND;
      return isSwap ? [`${a.name} and ${b.name}: ${then}, now ${now}`] : [];
    })
  );
}
