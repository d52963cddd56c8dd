// A workgroup a pixel. Over its channels: the sum of the terms and of their
// absolute values, the least and the greatest magnitude, and the sum of how far
// the magnitudes are above the least: of equal ones exactly 0.

const LANES = 64;
const LARGEST = 3.4028234e38;

var<workgroup> sums : array<vec2<f32>, LANES>;
var<workgroup> limits : array<vec2<f32>, LANES>;
var<workgroup> excesses : array<f32, LANES>;

fn main(index : i32) {
  let pixel = min(index / LANES, uniforms.pixels - 1);
  let lane = i32(localIndex);
  var sum = vec2<f32>(0.0);
  var limit = vec2<f32>(LARGEST, -LARGEST);
  for (var channel = lane; channel < uniforms.channels; channel += LANES) {
    let t = termAt(pixel, channel);
    let m = magnitudeOf(t);
    sum += vec2<f32>(t, abs(t));
    limit = vec2<f32>(min(limit.x, m), max(limit.y, m));
  }
  sums[lane] = sum;
  limits[lane] = limit;
  workgroupBarrier();
  for (var step = LANES / 2; step > 0; step /= 2) {
    if (lane < step) {
      let other = limits[lane + step];
      sums[lane] += sums[lane + step];
      limits[lane] = vec2<f32>(
        min(limits[lane].x, other.x),
        max(limits[lane].y, other.y));
    }
    workgroupBarrier();
  }

  let low = limits[0].x;
  var excess = 0.0;
  for (var channel = lane; channel < uniforms.channels; channel += LANES) {
    excess += magnitudeOf(termAt(pixel, channel)) - low;
  }
  excesses[lane] = excess;
  workgroupBarrier();
  for (var step = LANES / 2; step > 0; step /= 2) {
    if (lane < step) {
      excesses[lane] += excesses[lane + step];
    }
    workgroupBarrier();
  }

  if (lane == 0 && index / LANES < uniforms.pixels) {
    result[5 * pixel] = sums[0].x;
    result[5 * pixel + 1] = sums[0].y;
    result[5 * pixel + 2] = low;
    result[5 * pixel + 3] = limits[0].y;
    result[5 * pixel + 4] = excesses[0];
  }
}
