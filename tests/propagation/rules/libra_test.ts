/**
 * Networks of random architecture, complete by the gradient with all terms, and by
 * LIBRA with the input and the explicit biases alone.
 */
import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import * as fc from "fast-check";
import { startBackend } from "../../../lib/backend/mod.ts";
import {
  completenessOf,
  decompose,
  summarizeTerm,
  type SumTensors,
  termSum,
} from "../../../lib/decomposition/mod.ts";
import { NO_MAPS } from "../../../lib/decomposition/summarize_term.ts";
import {
  asTarget,
  backward,
  ELEMENTWISE,
  forward,
  GRADIENT,
  LIBRA,
  logit,
  type RuleTable,
} from "../../../lib/propagation/mod.ts";
import { type Case, CASES, normals } from "../cases/mod.ts";
import { type CaseGraph, graphCase } from "../cases/case.ts";
import { sizeOf } from "../float64/mod.ts";

await startBackend("fullgrad-wasm");

type Rectifier = "gelu" | "geluTanh" | "swish" | "hardSwish" | "mish" | "relu";

/** What a random network is made of. */
interface Architecture {
  readonly patch: number;
  readonly rows: number;
  readonly columns: number;
  readonly heads: number;
  readonly size: number;
  readonly hasClassToken: boolean;
  readonly norm: "layerNorm" | "rmsNorm";
  readonly blocks: readonly {
    readonly mixer: "attention" | "windows" | "tokens";
    readonly fn: Rectifier;
    readonly isGated: boolean;
    readonly hasGate: boolean;
  }[];
}

const ARCHITECTURES: fc.Arbitrary<Architecture> = fc.record({
  patch: fc.integer({ min: 1, max: 3 }),
  rows: fc.constantFrom(2, 4),
  columns: fc.constantFrom(2, 4),
  heads: fc.integer({ min: 1, max: 3 }),
  size: fc.integer({ min: 1, max: 4 }),
  hasClassToken: fc.boolean(),
  norm: fc.constantFrom("layerNorm", "rmsNorm"),
  blocks: fc.array(
    fc.record({
      mixer: fc.constantFrom("attention", "windows", "tokens"),
      fn: fc.constantFrom<Rectifier[]>(
        "gelu",
        "geluTanh",
        "swish",
        "hardSwish",
        "mish",
        "relu",
      ),
      isGated: fc.boolean(),
      hasGate: fc.boolean(),
    }),
    { minLength: 1, maxLength: 3 },
  ),
});

/** A network of tokens: a ViT, a Swin with windows, a Mixer, or a mixture of them. */
function networkOf(architecture: Architecture): Case {
  const { patch, rows, columns, heads, size, norm, hasClassToken, blocks } =
    architecture;
  const width = heads * size;
  const count = rows * columns + (hasClassToken ? 1 : 0);
  const shape = [rows * patch, columns * patch, 3];
  return graphCase(JSON.stringify(architecture), shape, (graph) => {
    const { add, image } = graph;
    const dense = (id: number, from: number, to: number) =>
      add("dense", [id], {}, { kernel: [from, to], bias: [to] });
    const normalized = (id: number) =>
      add(norm, [id], { axes: [2], epsilon: 1e-5 }, {
        gamma: [width],
        ...(norm === "layerNorm" && { beta: [width] }),
      });
    const maps = add("conv2d", [image], {
      strides: [patch, patch],
      padding: "valid",
      dilations: [1, 1],
    }, { kernel: [patch, patch, 3, width], bias: [width] });
    let at = add("reshape", [maps], { shape: [null, rows * columns, width] });
    if (hasClassToken) {
      at = add("pad", [at], { margins: [[1, 0], [0, 0]] });
    }
    at = add("elementwiseAffine", [at], {}, { beta: [count, width] });
    for (const { mixer, fn, isGated, hasGate } of blocks) {
      const inside = normalized(at);
      const mixed = mixer === "tokens"
        ? tokenMixing(graph, inside, count, fn)
        : selfAttention(graph, inside, {
          count,
          heads,
          size,
          // A class token has no window.
          windows: mixer === "windows" && !hasClassToken ? 2 : 1,
        });
      at = add("add", [at, mixed], {});
      const before = normalized(at);
      let hidden = add("activation", [dense(before, width, 2 * width)], {
        fn: { name: fn },
      });
      if (isGated) {
        hidden = add("multiply", [hidden, dense(before, width, 2 * width)], {});
      }
      let out = dense(hidden, 2 * width, width);
      if (hasGate) {
        const mean = add("reduce", [out], {
          operation: "mean",
          axes: [1],
          keepDims: true,
        });
        const share = add("activation", [dense(mean, width, width)], {
          fn: { name: "sigmoid" },
        });
        out = add("gate", [out, share], {});
      }
      at = add("add", [at, out], {});
    }
    const mean = add("reduce", [normalized(at)], {
      operation: "mean",
      axes: [1],
      keepDims: false,
    });
    return dense(mean, width, 4);
  });
}

function tokenMixing(
  { add }: CaseGraph,
  from: number,
  count: number,
  fn: Rectifier,
): number {
  const turned = add("transpose", [from], { permutation: [0, 2, 1] });
  const hidden = add("dense", [turned], {}, {
    kernel: [count, 5],
    bias: [5],
  });
  const active = add("activation", [hidden], { fn: { name: fn } });
  const mixed = add("dense", [active], {}, {
    kernel: [5, count],
    bias: [count],
  });
  return add("transpose", [mixed], { permutation: [0, 2, 1] });
}

