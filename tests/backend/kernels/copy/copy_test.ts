import * as fc from "fast-check";
import type * as tf from "@tensorflow/tfjs";
import { assertEquals, assertThrows } from "@std/assert";
import type { FullgradBackend } from "../../../../lib/backend/engine/fullgrad_backend.ts";
import { TRANSPOSE_CASES } from "./cases.ts";
import { copyKernels } from "../../../../lib/backend/kernels/copy/copy.ts";
import {
  generate,
  type NdArray,
  valueAt,
} from "../../../propagation/float64/mod.ts";
import * as reference from "./reference.ts";
import { runKernel } from "../run_kernel.ts";
import { seededValues } from "../seeded_values.ts";
import { startKernels, tensorOn, valuesOf } from "../start_kernels.ts";

for (const threads of [1, 2]) {
  Deno.test(`transpose, ${threads} thread(s): all cases`, async () => {
    const backend = await start(threads);
    try {
      for (const [shape, perm] of TRANSPOSE_CASES) {
        const x = tensor(shape);
        assertSame(
          call(backend, "Transpose", { x }, { perm }),
          reference.transpose(x, perm),
        );
      }
    } finally {
      backend.dispose();
    }
  });

  Deno.test(`copies of large tensors, ${threads} thread(s)`, async () => {
    const backend = await start(threads);
    const x = tensor([3, 70, 61, 11]);
    try {
      for (const kind of KINDS) assertKind(backend, kind, x, 7);
    } finally {
      backend.dispose();
    }
  });
}

Deno.test("copies: random shapes", async () => {
  const backend = await start(1);
  try {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 6 }), {
          minLength: 1,
          maxLength: 5,
        }),
        fc.constantFrom(...KINDS),
        fc.nat(1000),
        (shape, kind, seed) => assertKind(backend, kind, tensor(shape), seed),
      ),
      { numRuns: 400, seed: 1 },
    );
  } finally {
    backend.dispose();
  }
});

Deno.test("paste: later rectangles lie over earlier ones, the rest is filled", async () => {
  const backend = await start(2);
  try {
    const [a, b] = [tensor([2, 9, 8, 5]), tensor([3, 4, 6, 5])];
    const shape = [2, 7, 10, 5] as const;
    const pasted = [
      { input: "a", from: [1, 2, 0], to: [0, 1, 1], size: [6, 8] },
      { input: "b", from: [2, 0, 1], to: [0, 3, 5], size: [4, 5] },
      { input: "a", from: [0, 8, 7], to: [1, 6, 9], size: [1, 1] },
    ] as const;
    const expected = generate(shape, ([image, row, column, channel]) => {
      for (const { input, from, to, size } of pasted.toReversed()) {
        const at = [row! - to[1], column! - to[2]] as const;
        if (
          image !== to[0] || at[0] < 0 || at[1] < 0 || at[0] >= size[0] ||
          at[1] >= size[1]
        ) continue;
        const place = [from[0], from[1] + at[0], from[2] + at[1], channel!];
        return valueAt(input === "a" ? a : b, place);
      }
      return -1e38;
    });
    assertSame(
      call(backend, "FullGradPaste", { a, b }, { shape, fill: -1e38, pasted }),
      { ...expected, data: Float64Array.from(expected.data, Math.fround) },
    );
  } finally {
    backend.dispose();
  }
});

Deno.test("copies: integers stay integers", async () => {
  const backend = await start(1);
  try {
    const x = backend.makeOutput(
      [2, 3],
      "int32",
      null,
      new Int32Array([1, -2, 3, 4, 5, 2 ** 30 + 1]),
    );
    for (
      const [name, attrs, want] of [
        ["Transpose", { perm: [1, 0] }, [1, 4, -2, 5, 3, 2 ** 30 + 1]],
        ["PadV2", { paddings: [[0, 0], [1, 0]], constantValue: 7 }, [
          ...[7, 1, -2, 3, 7, 4, 5, 2 ** 30 + 1],
        ]],
      ] as const
    ) {
      const out = kernel(name)({ inputs: { x }, attrs, backend });
      assertEquals((out as tf.TensorInfo).dtype, "int32");
      assertEquals([...valuesOf(backend, out as tf.TensorInfo)], [...want]);
    }
  } finally {
    backend.dispose();
  }
});

Deno.test("copies: bits are kept, those of NaN too", async () => {
  const backend = await start(1);
  try {
    const bits = new Uint32Array([0x7fc01234, 0x80000000, 1, 0xff800000]);
    const values = new Float32Array(bits.buffer);
    const got = runKernel(backend, copyKernels, "Reverse", {
      x: [values, [4]],
    }, { dims: 0 });
    assertEquals(new Uint32Array(got.buffer), bits.toReversed());
  } finally {
    backend.dispose();
  }
});

Deno.test("concat: refuses tensors that do not fit", async () => {
  const backend = await start(1);
  try {
    const [a, b] = [[2, 3], [3, 3]].map((shape) =>
      tensorOn(backend, values(shape), shape)
    );
    assertThrows(
      () => kernel("Concat")({ inputs: [a, b], attrs: { axis: 1 }, backend }),
      Error,
      "does not match",
    );
  } finally {
    backend.dispose();
  }
});

