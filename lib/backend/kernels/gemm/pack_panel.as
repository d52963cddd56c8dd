/**
 * Packs a panel of B for {@linkcode tileRows}: `rows` rows of 8 floats at
 * `target`, of which the first `columns` ≤ 8 come from `source`, whose rows are
 * `step` bytes apart, and the others are 0. Returns the end of the panel.
 */
export function packPanel(
  source: usize,
  step: usize,
  rows: i32,
  columns: i32,
  target: usize,
): usize {
  const end = target + <usize>rows * 32;
  for (; target < end; target += 32, source += step) {
    if (columns == 8) {
      v128.store(target, v128.load(source));
      v128.store(target, v128.load(source, 16), 16);
    } else {
      clearRow(target);
      for (let j = 0; j < columns; j++) {
        store<f32>(target + (j << 2), load<f32>(source + (j << 2)));
      }
    }
  }
  return end;
}

/**
 * As {@linkcode packPanel}, from a B that lies transposed: its column j is the
 * `rows` floats at `source` + j · `step`.
 */
export function packPanelTransposed(
  source: usize,
  step: usize,
  rows: i32,
  columns: i32,
  target: usize,
): usize {
  const end = target + <usize>rows * 32;
  if (columns < 8) {
    for (let at = target; at < end; at += 32) clearRow(at);
  }
  let j = 0;
  for (; j + 4 <= columns; j += 4) {
    packFourColumns(source + <usize>j * step, step, rows, target + (j << 2));
  }
  for (; j < columns; j++) {
    let from = source + <usize>j * step;
    for (let at = target + (j << 2); at < end; at += 32, from += 4) {
      store<f32>(at, load<f32>(from));
    }
  }
  return end;
}

function packFourColumns(
  a: usize,
  step: usize,
  rows: i32,
  target: usize,
): void {
  let b = a + step, c = b + step, d = c + step;
  let k = 0;
  for (; k + 4 <= rows; k += 4) {
    const va = v128.load(a), vb = v128.load(b);
    const vc = v128.load(c), vd = v128.load(d);
    const ab = v128.shuffle<f32>(va, vb, 0, 4, 1, 5);
    const cd = v128.shuffle<f32>(vc, vd, 0, 4, 1, 5);
    const abHigh = v128.shuffle<f32>(va, vb, 2, 6, 3, 7);
    const cdHigh = v128.shuffle<f32>(vc, vd, 2, 6, 3, 7);
    v128.store(target, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
    v128.store(target, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7), 32);
    v128.store(target, v128.shuffle<f32>(abHigh, cdHigh, 0, 1, 4, 5), 64);
    v128.store(target, v128.shuffle<f32>(abHigh, cdHigh, 2, 3, 6, 7), 96);
    a += 16;
    b += 16;
    c += 16;
    d += 16;
    target += 128;
  }
  for (; k < rows; k++) {
    store<f32>(target, load<f32>(a));
    store<f32>(target, load<f32>(b), 4);
    store<f32>(target, load<f32>(c), 8);
    store<f32>(target, load<f32>(d), 12);
    a += 4;
    b += 4;
    c += 4;
    d += 4;
    target += 32;
  }
}

// @ts-ignore: decorator
@inline
function clearRow(target: usize): void {
  v128.store(target, i32x4.splat(0));
  v128.store(target, i32x4.splat(0), 16);
}
