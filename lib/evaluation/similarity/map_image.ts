/** One saliency map on its own, as the similarity measures take it. */
export interface MapImage {
  /** The values `[height, width]`, row by row. */
  readonly values: Float32Array | Float64Array;
  /** Rows and columns. */
  readonly shape: readonly [height: number, width: number];
}

/** A map in double precision. */
export interface WideMap extends MapImage {
  /** The values `[height, width]`, row by row. */
  readonly values: Float64Array;
}

/**
 * The map in double precision, once it is known that it can be compared.
 *
 * @throws {TypeError} If the number of values does not fit the shape.
 * @throws {RangeError} If the map is empty or a value is not finite.
 */
export function checkedMap({ values, shape }: MapImage): WideMap {
  const [height, width] = shape;
  if (values.length !== height * width) {
    throw new TypeError(
      `Cannot compare a map as [${shape}] must have ${
        height * width
      } values: current value is ${values.length}`,
    );
  }
  if (values.length === 0) {
    throw new RangeError("Cannot compare a map as it must not be empty");
  }
  const wide = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) throw notFinite(value, i, width);
    wide[i] = value;
  }
  return { values: wide, shape };
}

function notFinite(value: number, at: number, width: number): RangeError {
  return new RangeError(
    `Cannot compare a map as its values must be finite: current value at row ${
      Math.floor(at / width)
    }, column ${at % width} is ${value}`,
  );
}
