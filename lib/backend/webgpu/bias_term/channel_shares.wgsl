// An invocation a channel of an image: its least magnitude over all blocks, and
// what the distance from it is multiplied by.

fn main(index : i32) {
  if (index >= uniforms.images * uniforms.channels) {
    return;
  }
  let channel = index % uniforms.channels;
  let first = index / uniforms.channels * uniforms.blocks;
  var low = limits[2 * (first * uniforms.channels + channel)];
  var high = limits[2 * (first * uniforms.channels + channel) + 1];
  for (var block = first + 1; block < first + uniforms.blocks; block++) {
    let at = 2 * (block * uniforms.channels + channel);
    low = min(low, limits[at]);
    high = max(high, limits[at + 1]);
  }
  let range = high - low + uniforms.epsilon;
  result[2 * index] = low;
  result[2 * index + 1] = select(1.0 / range, 0.0, range == 0.0);
}
