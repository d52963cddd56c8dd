/**
 * Packs `rows` rows of `columns` numbers, `step` bytes apart, as the first rows
 * of panels of 6 columns, [panel][depth][6]. What follows the last column in
 * its panel is of no use.
 *
 * Four panels at a time: whole lines of the cache are read, and not so many
 * written at once that they push each other out.
 */
export function packSix(source: usize, step: usize, rows: i32, columns: i32, out: usize, depth: i32): void {
  const panelStep = <usize>depth * 24;
  let c = 0;
  for (; c + 24 <= columns; c += 24, source += 96, out += 4 * panelStep) {
    let from = source, p0 = out, p1 = p0 + panelStep, p2 = p1 + panelStep, p3 = p2 + panelStep;
    for (let k = 0; k < rows; k++, from += step) {
      v128.store(p0, v128.load(from));
      store<u64>(p0, load<u64>(from, 16), 16);
      v128.store(p1, v128.load(from, 24));
      store<u64>(p1, load<u64>(from, 40), 16);
      v128.store(p2, v128.load(from, 48));
      store<u64>(p2, load<u64>(from, 64), 16);
      v128.store(p3, v128.load(from, 72));
      store<u64>(p3, load<u64>(from, 88), 16);
      p0 += 24;
      p1 += 24;
      p2 += 24;
      p3 += 24;
    }
  }
  for (; c + 6 <= columns; c += 6, source += 24, out += panelStep) {
    let from = source, to = out;
    for (let k = 0; k < rows; k++, from += step, to += 24) {
      v128.store(to, v128.load(from));
      store<u64>(to, load<u64>(from, 16), 16);
    }
  }
  if (c < columns) packPart(source, step, rows, columns - c, out, 6);
}

/** As {@linkcode packSix}, in panels of 8 columns. */
export function packEight(source: usize, step: usize, rows: i32, columns: i32, out: usize, depth: i32): void {
  const panelStep = <usize>depth << 5;
  let c = 0;
  for (; c + 32 <= columns; c += 32, source += 128, out += 4 * panelStep) {
    let from = source, p0 = out, p1 = p0 + panelStep, p2 = p1 + panelStep, p3 = p2 + panelStep;
    for (let k = 0; k < rows; k++, from += step) {
      v128.store(p0, v128.load(from));
      v128.store(p0, v128.load(from, 16), 16);
      v128.store(p1, v128.load(from, 32));
      v128.store(p1, v128.load(from, 48), 16);
      v128.store(p2, v128.load(from, 64));
      v128.store(p2, v128.load(from, 80), 16);
      v128.store(p3, v128.load(from, 96));
      v128.store(p3, v128.load(from, 112), 16);
      p0 += 32;
      p1 += 32;
      p2 += 32;
      p3 += 32;
    }
  }
  for (; c + 8 <= columns; c += 8, source += 32, out += panelStep) {
    let from = source, to = out;
    for (let k = 0; k < rows; k++, from += step, to += 32) {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
    }
  }
  if (c < columns) packPart(source, step, rows, columns - c, out, 8);
}

/**
 * The last panel, of fewer columns than its width. Where more numbers follow in
 * memory, they are copied as well: nothing is done with their products.
 */
function packPart(source: usize, step: usize, rows: i32, columns: i32, out: usize, width: i32): void {
  const end = source + (rows - 1) * step + (columns << 2);
  for (let k = 0; k < rows; k++, source += step, out += width << 2) {
    if (width == 6 && source + 24 <= end) {
      v128.store(out, v128.load(source));
      store<u64>(out, load<u64>(source, 16), 16);
    } else if (width == 8 && source + 32 <= end) {
      v128.store(out, v128.load(source));
      v128.store(out, v128.load(source, 16), 16);
    } else {
      for (let i = 0; i < width; i++) {
        store<f32>(out + (i << 2), i < columns ? load<f32>(source + (i << 2)) : 0);
      }
    }
  }
}

/**
 * Packs `rows` rows of `depth` numbers, `step` bytes apart, as panels of
 * `width` rows (6 or 8), [panel][depth][width], the last filled up with zeros.
 */
export function packTransposed(source: usize, step: usize, rows: i32, depth: i32, out: usize, width: i32): void {
  const panelStep = <usize>width << 2;
  for (let row = 0; row < rows; row += width) {
    let r = 0;
    for (; r + 4 <= min(width, rows - row); r += 4) {
      packFour(source + (row + r) * step, step, depth, out + (r << 2), panelStep);
    }
    for (; r < width; r++) {
      const from = source + (row + r) * step;
      const isThere = row + r < rows;
      let to = out + (r << 2);
      for (let k = 0; k < depth; k++, to += panelStep) store<f32>(to, isThere ? load<f32>(from + (k << 2)) : 0);
    }
    out += depth * panelStep;
  }
}

/** Four rows as columns, four numbers of each at a time. */
function packFour(source: usize, step: usize, depth: i32, out: usize, panelStep: usize): void {
  let k = 0;
  let at = source;
  for (; k + 4 <= depth; k += 4, at += 16) {
    const a = v128.load(at), b = v128.load(at + step);
    const c = v128.load(at + 2 * step), d = v128.load(at + 3 * step);
    const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5), abHigh = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
    const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5), cdHigh = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
    v128.store(out, v128.shuffle<i64>(ab, cd, 0, 2));
    v128.store(out += panelStep, v128.shuffle<i64>(ab, cd, 1, 3));
    v128.store(out += panelStep, v128.shuffle<i64>(abHigh, cdHigh, 0, 2));
    v128.store(out += panelStep, v128.shuffle<i64>(abHigh, cdHigh, 1, 3));
    out += panelStep;
  }
  for (; k < depth; k++, at += 4, out += panelStep) {
    for (let r: usize = 0; r < 4; r++) store<f32>(out + (r << 2), load<f32>(at + r * step));
  }
}