Deno.test("split: the parts along any axis, of any lengths", async () => {
  for (const threads of [1, 2]) {
    const backend = await start(threads);
    try {
      for (
        const [shape, axis, numOrSizeSplits, lengths] of [
          [[7], 0, [3, 4], [3, 4]],
          [[2, 6], 1, 3, [2, 2, 2]],
          [[2, 6], -1, [1, -1], [1, 5]],
          [[4, 3, 5], 0, [1, 2, 1], [1, 2, 1]],
          [[2, 3, 4, 5], 3, [2, 1, 2], [2, 1, 2]],
          [[2, 55, 55, 128], 3, [64, 64], [64, 64]],
          [[3, 40, 30, 20], 2, 1, [30]],
        ] as const
      ) {
        const x = tensor(shape);
        const along = (axis + shape.length) % shape.length;
        const given = tensorOn(backend, values(shape), shape);
        const before = backend.numDataIds();
        const parts = kernel("SplitV")({
          inputs: { x: given },
          attrs: { numOrSizeSplits, axis },
          backend,
        }) as tf.TensorInfo[];
        assertEquals(backend.numDataIds(), before + lengths.length);
        let start = 0;
        parts.forEach((part, i) => {
          const begin = shape.map(() => 0).with(along, start);
          const want = reference.slice(
            x,
            begin,
            x.shape.with(along, lengths[i]!),
          );
          assertEquals(part.shape, want.shape);
          assertSame(valuesOf(backend, part), want);
          start += lengths[i]!;
        });
        assertEquals(start, shape[along]);
      }
    } finally {
      backend.dispose();
    }
  }
});

Deno.test("split: refuses parts that are not the whole", async () => {
  const backend = await start(1);
  try {
    const x = tensorOn(backend, values([2, 6]), [2, 6]);
    const before = backend.numDataIds();
    for (
      const [numOrSizeSplits, words] of [
        [4, "must evenly divide the axis"],
        [[2, 3], "sum of sizes must match"],
        [[7], "sum of sizes must match"],
      ] as const
    ) {
      assertThrows(
        () =>
          kernel("SplitV")({
            inputs: { x },
            attrs: { numOrSizeSplits, axis: 1 },
            backend,
          }),
        Error,
        words,
      );
    }
    assertEquals(backend.numDataIds(), before);
  } finally {
    backend.dispose();
  }
});

Deno.test("slice: refuses what lies outside", async () => {
  const backend = await start(1);
  try {
    const x = tensorOn(backend, values([2, 3]), [2, 3]);
    assertThrows(
      () =>
        kernel("Slice")({
          inputs: { x },
          attrs: { begin: [1, 1], size: [1, 3] },
          backend,
        }),
      Error,
      "would overflow",
    );
  } finally {
    backend.dispose();
  }
});

Deno.test("gather: every batch takes its own slices", async () => {
  const backend = await start(2);
  try {
    for (
      const [shape, ids, axis, batchDims] of [
        [[3, 5, 4], [3, 2], 1, 1],
        [[3, 5, 4], [3, 2], 2, 1],
        [[3, 2, 5], [3, 2, 7], 2, 2],
        [[3, 2, 5, 2], [3, 4], 2, 1],
        [[6, 5], [4], 1, 0],
        [[6, 5], [2, 3], 0, 0],
        [[2, 197, 33], [196], 1, 0],
        [[2, 3, 40000], [5], 1, 0],
      ] as const
    ) {
      const x = tensor(shape);
      const indices = generate(
        ids,
        (index) =>
          index.reduce((a, i, axis) => a + i * (axis + 2), 1) % shape[axis]!,
      );
      const outShape = [
        ...shape.slice(0, axis),
        ...ids.slice(batchDims),
        ...shape.slice(axis + 1),
      ];
      const want = generate(outShape, (index) => {
        const count = ids.length - batchDims;
        const picked = valueAt(indices, [
          ...index.slice(0, batchDims),
          ...index.slice(axis, axis + count),
        ]);
        return valueAt(x, [
          ...index.slice(0, axis),
          picked,
          ...index.slice(axis + count),
        ]);
      });
      const inputs = {
        x: tensorOn(backend, values(shape), shape),
        indices: backend.makeOutput(
          ids,
          "int32",
          null,
          Int32Array.from(indices.data),
        ),
      };
      const before = backend.numDataIds();
      const out = kernel("GatherV2")({
        inputs,
        attrs: { axis, batchDims },
        backend,
      }) as tf.TensorInfo;
      assertEquals(out.shape, outShape);
      assertSame(valuesOf(backend, out), want);
      assertEquals(backend.numDataIds(), before);
    }
  } finally {
    backend.dispose();
  }
});

