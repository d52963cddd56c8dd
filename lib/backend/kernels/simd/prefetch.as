/**
 * Brings `rows` runs of `bytes` bytes, `rowStep` apart, into the cache by a read
 * of each line that waits for none before it. `sink` takes a number, without
 * which the reads would be for nothing and left out.
 */
export function prefetch(
  from: usize,
  rows: i32,
  rowStep: usize,
  bytes: usize,
  sink: usize,
): void {
  let all: i64 = 0;
  for (; rows > 0; rows--) {
    for (let at = from; at < from + bytes; at += 64) all |= load<i64>(at);
    from += rowStep;
  }
  store<i64>(sink, all);
}
