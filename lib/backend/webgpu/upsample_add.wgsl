// An invocation an output pixel: `before` and the map, resized bilinearly.

// Where an output coordinate lies in the map: the coordinate before, and how
// far it is beyond that. In whole numbers, which do not round.
struct Source {
  before : i32,
  beyond : f32,
}

fn source(at : i32, size : i32, mapSize : i32) -> Source {
  var above = max((2 * at + 1) * mapSize - size, 0);
  var below = 2 * size;
  if (uniforms.alignCorners == 1) {
    above = at * (mapSize - 1);
    below = max(size - 1, 1);
  }
  let before = above / below;
  if (before >= mapSize - 1) {
    return Source(mapSize - 1, 0.0);
  }
  return Source(before, f32(above - before * below) / f32(below));
}

fn main(index : i32) {
  if (index >= uniforms.count) {
    return;
  }
  let pixel = index % (uniforms.height * uniforms.width);
  let image = index / (uniforms.height * uniforms.width);
  let y = source(pixel / uniforms.width, uniforms.height, uniforms.fromHeight);
  let x = source(pixel % uniforms.width, uniforms.width, uniforms.fromWidth);
  let top = (image * uniforms.fromHeight + y.before) * uniforms.fromWidth;
  let bottom = top + select(0, uniforms.fromWidth, y.before < uniforms.fromHeight - 1);
  let left = x.before;
  let right = min(left + 1, uniforms.fromWidth - 1);
  let above = mix(map[top + left], map[top + right], x.beyond);
  let below = mix(map[bottom + left], map[bottom + right], x.beyond);
  let value = mix(above, below, y.beyond);
  result[index] = select(value, value + before[min(index, uniforms.beforeLast)], uniforms.added == 1);
}
