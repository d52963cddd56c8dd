// An invocation a channel and block of pixels: least and greatest magnitude.

const LARGEST = 3.4028234e38;

fn main(index : i32) {
  if (index >= uniforms.images * uniforms.blocks * uniforms.channels) {
    return;
  }
  let channel = index % uniforms.channels;
  let block = index / uniforms.channels % uniforms.blocks;
  let image = index / uniforms.channels / uniforms.blocks;
  let first = block * uniforms.blockPixels;
  let last = min(first + uniforms.blockPixels, uniforms.imagePixels);
  var low = LARGEST;
  var high = -LARGEST;
  for (var pixel = first; pixel < last; pixel++) {
    let m = magnitudeOf(termAt(image * uniforms.imagePixels + pixel, channel));
    low = min(low, m);
    high = max(high, m);
  }
  result[2 * index] = low;
  result[2 * index + 1] = high;
}
