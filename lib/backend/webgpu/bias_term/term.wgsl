// The term t = g * factor at an element, and its magnitude.
// Channels are the last axis; a pixel counts through all images.

fn termAt(pixel : i32, channel : i32) -> f32 {
  let element = pixel * uniforms.channels + channel;
  return g[element] * factor[element * uniforms.elementStep + channel * uniforms.channelStep];
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
