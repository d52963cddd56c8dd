// The term t = g * step(mask) * factor at an element, and its magnitude.
// Channels are the last axis; a pixel counts through all images.

// The gradient before the relu whose output is `mask`.
fn gradientAt(element : i32) -> f32 {
  let value = g[element];
  if (uniforms.masked == 0) {
    return value;
  }
  let y = mask[element];
  if (isnan(y)) {
    return y;
  }
  return select(0.0, value, y > 0.0);
}

fn termAt(pixel : i32, channel : i32) -> f32 {
  let element = pixel * uniforms.channels + channel;
  let value = gradientAt(element);
  if (uniforms.factored == 0) {
    return value;
  }
  return value * factor[element * uniforms.elementStep + channel * uniforms.channelStep];
}

fn magnitudeOf(t : f32) -> f32 {
  switch (uniforms.magnitude) {
    case 0: { return abs(t); }
    case 1: { return max(t, 0.0); }
    case 2: { return max(-t, 0.0); }
    case 3: { return t; }
    default: { return t * t; }
  }
}
