/** A convolution's bias in which the exporter has folded a batch normalization. */
const FOLDED: readonly RegExp[] = [
  // TensorFlow's and the TF.js converter's.
  /_bn_offset$/,
  // tf2onnx's.
  /_fused_bn$/,
  // `torch.onnx.export` numbers what it computes …
  /^onnx::Conv_\d+$/,
];
const NUMBERED = /^\d+$/;
/** … where what it copies keeps its name; the first versions numbered all. */
const COPIED = /\.(weight|bias)$/;

/**
 * What an exporter has done to convolutions, as far as the names of their biases
 * say it: by the values alone, a folded batch normalization looks like a bias.
 *
 * @param biases Names of the biases of convolutions.
 * @param weights Names of all weights.
 */
export function foldedNotes(
  biases: readonly string[],
  weights: readonly string[],
): readonly string[] {
  const patterns = weights.some((name) => COPIED.test(name))
    ? [...FOLDED, NUMBERED]
    : FOLDED;
  const { length } = biases.filter((name) =>
    patterns.some((pattern) => pattern.test(name))
  );
  if (length === 0) return [];
  const which = length === 1 ? "a convolution" : `${length} convolutions`;
  return [
    `Fused: the file's exporter has folded batch normalization into ${which}: each has one term, as with a preset that fuses, where the network as it was trained has two.`,
  ];
}

/**
 * What a file's precision means for a result.
 *
 * @param types What weights are stored as, each that is not float32.
 */
export function storedNotes(types: Iterable<string>): readonly string[] {
  return [...Map.groupBy(types, (type) => type)].map(([type, { length }]) => {
    const which = length === 1 ? "A weight is" : `${length} weights are`;
    return `${which} stored as ${type}; the network runs in float32.`;
  });
}