/** Attention of heads, within as many windows; with a bias of positions. */
function selfAttention(
  { add }: CaseGraph,
  from: number,
  { count, heads, size, windows }: {
    readonly count: number;
    readonly heads: number;
    readonly size: number;
    readonly windows: number;
  },
): number {
  const width = heads * size;
  const tokens = count / windows;
  const projected = (permutation: readonly number[]) => {
    const dense = add("dense", [from], {}, {
      kernel: [width, width],
      bias: [width],
    });
    const parts = add("reshape", [dense], {
      shape: [null, windows, tokens, heads, size],
    });
    return add("transpose", [parts], { permutation });
  };
  const [query, values] = [
    projected([0, 1, 3, 2, 4]),
    projected([0, 1, 3, 2, 4]),
  ];
  const keys = projected([0, 1, 3, 4, 2]);
  const scores = add("rescale", [add("matMul", [query, keys], {})], {
    scale: 1 / Math.sqrt(size),
    offset: 0,
  });
  const biased = add("elementwiseAffine", [scores], {}, {
    beta: [heads, tokens, tokens],
  });
  const seen = add("attention", [biased, values], {});
  const turned = add("transpose", [seen], { permutation: [0, 1, 3, 2, 4] });
  const joined = add("reshape", [turned], { shape: [null, count, width] });
  return add("dense", [joined], {}, { kernel: [width, width], bias: [width] });
}

/** The completeness of a network's first logit, by some rules. */
async function completeness(example: Case, rules: RuleTable) {
  const { graph, dispose } = example.build();
  const image = normals(sizeOf(example.shape), 5);
  const sums: SumTensors[] = [];
  const tensors = tf.tidy(() => {
    const { value } = decompose({
      graph,
      image: tf.tensor(image, [...example.shape]),
      target: asTarget(logit(0)),
      classes: {
        chosen: tf.zeros([example.shape[0]!], "int32") as tf.Tensor1D,
        reference: undefined,
      },
      rules,
    }, (term) => {
      const { site, spatial } = term;
      sums.push({ site, spatial, ...summarizeTerm(term, NO_MAPS) });
    });
    return [value, ...sums.flatMap(({ sum, absolute }) => [sum, absolute])];
  });
  const [value, ...parts] = await Promise.all(
    tensors.map(async (tensor) => ({
      values: await tensor.data() as Float32Array,
      shape: tensor.shape,
    })),
  );
  tf.dispose(tensors);
  dispose();
  const terms = sums.map(({ site, spatial }, i) =>
    termSum({ site, spatial, sum: parts[2 * i]!, absolute: parts[2 * i + 1]! })
  );
  return completenessOf([...value!.values], terms);
}

Deno.test("random ViTs, Swins and Mixers are complete, by LIBRA without implicit terms", async () => {
  await fc.assert(
    fc.asyncProperty(ARCHITECTURES, async (architecture) => {
      const example = networkOf(architecture);
      for (const one of await completeness(example, GRADIENT)) {
        assert(one.relativeToTerms <= 1e-4, JSON.stringify(one));
      }
      for (const one of await completeness(example, LIBRA)) {
        // A sigmoid inside a gate is a constant, and its term is 0.
        assertEquals(one.implicitTerm, 0);
        assert(one.explicitRelativeToTerms <= 1e-3, JSON.stringify(one));
      }
    }),
    { numRuns: 60, seed: 1 },
  );
});

Deno.test("LIBRA is the gradient, bit for bit, where nothing is gated or divided", async () => {
  const kinds = ["conv2d", "batchNorm", "maxPool", "add", "dense", "prelu"];
  const plain = Object.entries(CASES)
    .filter(([kind]) => kinds.includes(kind))
    .flatMap(([, examples]) => examples);
  for (const example of plain) {
    const { graph, dispose } = example.build();
    const isPlain = graph.nodes.every(({ kind, attributes }) =>
      kind !== "activation" ||
      "fn" in attributes && ["relu", "elu"].includes(attributes.fn.name)
    );
    if (isPlain) {
      const [a, b] = tf.tidy(() => {
        const record = forward(
          graph,
          tf.tensor(normals(sizeOf(example.shape), 3), [...example.shape]),
        );
        const g = tf.tensor(
          normals(record.output.size, 4),
          record.output.shape,
        );
        return [GRADIENT, LIBRA].map((rules) => backward(record, g, { rules }));
      }) as [tf.Tensor, tf.Tensor];
      assertEquals(await b.data(), await a.data(), example.name);
      tf.dispose([a, b]);
    }
    dispose();
  }
});

Deno.test("a gate times its input is the function, also where it is 0 and far away", async () => {
  const x = [-1e4, -30, -3, -1, -1e-6, 0, 1e-6, 0.5, 3, 30, 1e4];
  for (const [name, { value, gate }] of Object.entries(ELEMENTWISE)) {
    if (gate === undefined) continue;
    const [expected, actual] = await Promise.all(
      tf.tidy(() => {
        const inputs = tf.tensor1d(x);
        return [
          value(inputs, { name } as never),
          tf.mul(inputs, gate(inputs)),
        ];
      }).map((tensor) => tensor.data()),
    );
    expected!.forEach((wanted, i) =>
      assert(
        Math.abs(actual![i]! - wanted) <=
          1e-6 * Math.max(1e-6, Math.abs(wanted)),
        `${name}(${x[i]}) is ${wanted}, its gate gives ${actual![i]}`,
      )
    );
  }
});
