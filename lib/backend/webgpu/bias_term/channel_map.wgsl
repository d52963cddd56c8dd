// A workgroup a pixel: the sum of its magnitudes, each rescaled by its channel.

const LANES = 64;

var<workgroup> sums : array<f32, LANES>;

fn main(index : i32) {
  let pixel = min(index / LANES, uniforms.pixels - 1);
  let lane = i32(localIndex);
  let first = pixel / uniforms.imagePixels * uniforms.channels;
  var sum = 0.0;
  for (var channel = lane; channel < uniforms.channels; channel += LANES) {
    let at = 2 * (first + channel);
    sum += (magnitudeOf(termAt(pixel, channel)) - shares[at]) * shares[at + 1];
  }
  sums[lane] = sum;
  workgroupBarrier();
  for (var step = LANES / 2; step > 0; step /= 2) {
    if (lane < step) {
      sums[lane] += sums[lane + step];
    }
    workgroupBarrier();
  }
  if (lane == 0 && index / LANES < uniforms.pixels) {
    result[pixel] = sums[0];
  }
}
