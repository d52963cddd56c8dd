import type { AttributionMethod } from "../../methods/mod.ts";
import { callback, checkValue, positiveInteger } from "../../options/mod.ts";
import { withChangedMaps } from "./changed_maps.ts";

/**
 * A method whose maps are those of another one, averaged over the squares of a
 * grid: what removes pixels by them removes square by square.
 *
 * {@linkcode pixelPerturbation} of such maps is **region perturbation** (Samek et
 * al., "Evaluating the Visualization of What a Deep Neural Network Has Learned",
 * 2017) in its `drop`, over |f(x)|, and **selectivity** (Montavon, Samek & Müller,
 * "Methods for Interpreting and Understanding Deep Neural Networks", 2018) in its
 * `output`: most salient first, at shares that are whole squares. A control is made
 * of random squares by `inSquares(randomMap)`; the built-in one removes single
 * pixels. Quantus has the same numbers with its `patch_size` where squares fill the
 * image. Else it centers the grid, and sums over what is left of a square at the
 * edge; here the grid begins at the top left, and such a square has its mean.
 *
 * Known limits: squares of equal means, as a constant map has, are not removed one
 * by one, but their pixels in random order; and a grid hides all that is finer.
 *
 * @param method Whose maps are averaged.
 * @param side The side of a square, in pixels; at the right and lower edge squares
 * are cut.
 * @returns A method with the same options.
 * @throws {TypeError} If the method is no function, or the side no number.
 * @throws {RangeError} If the side is not a positive integer.
 *
 * @example
 * ```ts
 * import { inputTimesGradient, loadModel, randomMap, renderShapes } from "fullgrad";
 * import { inSquares, pixelPerturbation } from "fullgrad/evaluation";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const { rgb } = renderShapes({ seed: 1, count: 1 });
 * // 16 squares of 16 × 16 pixels, of which up to 4 are removed.
 * const result = await pixelPerturbation(
 *   model,
 *   { data: rgb, shape: [1, 64, 64, 3] },
 *   {
 *     methods: { "Input × gradient": inSquares(inputTimesGradient, 16) },
 *     controls: { Random: inSquares(randomMap, 16) },
 *     fractions: [0, 1 / 16, 2 / 16, 3 / 16, 4 / 16],
 *     order: "most",
 *     repeats: 1,
 *   },
 * );
 * const measure = "most salient first, drop";
 * const drops = result.intervals("Input × gradient", measure);
 * assertAlmostEquals(drops[0]!.mean, 0, 1e-5);
 * ```
 */
export function inSquares(
  method: AttributionMethod,
  side: number = 8,
): AttributionMethod {
  checkValue("average maps over squares", "the method", method, callback);
  checkValue("average maps over squares", "side", side, positiveInteger);
  return withChangedMaps(method, {
    by: "inSquares",
    words: "in squares",
    settings: { side },
    of: (map, shape) => squareMeans(map, shape, side),
  });
}

/** Every pixel has the mean of its square. */
function squareMeans(
  map: Float32Array,
  [height, width]: readonly [height: number, width: number],
  side: number,
): Float32Array {
  const across = Math.ceil(width / side);
  const squares = Uint32Array.from(
    map,
    (_, at) =>
      Math.floor(Math.floor(at / width) / side) * across +
      Math.floor((at % width) / side),
  );
  const count = across * Math.ceil(height / side);
  const [sums, sizes] = [new Float64Array(count), new Uint32Array(count)];
  squares.forEach((square, at) => {
    sums[square]! += map[at]!;
    sizes[square]!++;
  });
  return map.map((_, at) => sums[squares[at]!]! / sizes[squares[at]!]!);
}
