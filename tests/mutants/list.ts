/** A small fault, and the test that must notice it. */
export interface Mutant {
  readonly name: string;
  /** Where it is, from the repository's folder. */
  readonly file: string;
  /** What stands there once. */
  readonly from: string;
  /** What stands there instead. */
  readonly to: string;
  /** The test file, or folder of tests. */
  readonly test: string;
}

/** The faults: each a line that a careless change could make. */
export const MUTANTS: readonly Mutant[] = [
  {
    name: "the lower end of a bootstrap interval is one quantile off",
    file: "lib/evaluation/statistics/bootstrap_interval.ts",
    from: "low: quantileSorted(means, (1 - level) / 2)!",
    to: "low: quantileSorted(means, (1 - level) / 2 + 1 / resamples)!",
    test: "tests/evaluation/statistics",
  },
  {
    name: "p is not corrected for the number of pairs",
    file: "lib/evaluation/statistics/randomization_p.ts",
    from: "ps[at]! * (ps.length - rank)",
    to: "ps[at]!",
    test: "tests/evaluation/result/paired_test.ts",
  },
  {
    name: "runs of a retraining share seeds",
    file: "lib/evaluation/retraining/training_units.ts",
    from: "const RUN_SEEDS = 1000;",
    to: "const RUN_SEEDS = 1;",
    test: "tests/evaluation/retraining/retraining_test.ts",
  },
  {
    name: "the composed rescaling has no ε",
    file: "lib/aggregation/rescale.ts",
    from: "tf.add(tf.sub(high, low), epsilon)",
    to: "tf.sub(high, low)",
    test: "tests/aggregation/psi_test.ts",
  },
  {
    name: "batch normalization forgets its ε",
    file: "lib/propagation/operations/batch_norm.ts",
    from: "tf.sqrt(tf.add(variance, epsilon))",
    to: "tf.sqrt(variance)",
    test: "tests/propagation/operations_test.ts",
  },
  {
    name: "batch normalization has no bias without β",
    file: "lib/propagation/operations/batch_norm.ts",
    from: "tf.neg(center)",
    to: "tf.zerosLike(center)",
    test: "tests/propagation/operations_test.ts",
  },
  {
    name: "an activation's implicit bias leaves out its slope",
    file: "lib/decomposition/bias_rules.ts",
    from: "tf.sub(output, tf.mul(slope, x!))",
    to: "tf.sub(output, x!)",
    test: "tests/decomposition/bias_rules_test.ts",
  },
  {
    name: "a product's term counts one factor too few",
    file: "lib/decomposition/bias_rules.ts",
    from: "tf.mul(output, 1 - node.inputs.length)",
    to: "tf.mul(output, -node.inputs.length)",
    test: "tests/decomposition/bias_rules_test.ts",
  },
  {
    name: "GradCAM's weights are magnitudes",
    file: "lib/methods/cam/cam_weights.ts",
    from: "of: (_, gradient) => mean(gradient()),",
    to: "of: (_, gradient) => mean(tf.abs(gradient())),",
    test: "tests/methods/class_activation_map_test.ts",
  },
  {
    name: "integrated gradients take the left ends of the steps",
    file: "lib/methods/integrated_gradients.ts",
    from: 'const offset = rule === "midpoint" ? 0.5 : 0;',
    to: 'const offset = rule === "midpoint" ? 1 : 0;',
    test: "tests/methods/integrated_gradients_test.ts",
  },
  {
    name: "ε of LRP has no side",
    file: "lib/propagation/rules/lrp/redistribute.ts",
    from: "tf.sub(tf.mul(2, tf.step(z)), 1)",
    to: "tf.onesLike(z)",
    test: "tests/propagation/rules",
  },
  {
    name: "an option of another type is a wrong value",
    file: "lib/options/check_options.ts",
    from: "throw hasType ? new RangeError(message) : new TypeError(message);",
    to: "throw new RangeError(message);",
    test: "tests/options",
  },
  {
    name: "an option that does not exist is passed over",
    file: "lib/options/check_options.ts",
    from: "throw new TypeError(unknownOption(action, name, requirements));",
    to: "continue;",
    test: "tests/options",
  },
  {
    name: "a stream of random weights does not depend on the layer",
    file: "lib/evaluation/weights/redraw_layers.ts",
    from: "new Random(seed, layer.position, i)",
    to: "new Random(seed, 0, i)",
    test: "tests/evaluation/weights",
  },
  {
    name: "a pickle may name any object",
    file: "lib/model/formats/state_dict/read_pickle.ts",
    from: "throw new Error(\n          `it holds the Python object",
    to:
      "return () => ({});\n        throw new Error(\n          `it holds the Python object",
    test: "tests/model/state_dict/read_state_dict_test.ts",
  },
  {
    name: "maps that PyTorch has flattened keep its order",
    file: "lib/model/weights/onto_layers_model.ts",
    from: "flattensChannelsFirst: true,",
    to: "flattensChannelsFirst: false,",
    test: "tests/model/weights_onto_model_test.ts",
  },
];
