/**
 * The weights of a Gaussian at −radius … radius, which add up to 1.
 */
export function gaussianWeights(sigma: number, radius: number): Float64Array {
  const weights = Float64Array.from(
    { length: 2 * radius + 1 },
    (_, i) => Math.exp(-0.5 * ((i - radius) / sigma) ** 2),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/**
 * The mean around every pixel with weights that are symmetric, columns first
 * and then rows. Beyond its edges a picture goes on as its mirror image, the
 * edge pixel twice.
 */
export function separableFilter(
  values: Float64Array,
  [height, width]: readonly [number, number],
  weights: Float64Array,
): Float64Array {
  const rows = mirrored(height, weights.length);
  const columns = mirrored(width, weights.length);
  const radius = (weights.length - 1) / 2;
  const center = weights[radius]!;
  const row = new Float64Array(width);
  const result = new Float64Array(values.length);
  for (let y = 0; y < height; y++) {
    const own = y * width;
    for (let x = 0; x < width; x++) row[x] = center * values[own + x]!;
    for (let k = 0; k < radius; k++) {
      const weight = weights[k]!;
      const above = rows[y + k]! * width;
      const below = rows[y + 2 * radius - k]! * width;
      for (let x = 0; x < width; x++) {
        row[x]! += weight * (values[above + x]! + values[below + x]!);
      }
    }
    for (let x = 0; x < width; x++) {
      let sum = center * row[x]!;
      for (let k = 0; k < radius; k++) {
        sum += weights[k]! *
          (row[columns[x + k]!]! + row[columns[x + 2 * radius - k]!]!);
      }
      result[own + x] = sum;
    }
  }
  return result;
}

/** Positions 0…size − 1 with those beyond both ends folded back. */
function mirrored(size: number, window: number): Int32Array {
  const radius = (window - 1) / 2;
  const period = 2 * size;
  return Int32Array.from({ length: size + window - 1 }, (_, i) => {
    const at = (((i - radius) % period) + period) % period;
    return at < size ? at : period - 1 - at;
  });
}
