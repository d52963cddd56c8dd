import {
  type Axis,
  cellPosition,
  type EvaluationData,
  type Measure,
  tableShape,
} from "./evaluation_data.ts";

/** One number a repeat, of an image; `null` where there is none. */
export type Repeats = readonly (number | null)[];

/**
 * The measure of a name; the first one without a name.
 *
 * @throws {RangeError} If there is none of this name.
 */
export function measureOf(
  { measures }: Pick<EvaluationData, "measures">,
  name: string = measures[0]!.name,
): Measure {
  const measure = measures.find((measure) => measure.name === name);
  if (measure !== undefined) return measure;
  throw new RangeError(
    `Cannot read the measure ${JSON.stringify(name)} as it must be one of ${
      measures.map(({ name }) => name).join(", ")
    }`,
  );
}

/**
 * The measures that speak for or against methods; where none does, every one
 * that differs between methods.
 */
export function judgingMeasures(
  { measures }: Pick<EvaluationData, "measures">,
): readonly Measure[] {
  const judging = measures.filter(({ better }) => better);
  return judging.length > 0 ? judging : measures.filter(({ ofAll }) => !ofAll);
}

/**
 * The cells of one method and measure, by point, image and repeat.
 *
 * @param chosen Positions of the points; all by default.
 * @throws {RangeError} If there is no such method or measure.
 */
export function cellsOf(
  data: EvaluationData,
  method: string,
  measure: Measure,
  chosen: readonly number[] = [...Array(tableShape(data)[2]).keys()],
): readonly (readonly Repeats[])[] {
  const m = data.methods.findIndex(({ name }) => name === method);
  if (m === -1) {
    throw new RangeError(
      `Cannot read the method ${JSON.stringify(method)} as it must be one of ${
        data.methods.map(({ name }) => name).join(", ")
      }`,
    );
  }
  const k = data.measures.indexOf(measure);
  const shape = tableShape(data);
  const [, , , images, repeats] = shape;
  return chosen.map((point) =>
    Array.from({ length: images }, (_, image) => {
      const start = cellPosition(shape, [m, k, point, image, 0]);
      return data.values.slice(start, start + repeats);
    })
  );
}

/**
 * Whether the numbers are of runs of a whole dataset, each a training of its own:
 * then intervals are over runs. The orders or draws of one image are not: they
 * differ by ties and noise, and say nothing of other images.
 */
export function isOfRuns(
  { images, repeats }: Pick<EvaluationData, "images" | "repeats">,
): boolean {
  return images.names.length === 1 && repeats.name === "run";
}

/** Where the points of an axis are in a figure. */
export function placesOf(axis: Axis | undefined): readonly number[] {
  if (axis === undefined) return [0];
  return axis.values.map((value, i) => {
    if (typeof value === "string" || axis.scale === "points") return i;
    return axis.scale === "log" ? Math.log10(value) : value;
  });
}

/**
 * What is compared along an axis: one of its points, or the area under the
 * curve, which is the mean height along the axis of the figure.
 */
export type AxisChoice = number | string | "area";

/**
 * One number for every image, the mean over its repeats: of the only point, of
 * the point that is asked for, or the area under the curve of the means; `null`
 * where there is none.
 *
 * @throws {RangeError} If the axis has no such point.
 */
export function imageValues(
  data: EvaluationData,
  method: string,
  measure: Measure,
  at: AxisChoice,
): readonly (number | null)[] {
  const points = pointsOf(data.axis, at);
  const means = cellsOf(data, method, measure, points).map(meansOf);
  return alongAxis(data.axis, means);
}

/** The same for every repeat alone: by image and repeat. */
export function repeatValues(
  data: EvaluationData,
  method: string,
  measure: Measure,
  at: AxisChoice,
): readonly Repeats[] {
  const cells = cellsOf(data, method, measure, pointsOf(data.axis, at));
  const repeats = Array.from(
    { length: data.repeats.count },
    (_, repeat) => {
      const ofRepeat = cells.map((images) =>
        images.map((repeats) => repeats[repeat]!)
      );
      return alongAxis(data.axis, ofRepeat);
    },
  );
  return data.images.names.map((_, image) =>
    repeats.map((images) => images[image]!)
  );
}

/** By point and image, to one number an image: of one point, or the area. */
function alongAxis(
  axis: Axis | undefined,
  points: readonly (readonly (number | null)[])[],
): readonly (number | null)[] {
  if (points.length === 1) return points[0]!;
  return points[0]!.map((_, image) =>
    areaUnder(axis!, points.map((images) => images[image]!))
  );
}

/** The positions of the points that are read. */
function pointsOf(
  axis: Axis | undefined,
  at: AxisChoice,
): readonly number[] {
  if (axis === undefined) return [0];
  const points = axis.values as readonly (number | string)[];
  if (at === "area") return [...points.keys()];
  const point = points.indexOf(at);
  if (point !== -1) return [point];
  throw new RangeError(
    `Cannot read ${axis.name} ${JSON.stringify(at)} as it must be one of ${
      axis.values.join(", ")
    }, or "area"`,
  );
}

/**
 * The mean over the repeats of every image; `null` where there is none.
 */
export function meansOf(
  images: readonly Repeats[],
): readonly (number | null)[] {
  return images.map((repeats) => {
    const numbers = repeats.filter((value) => value !== null);
    if (numbers.length === 0) return null;
    return numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  });
}

/**
 * The area under a curve by the trapezoidal rule, divided by its width: the
 * mean height. Of a single point it is the height, and where a height is
 * missing there is none.
 */
export function areaUnder(
  axis: Axis,
  heights: readonly (number | null)[],
): number | null {
  const x = axis.scale === "log"
    ? (axis.values as readonly number[]).map(Math.log)
    : placesOf(axis);
  const y = heights.filter((height) => height !== null);
  if (y.length < heights.length) return null;
  const width = x.at(-1)! - x[0]!;
  if (width === 0) return y[0]!;
  let area = 0;
  for (let i = 1; i < x.length; i++) {
    area += (x[i]! - x[i - 1]!) * (y[i]! + y[i - 1]!) / 2;
  }
  return area / width;
}
