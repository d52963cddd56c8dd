/** The shaders of the bias term, against plain loops in float64. */
import * as tf from "@tensorflow/tfjs";
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { startBackend } from "../../../lib/backend/mod.ts";
import { TERM_CASES } from "../kernels/bias_term/cases.ts";
import {
  biasTerm,
  type TermCase,
  upsampleAdd,
} from "../kernels/bias_term/reference.ts";
import type { TermAttributes } from "../../../lib/backend/kernels/bias_term/args.ts";
import { assertNear } from "../kernels/assert_near.ts";
import { seededValues } from "../kernels/seeded_values.ts";
import { startAdapter } from "./start_adapter.ts";

const EPSILON = 1e-6;

const ignore = !await startAdapter();

type Operands = Readonly<
  Record<string, readonly [values: Float32Array, shape: readonly number[]]>
>;

Deno.test({
  name: "WebGPU bias term: all cases",
  ignore,
  async fn() {
    await startBackend("webgpu");
    for (const shape of TERM_CASES) {
      const want = biasTerm(shape, valuesFor(shape), EPSILON);
      const [sums, absolute, map] = await callTerm(
        operandsOf(shape),
        {
          maps: [shape.magnitude],
          rescale: shape.rescale,
          epsilon: EPSILON,
        },
      );
      const total = Math.max(...want.absolute);
      for (let n = 0; n < shape.images; n++) {
        assertAlmostEquals(sums![n]!, want.sums[n]!, 1e-6 * total);
        assertAlmostEquals(absolute![n]!, want.absolute[n]!, 1e-6 * total);
      }
      assertNear(map!, want.map, 2e-6);
    }
  },
});

Deno.test({
  name: "WebGPU bias term: several maps are those of several calls",
  ignore,
  async fn() {
    await startBackend("webgpu");
    const magnitudes = ["absolute", "positive", "signed", "square"] as const;
    for (const rescale of ["none", "layer", "batch", "channel"] as const) {
      const operands = operandsOf({ ...TERM_CASES[0]!, factor: "neuron" });
      const attrs = { rescale, epsilon: EPSILON };
      const together = await callTerm(operands, { ...attrs, maps: magnitudes });
      assertEquals(together.length, 6);
      for (const [i, magnitude] of magnitudes.entries()) {
        const alone = await callTerm(operands, { ...attrs, maps: [magnitude] });
        assertEquals(together[i + 2], alone[2]);
      }
    }
  },
});

Deno.test({
  name: "WebGPU bias term: a constant term leaves an exactly empty map",
  ignore,
  async fn() {
    await startBackend("webgpu");
    const operands: Operands = {
      g: [new Float32Array(9 * 9 * 67).fill(0.1), [1, 9, 9, 67]],
      factor: [new Float32Array(67).fill(-0.7), [67]],
    };
    for (const rescale of ["layer", "batch", "channel"] as const) {
      for (const magnitude of ["absolute", "negative", "square"] as const) {
        const [, , map] = await callTerm(operands, {
          maps: [magnitude],
          rescale,
          epsilon: EPSILON,
        });
        assert(map!.every((value) => value === 0), `${rescale}, ${magnitude}`);
      }
    }
  },
});

Deno.test({
  name: "WebGPU bias term: NaN reaches the sums, and nothing has a sum of 0",
  ignore,
  async fn() {
    await startBackend("webgpu");
    const attrs = { maps: [], rescale: "none", epsilon: 0 } as const;
    const factor = [new Float32Array([1]), []] as const;
    const [sum] = await callTerm({
      g: [new Float32Array([1, 1, 1, 1, NaN]), [1, 1, 1, 5]],
      factor,
    }, attrs);
    assert(Number.isNaN(sum![0]));
    const [sums, absolute] = await callTerm({
      g: [new Float32Array(), [2, 0, 3, 4]],
      factor,
    }, attrs);
    assertEquals([[...sums!], [...absolute!]], [[0, 0], [0, 0]]);
  },
});

Deno.test({
  name: "WebGPU bias term: more pixels than a dispatch has groups",
  ignore,
  async fn() {
    await startBackend("webgpu");
    const shape: TermCase = {
      ...TERM_CASES[0]!,
      images: 1,
      size: [300, 300],
      channels: 2,
    };
    const want = biasTerm(shape, valuesFor(shape), EPSILON);
    const [sums, , map] = await callTerm(operandsOf(shape), {
      maps: [shape.magnitude],
      rescale: shape.rescale,
      epsilon: EPSILON,
    });
    assertAlmostEquals(sums![0]!, want.sums[0]!, 1e-6 * want.absolute[0]!);
    assertNear(map!, want.map, 2e-6);
  },
});

Deno.test({
  name: "WebGPU upsample and add: against the reference",
  ignore,
  async fn() {
    await startBackend("webgpu");
    for (const alignCorners of [true, false]) {
      for (const from of [[1, 1], [1, 5], [7, 3], [40, 30]] as const) {
        for (const to of [[1, 1], [2, 9], [14, 14], [33, 28]] as const) {
          const map = seededValues(from[0] * from[1], 1);
          const before = seededValues(to[0] * to[1], 2);
          const want = upsampleAdd(map, from, before, to, alignCorners);
          const attrs = { size: to, alignCorners };
          const operands: Operands = {
            map: [new Float32Array([...map, ...map]), [2, ...from]],
            before: [new Float32Array([...before, ...before]), [2, ...to]],
          };
          const [sum] = await call("FullGradUpsampleAdd", operands, attrs);
          assertNear(sum!, [...want, ...want], 2e-6);
          const [alone] = await call("FullGradUpsampleAdd", {
            map: operands.map!,
          }, attrs);
          const nothing = new Float32Array(before.length);
          const resized = upsampleAdd(map, from, nothing, to, alignCorners);
          assertNear(alone!, [...resized, ...resized], 2e-6);
        }
      }
    }
  },
});

function operandsOf(shape: TermCase): Operands {
  const { images, size, channels } = shape;
  const { g, factor } = valuesFor(shape);
  const full = [images, ...size, channels];
  const factorShape = { scalar: [], channel: [channels], neuron: full };
  return {
    g: [g, full],
    factor: [factor, factorShape[shape.factor]],
  };
}

function callTerm(
  operands: Operands,
  attrs: TermAttributes,
): Promise<Float32Array[]> {
  return call("FullGradBiasTerm", operands, { ...attrs });
}

/** Runs a kernel, and checks that it leaves nothing behind. */
async function call(
  kernelName: string,
  operands: Operands,
  attrs: Record<string, unknown>,
): Promise<Float32Array[]> {
  const before = tf.backend().numDataIds();
  const inputs = Object.fromEntries(
    Object.entries(operands).map((
      [name, [values, shape]],
    ) => [name, tf.tensor(values, [...shape])]),
  );
  const outputs = [
    tf.engine().runKernel(
      kernelName,
      inputs,
      attrs as unknown as tf.NamedAttrMap,
    ),
  ].flat() as tf.Tensor[];
  const values = await Promise.all(outputs.map((output) => output.data()));
  tf.dispose([inputs, outputs]);
  assertEquals(tf.backend().numDataIds(), before);
  return values as Float32Array[];
}

function valuesFor({ images, size, channels, factor }: TermCase) {
  const count = images * size[0] * size[1] * channels;
  const factors = { scalar: 1, channel: channels, neuron: count };
  return {
    g: seededValues(count, 1),
    factor: seededValues(factors[factor], 2),
  };
}
