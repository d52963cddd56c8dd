/**
 * The rank of every value, from 1; values that are equal share the mean of
 * their ranks.
 */
export function averageRanks(values: Float64Array): Float64Array {
  const order = ascendingOrder(values);
  const ranks = new Float64Array(values.length);
  for (let start = 0; start < order.length;) {
    const value = values[order[start]!];
    let end = start + 1;
    while (end < order.length && values[order[end]!] === value) end++;
    for (let i = start; i < end; i++) ranks[order[i]!] = (start + 1 + end) / 2;
    start = end;
  }
  return ranks;
}

const DIGIT_BITS = 11;
const DIGITS = 1 << DIGIT_BITS;

/**
 * The positions of values from the least to the greatest; equal values keep
 * their order, and −0 equals 0.
 *
 * A radix sort, eleven bits at a time, of the 64 bits of the numbers, or of 32
 * where all are single-precision ones, as those of maps are.
 */
export function ascendingOrder(values: Float64Array): Uint32Array {
  let order: Uint32Array = new Uint32Array(values.length);
  for (let i = 0; i < order.length; i++) order[i] = i;
  for (const word of orderedWords(values)) order = sortedBy(word, order);
  return order;
}

/**
 * Words of 32 bits that are, the last one before the others, in the order of the
 * values.
 */
function orderedWords(values: Float64Array): readonly Uint32Array[] {
  const size = values.length;
  const single = new Float32Array(size);
  let isSingle = true;
  for (let i = 0; i < size; i++) {
    // −0 + 0 is 0.
    single[i] = values[i]! + 0;
    if (single[i] !== values[i]) isSingle = false;
  }
  if (isSingle) {
    const bits = new Uint32Array(single.buffer);
    for (let i = 0; i < size; i++) {
      // Negative numbers go the other way, and before the positive ones.
      bits[i] = bits[i]! & SIGN ? ~bits[i]! : bits[i]! | SIGN;
    }
    return [bits];
  }
  const [low, high] = [new Uint32Array(size), new Uint32Array(size)];
  const view = new DataView(new ArrayBuffer(8));
  for (let i = 0; i < size; i++) {
    view.setFloat64(0, values[i]! + 0);
    const [top, bottom] = [view.getUint32(0), view.getUint32(4)];
    high[i] = top & SIGN ? ~top : top | SIGN;
    low[i] = top & SIGN ? ~bottom : bottom;
  }
  return [low, high];
}

const SIGN = 0x80000000;

/** The positions in the order of their words; of equal words, in the order given. */
function sortedBy(word: Uint32Array, order: Uint32Array): Uint32Array {
  const size = order.length;
  let positions = order;
  let words = new Uint32Array(size);
  for (let i = 0; i < size; i++) words[i] = word[order[i]!]!;
  for (let shift = 0; shift < 32; shift += DIGIT_BITS) {
    const places = new Uint32Array(DIGITS + 1);
    for (let i = 0; i < size; i++) {
      places[((words[i]! >>> shift) & (DIGITS - 1)) + 1]!++;
    }
    if (places.includes(size)) continue;
    for (let digit = 0; digit < DIGITS; digit++) {
      places[digit + 1]! += places[digit]!;
    }
    const [nextPositions, nextWords] = [
      new Uint32Array(size),
      new Uint32Array(size),
    ];
    for (let i = 0; i < size; i++) {
      const to = places[(words[i]! >>> shift) & (DIGITS - 1)]!++;
      nextPositions[to] = positions[i]!;
      nextWords[to] = words[i]!;
    }
    [positions, words] = [nextPositions, nextWords];
  }
  return positions;
}
