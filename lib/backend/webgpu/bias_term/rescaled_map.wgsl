// An invocation a pixel: the sum of its rescaled magnitudes.
// `limits` holds the images' least magnitudes in row 2, the greatest in row 3.

const NONE = 0;
const RANGE = 1;

fn main(index : i32) {
  if (index >= uniforms.pixels) {
    return;
  }
  let low = stats[5 * index + 2];
  let excess = stats[5 * index + 4];
  let channels = f32(uniforms.channels);
  if (uniforms.rescale == NONE) {
    result[index] = excess + channels * low;
    return;
  }
  let image = index / uniforms.imagePixels;
  let first = select(image, 0, uniforms.wholeBatch == 1);
  let last = select(image, uniforms.images - 1, uniforms.wholeBatch == 1);
  var least = limits[2 * uniforms.images + first];
  var most = limits[3 * uniforms.images + first];
  for (var other = first + 1; other <= last; other++) {
    least = min(least, limits[2 * uniforms.images + other]);
    most = max(most, limits[3 * uniforms.images + other]);
  }
  if (uniforms.rescale == RANGE) {
    let range = most - least + uniforms.epsilon;
    let above = excess + channels * (low - least);
    result[index] = select(above / range, 0.0, range == 0.0);
  } else {
    let greatest = max(abs(least), abs(most));
    let sum = excess + channels * low;
    result[index] = select(sum / greatest, sum, greatest == 0.0);
  }
}
