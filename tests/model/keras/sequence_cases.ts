import {
  generate,
  type NdArray,
  valueAt,
} from "../../propagation/float64/nd_array.ts";
import { dense, reshaped, share, sigmoid } from "./definitions.ts";
import type { KerasCase } from "./keras_case.ts";

type Weights = Readonly<Record<string, NdArray>>;

/** Row `i` of image `n` of `[N, T, C]`. */
function row(x: NdArray, n: number, i: number): number[] {
  return Array.from({ length: x.shape[2]! }, (_, k) => valueAt(x, [n, i, k]));
}

/** Σ shares(i, j) · value_j over what token i may see. */
function mix(
  value: NdArray,
  rows: number,
  score: (n: number, i: number, j: number) => number,
  sees: (i: number, j: number) => boolean = () => true,
): NdArray {
  const [n, columns, channels] = value.shape as number[];
  return generate([n!, rows, channels!], ([n, i, k]) => {
    const seen = Array.from({ length: columns! }, (_, j) => j)
      .filter((j) => sees(i!, j));
    const scores = seen.map((j) => score(n!, i!, j));
    return seen.reduce(
      (sum, j, at) =>
        sum + share(scores[at]!, scores) * valueAt(value, [n!, j, k!]),
      0,
    );
  });
}

const product = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, i) => sum + value * b[i]!, 0);

/** Heads of one projection, `[N, T, heads · size]`. */
function project(x: NdArray, name: string, w: Weights): NdArray {
  const { shape, data } = w[`${name}/kernel`]!;
  const units = shape[1]! * shape[2]!;
  return dense(x, { shape: [shape[0]!, units], data }, w[`${name}/bias`]);
}

function heads(
  [query, value, key = value]: readonly NdArray[],
  w: Weights,
  sees?: (i: number, j: number) => boolean,
): NdArray {
  const [, count, size] = w["query/kernel"]!.shape as number[];
  const [, own, valueSize] = w["value/kernel"]!.shape as number[];
  const [q, k, v] = [
    project(query!, "query", w),
    project(key!, "key", w),
    project(value!, "value", w),
  ];
  const part = (x: NdArray, head: number, size: number) =>
    generate(
      [x.shape[0]!, x.shape[1]!, size],
      ([n, t, c]) => valueAt(x, [n!, t!, head * size + c!]),
    );
  const contexts = Array.from({ length: count! }, (_, head) => {
    const shared = Math.floor(head / (count! / own!));
    const [qh, kh] = [part(q, head, size!), part(k, shared, size!)];
    return mix(
      part(v, shared, valueSize!),
      query!.shape[1]!,
      (n, i, j) => product(row(qh, n, i), row(kh, n, j)) / Math.sqrt(size!),
      sees,
    );
  });
  const joined = generate(
    [query!.shape[0]!, query!.shape[1]!, count! * valueSize!],
    ([n, t, c]) =>
      valueAt(contexts[Math.floor(c! / valueSize!)]!, [
        n!,
        t!,
        c! % valueSize!,
      ]),
  );
  const { shape, data } = w["attention_output/kernel"]!;
  return dense(
    joined,
    { shape: [count! * valueSize!, shape[2]!], data },
    w["attention_output/bias"],
  );
}

const HEADS = {
  "query/kernel": [4, 2, 3],
  "query/bias": [2, 3],
  "key/kernel": [4, 2, 3],
  "key/bias": [2, 3],
  "value/kernel": [4, 2, 3],
  "value/bias": [2, 3],
  "attention_output/kernel": [2, 3, 4],
  "attention_output/bias": [4],
};

/** A recurrent layer's states, step by step. */
function unroll(
  x: NdArray,
  units: number,
  step: (input: number[], h: number[], c: number[]) => [number[], number[]],
  backwards = false,
): readonly (readonly number[])[][] {
  return Array.from({ length: x.shape[0]! }, (_, n) => {
    let [h, c] = [Array(units).fill(0), Array(units).fill(0)];
    return Array.from({ length: x.shape[1]! }, (_, i) => {
      const at = backwards ? x.shape[1]! - 1 - i : i;
      [h, c] = step(row(x, n, at), h, c);
      return h;
    });
  });
}

