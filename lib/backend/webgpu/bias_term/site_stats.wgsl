// A workgroup an image: sum, absolute sum, least and greatest magnitude, of
// what its pixels have.

const LANES = 256;
const LARGEST = 3.4028234e38;

var<workgroup> sums : array<vec2<f32>, LANES>;
var<workgroup> limits : array<vec2<f32>, LANES>;

fn main(index : i32) {
  let image = min(index / LANES, uniforms.images - 1);
  let lane = i32(localIndex);
  let first = image * uniforms.imagePixels;
  var sum = vec2<f32>(0.0);
  var limit = vec2<f32>(LARGEST, -LARGEST);
  for (var pixel = lane; pixel < uniforms.imagePixels; pixel += LANES) {
    let at = 5 * (first + pixel);
    sum += vec2<f32>(stats[at], stats[at + 1]);
    limit = vec2<f32>(
      min(limit.x, stats[at + 2]),
      max(limit.y, stats[at + 3]));
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
  if (lane == 0 && index / LANES < uniforms.images) {
    result[image] = sums[0].x;
    result[uniforms.images + image] = sums[0].y;
    result[2 * uniforms.images + image] = limits[0].x;
    result[3 * uniforms.images + image] = limits[0].y;
  }
}