Deno.test("gather: an index that names no slice is refused", async () => {
  const backend = await start(1);
  try {
    for (const [index, batchDims] of [[-1, 1], [5, 1], [5, 0]] as const) {
      assertThrows(
        () =>
          kernel("GatherV2")({
            inputs: {
              x: tensorOn(backend, values([2, 5]), [2, 5]),
              indices: backend.makeOutput(
                [2, 1],
                "int32",
                null,
                new Int32Array([0, index]),
              ),
            },
            attrs: { axis: 1, batchDims },
            backend,
          }),
        RangeError,
        `the index value ${index} is not in [0, 4]`,
      );
    }
  } finally {
    backend.dispose();
  }
});

Deno.test("segment sums: rows of no segment are left out", async () => {
  for (const threads of [1, 2]) {
    const backend = await start(threads);
    try {
      for (const columns of [1, 3, 4, 7, 8, 600, 2500]) {
        const rows = 40;
        const x = seededValues(rows * columns, 1);
        const ids = Int32Array.from({ length: rows }, (_, i) => i * 7 % 9 - 1);
        const inputs = {
          x: tensorOn(backend, x, [rows, columns]),
          segmentIds: backend.makeOutput([rows], "int32", null, ids),
        };
        const out = kernel("UnsortedSegmentSum")({
          inputs,
          attrs: { numSegments: 6 },
          backend,
        }) as tf.TensorInfo;
        const want = new Float32Array(6 * columns);
        x.forEach((value, i) => {
          const id = ids[Math.floor(i / columns)]!;
          if (id >= 0 && id < 6) want[id * columns + i % columns]! += value;
        });
        assertEquals(out.shape, [6, columns]);
        assertEquals(valuesOf(backend, out), want);
      }
    } finally {
      backend.dispose();
    }
  }
});

type Kind = "Slice" | "Reverse" | "Tile" | "PadV2" | "Concat" | "Transpose";

const KINDS: readonly Kind[] = [
  "Slice",
  "Reverse",
  "Tile",
  "PadV2",
  "Concat",
  "Transpose",
];

/** Compares one kind of copy, with attributes drawn from the seed. */
function assertKind(
  backend: FullgradBackend,
  kind: Kind,
  x: NdArray,
  seed: number,
): void {
  const rank = x.shape.length;
  const draws = seededValues(3 * rank + 1, seed).map((v) => (v + 1) / 2);
  const upTo = (i: number, limit: number) => Math.floor(draws[i]! * limit);
  const axes = x.shape.map((_, axis) => axis);
  switch (kind) {
    case "Slice": {
      const begin = x.shape.map((length, i) => upTo(i, length));
      const size = x.shape.map((length, i) =>
        1 + upTo(rank + i, length - begin[i]!)
      );
      return assertSame(
        call(backend, kind, { x }, { begin, size }),
        reference.slice(x, begin, size),
      );
    }
    case "Reverse": {
      const dims = axes.filter((i) => upTo(i, 2) === 1);
      return assertSame(
        call(backend, kind, { x }, { dims }),
        reference.reverse(x, dims),
      );
    }
    case "Tile": {
      const reps = axes.map((i) => 1 + upTo(i, 3));
      return assertSame(
        call(backend, kind, { x }, { reps }),
        reference.tile(x, reps),
      );
    }
    case "PadV2": {
      const paddings = axes.map((i) =>
        [upTo(i, 3), upTo(rank + i, 3)] as const
      );
      return assertSame(
        call(backend, kind, { x }, { paddings, constantValue: -1.5 }),
        reference.pad(x, paddings, -1.5),
      );
    }
    case "Concat": {
      const axis = upTo(0, rank);
      const parts = [x, tensor(x.shape.with(axis, 3)), x];
      return assertSame(
        call(backend, kind, Object.fromEntries(parts.entries()), { axis }),
        reference.concat(parts, axis),
      );
    }
    case "Transpose": {
      const perm = axes.toSorted((a, b) => draws[a]! - draws[b]!);
      return assertSame(
        call(backend, kind, { x }, { perm }),
        reference.transpose(x, perm),
      );
    }
  }
}

function call(
  backend: FullgradBackend,
  name: string,
  inputs: Readonly<Record<string, NdArray>>,
  attrs: Record<string, unknown>,
): Float32Array {
  const operands = Object.entries(inputs).map((
    [name, { data, shape }],
  ) => [name, [Float32Array.from(data), shape] as const]);
  return runKernel(
    backend,
    copyKernels,
    name,
    Object.fromEntries(operands),
    attrs,
  );
}

function assertSame(got: Float32Array, { data }: NdArray): void {
  assertEquals(got, Float32Array.from(data));
}

function kernel(name: string) {
  return copyKernels.find(({ kernelName }) => kernelName === name)!.kernelFunc;
}

function tensor(shape: readonly number[]): NdArray {
  return { shape, data: Float64Array.from(values(shape)) };
}

function values(shape: readonly number[]): Float32Array {
  return seededValues(shape.reduce((a, b) => a * b, 1), 1);
}

function start(threads: number): Promise<FullgradBackend> {
  return startKernels(["copy"], { threads, relaxed: false });
}