const times = (vector: readonly number[], matrix: NdArray) =>
  Array.from({ length: matrix.shape[1]! }, (_, j) =>
    vector.reduce(
      (sum, value, i) => sum + value * matrix.data[i * matrix.shape[1]! + j]!,
      0,
    ));

const last = (states: ReturnType<typeof unroll>, units: number): NdArray =>
  generate([states.length, units], ([n, k]) => states[n!]!.at(-1)![k!]!);

const sequence = (states: ReturnType<typeof unroll>, units: number): NdArray =>
  generate(
    [states.length, states[0]!.length, units],
    ([n, t, k]) => states[n!]![t!]![k!]!,
  );

function lstm(w: Weights, scope = "", gate = sigmoid) {
  const of = (name: string) => w[`${scope}${name}`]!;
  const units = of("recurrent_kernel").shape[0]!;
  return (input: number[], h: number[], c: number[]): [number[], number[]] => {
    const sum = times(input, of("kernel")).map((value, i) =>
      value + times(h, of("recurrent_kernel"))[i]! + of("bias").data[i]!
    );
    const cell = c.map((value, k) =>
      gate(sum[units + k]!) * value +
      gate(sum[k]!) * Math.tanh(sum[2 * units + k]!)
    );
    return [
      cell.map((value, k) => gate(sum[3 * units + k]!) * Math.tanh(value)),
      cell,
    ];
  };
}

function gru(w: Weights, after: boolean) {
  const units = w["recurrent_kernel"]!.shape[0]!;
  const part = (values: readonly number[], i: number) =>
    values.slice(i * units, (i + 1) * units);
  const [input, own] = after
    ? [w["bias"]!.data.slice(0, 3 * units), w["bias"]!.data.slice(3 * units)]
    : [w["bias"]!.data, new Float64Array(3 * units)];
  return (x: number[], h: number[]): [number[], number[]] => {
    const given = times(x, w["kernel"]!).map((v, i) => v + input[i]!);
    const kept = times(h, w["recurrent_kernel"]!).map((v, i) => v + own[i]!);
    const gate = (i: number) =>
      part(given, i).map((v, k) => sigmoid(v + part(kept, i)[k]!));
    const [z, r] = [gate(0), gate(1)];
    const reset = after
      ? part(kept, 2).map((v, k) => r[k]! * v)
      : part(times(h.map((v, k) => v * r[k]!), w["recurrent_kernel"]!), 2);
    const candidate = part(given, 2).map((v, k) => Math.tanh(v + reset[k]!));
    return [h.map((v, k) => z[k]! * v + (1 - z[k]!) * candidate[k]!), []];
  };
}

const RNN = (gates: number, biases: readonly number[] = [gates * 3]) => ({
  kernel: [4, gates * 3],
  recurrent_kernel: [3, gates * 3],
  bias: biases,
});

/** Layers over tokens and time. */
export const SEQUENCE_CASES: readonly KerasCase[] = [
  {
    layer: "MultiHeadAttention",
    config: { num_heads: 2, key_dim: 3 },
    shape: [3, 4],
    inputs: 2,
    spread: true,
    weights: HEADS,
    expected: (inputs, w) => heads(inputs, w),
  },
  {
    layer: "MultiHeadAttention",
    config: { num_heads: 2, key_dim: 3, value_dim: 2, use_bias: false },
    shape: [3, 4],
    inputs: 3,
    spread: true,
    kwargs: { use_causal_mask: true },
    weights: {
      "query/kernel": [4, 2, 3],
      "key/kernel": [4, 2, 3],
      "value/kernel": [4, 2, 2],
      "attention_output/kernel": [2, 2, 4],
    },
    expected: (inputs, w) => heads(inputs, w, (i, j) => i >= j),
  },
  {
    layer: "MultiHeadAttention",
    config: { num_heads: 2, key_dim: 3 },
    shape: [2, 3, 4],
    inputs: 2,
    spread: true,
    weights: HEADS,
    expected: (inputs, w) =>
      reshaped(heads(inputs.map((x) => reshaped(x, [6, 4])), w), [2, 3, 4]),
  },
  {
    layer: "GroupedQueryAttention",
    config: { num_query_heads: 4, num_key_value_heads: 2, head_dim: 3 },
    shape: [3, 4],
    inputs: 2,
    spread: true,
    weights: {
      ...HEADS,
      "query/kernel": [4, 4, 3],
      "query/bias": [4, 3],
      "attention_output/kernel": [4, 3, 4],
    },
    expected: (inputs, w) => heads(inputs, w),
  },
  {
    layer: "Attention",
    config: { use_scale: true },
    shape: [3, 4],
    inputs: 3,
    weights: { scale: [] },
    expected: ([q, v, k], w) =>
      mix(
        v!,
        3,
        (n, i, j) =>
          product(row(q, n, i), row(k!, n, j)) * w["scale"]!.data[0]!,
      ),
  },
  {
    layer: "Attention",
    config: { use_scale: true, score_mode: "concat" },
    shape: [3, 4],
    inputs: 2,
    weights: { scale: [], concat_score_weight: [] },
    expected: ([q, v], w) =>
      mix(v!, 3, (n, i, j) =>
        row(q, n, i).reduce(
          (sum, value, c) =>
            sum +
            Math.tanh(w["scale"]!.data[0]! * (value + row(v!, n, j)[c]!)),
          0,
        ) * w["concat_score_weight"]!.data[0]!),
  },
  {
    layer: "AdditiveAttention",
    config: {},
    shape: [3, 4],
    inputs: 2,
    kwargs: { use_causal_mask: true },
    weights: { scale: [4] },
    expected: ([q, v], w) =>
      mix(
        v!,
        3,
        (n, i, j) =>
          row(q, n, i).reduce(
            (sum, value, c) =>
              sum +
              w["scale"]!.data[c]! * Math.tanh(value + row(v!, n, j)[c]!),
            0,
          ),
        (i, j) => i >= j,
      ),
  },
  {
    layer: "SimpleRNN",
    config: { units: 3, return_sequences: true, go_backwards: true },
    shape: [5, 4],
    weights: RNN(1),
    expected: ([x], w) =>
      sequence(
        unroll(x, 3, (input, h) => [
          times(input, w["kernel"]!).map((value, k) =>
            Math.tanh(
              value + times(h, w["recurrent_kernel"]!)[k]! +
                w["bias"]!.data[k]!,
            )
          ),
          [],
        ], true),
        3,
      ),
  },
  {
    layer: "LSTM",
    config: { units: 3 },
    shape: [5, 4],
    weights: RNN(4),
    expected: ([x], w) => last(unroll(x, 3, lstm(w)), 3),
  },
  {
    layer: "LSTM",
    config: { units: 3, recurrent_activation: "hard_sigmoid" },
    shape: [5, 4],
    weights: RNN(4),
    version: 2,
    expected: ([x], w) =>
      last(
        unroll(
          x,
          3,
          lstm(w, "", (v) => Math.min(1, Math.max(0, 0.2 * v + 0.5))),
        ),
        3,
      ),
  },
  {
    layer: "GRU",
    config: { units: 3 },
    shape: [5, 4],
    weights: RNN(3, [2, 9]),
    expected: ([x], w) => last(unroll(x, 3, gru(w, true)), 3),
  },
  {
    layer: "GRU",
    config: { units: 3, reset_after: false },
    shape: [5, 4],
    weights: RNN(3),
    version: 2,
    expected: ([x], w) => last(unroll(x, 3, gru(w, false)), 3),
  },
  {
    layer: "Bidirectional",
    config: {
      layer: {
        module: "keras.layers",
        class_name: "LSTM",
        config: { name: "lstm", units: 3, return_sequences: true },
      },
    },
    shape: [5, 4],
    weights: Object.fromEntries(
      ["forward_lstm", "backward_lstm"].flatMap((scope) =>
        Object.entries(RNN(4)).map(([name, shape]) => [
          `${scope}/lstm_cell/${name}`,
          shape,
        ])
      ),
    ),
    expected: ([x], w) => {
      const there = unroll(x, 3, lstm(w, "forward_lstm/lstm_cell/"));
      const back = unroll(x, 3, lstm(w, "backward_lstm/lstm_cell/"), true);
      return generate(
        [x.shape[0]!, 5, 6],
        ([n, t, k]) =>
          k! < 3 ? there[n!]![t!]![k!]! : back[n!]![4 - t!]![k! - 3]!,
      );
    },
  },
];
