import * as fc from "fast-check";
import { assertEquals } from "@std/assert";
import type { FullgradBackend } from "../../../../lib/backend/engine/mod.ts";
import { assertNear } from "../assert_near.ts";
import { seededValues } from "../seeded_values.ts";
import { KERNEL_SETTINGS, startKernels } from "../start_kernels.ts";
import { tileArgs } from "./args.ts";
import { gemmBinary } from "./gemm_binary.ts";

/** A tile: C = start + A · B in pieces, within bounds. */
interface Tile {
  /** Runs of A that are summed. */
  readonly taps: number;
  /** Steps of a run. */
  readonly run: number;
  /** Floats of each run that are left out at its start. */
  readonly offset: number;
  /** Whether the sums go on from what C holds. */
  readonly continues: boolean;
  /** Whether each column has a factor and a term. */
  readonly isScaled: boolean;
  /** Whether each number has a term, added before the bounds hold. */
  readonly hasResidual: boolean;
  /** Whether it is 0 where a mask is not above 0. */
  readonly isMasked: boolean;
  /** Bounds of the result. */
  readonly bounds: readonly [low: number, high: number];
}

const PLAIN: Tile = {
  taps: 1,
  run: 8,
  offset: 0,
  continues: false,
  isScaled: false,
  hasResidual: false,
  isMasked: false,
  bounds: [-Infinity, Infinity],
};

for (const setting of [KERNEL_SETTINGS[0]!, KERNEL_SETTINGS[2]!]) {
  const { relaxed } = setting;
  Deno.test(`gemm${relaxed ? ", relaxed" : ""}: tiles`, async () => {
    const backend = await startKernels([await gemmBinary()], setting);
    try {
      for (const run of [0, 1, 2, 7, 8, 9, 15, 16, 17, 64, 300]) {
        for (const taps of [1, 2, 9]) {
          for (const continues of [false, true]) {
            for (const isScaled of [false, true]) {
              const tile = { ...PLAIN, taps, run, continues, isScaled };
              assertRight(backend, tile);
              assertRight(backend, { ...tile, hasResidual: true });
              assertRight(backend, { ...tile, isMasked: true });
            }
          }
        }
      }
      fc.assert(
        fc.property(randomTile(), (tile) => assertRight(backend, tile)),
        { numRuns: 200, seed: 1 },
      );
    } finally {
      backend.dispose();
    }
  });
}

Deno.test("gemm: NaN passes the bounds", async () => {
  const backend = await startKernels([await gemmBinary()], KERNEL_SETTINGS[2]!);
  try {
    const a = new Float32Array(48).fill(NaN);
    for (const isScaled of [false, true]) {
      const got = multiply(backend, { ...PLAIN, isScaled, bounds: [0, 6] }, a);
      assertEquals(got, new Float32Array(48).fill(NaN));
    }
  } finally {
    backend.dispose();
  }
});

function assertRight(backend: FullgradBackend, tile: Tile): void {
  const { taps, run, offset, continues, isScaled, bounds } = tile;
  const { a, b, c, start, scale, shift, residual, mask } = operands(tile);
  const want = Array.from({ length: 48 }, (_, i) => {
    const row = Math.floor(i / 8), column = i % 8;
    let sum = continues ? c[i]! : start[column]!;
    for (let tap = 0; tap < taps; tap++) {
      for (let k = 0; k < run; k++) {
        const from = (tap * 6 + row) * (offset + run) + offset + k;
        sum += a[from]! * b[(tap * run + k) * 8 + column]!;
      }
    }
    if (isScaled) sum = sum * scale[column]! + shift[column]!;
    if (tile.hasResidual) sum += residual[i]!;
    const bounded = Math.min(bounds[1], Math.max(bounds[0], sum));
    return tile.isMasked && mask[i]! <= 0 ? 0 : bounded;
  });
  assertNear(multiply(backend, tile, a), want, 1e-5);
}

function operands({ taps, run, offset }: Tile) {
  return {
    a: seededValues(taps * 6 * (offset + run), 1),
    b: seededValues(taps * run * 8, 2),
    c: seededValues(48, 3),
    start: seededValues(8, 4),
    scale: seededValues(8, 5),
    shift: seededValues(8, 6),
    residual: seededValues(48, 7),
    mask: seededValues(48, 8),
  };
}

/** What the kernel makes of a tile with these values of A. */
function multiply(
  backend: FullgradBackend,
  tile: Tile,
  a: Float32Array,
): Float32Array {
  const { taps, run, offset, continues, isScaled, bounds } = tile;
  const { b, c, start, scale, shift, residual, mask } = operands(tile);
  const length = a.length + b.length + 3 * c.length + 24 + 6 * taps + 6;
  return backend.withWorkspace(4 * length, (address) => {
    const heap = backend.wasm.HEAPU8.buffer;
    const place = (values: ArrayLike<number>, at: number) => {
      new Float32Array(heap, at, values.length).set(values);
      return at + 4 * values.length;
    };
    const startAt = address;
    const scaleAt = place(start, startAt);
    const shiftAt = place(scale, scaleAt);
    const bAt = place(shift, shiftAt);
    const cAt = place(b, bAt);
    const residualAt = place(c, cAt);
    const maskAt = place(residual, residualAt);
    const aAt = place(mask, maskAt);
    const table = place(a, aAt);
    const addresses = new Int32Array(heap, table, 6 * taps + 6);
    for (let i = 0; i < 6 * taps; i++) {
      addresses[i] = aAt + 4 * i * (offset + run);
    }
    for (let i = 0; i < 6; i++) addresses[6 * taps + i] = cAt + 32 * i;
    backend.launch({
      operation: "gemm",
      function: "tile",
      args: tileArgs.pack({
        table,
        taps,
        offset: 4 * offset,
        run,
        b: bAt,
        outputs: table + 24 * taps,
        column: 0,
        start: continues ? 0 : startAt,
        low: bounds[0],
        high: bounds[1],
        scale: isScaled ? scaleAt : 0,
        shift: shiftAt,
        residual: tile.hasResidual ? residualAt - cAt : 0,
        mask: tile.isMasked ? maskAt - cAt : 0,
      }),
      units: 1,
    });
    return new Float32Array(heap, cAt, 48).slice();
  });
}

function randomTile(): fc.Arbitrary<Tile> {
  const bound = fc.double({ min: -1, max: 1, noNaN: true });
  return fc.record({
    taps: fc.integer({ min: 1, max: 5 }),
    run: fc.integer({ min: 0, max: 40 }),
    offset: fc.integer({ min: 0, max: 9 }),
    continues: fc.boolean(),
    isScaled: fc.boolean(),
    hasResidual: fc.boolean(),
    isMasked: fc.boolean(),
    bounds: fc.tuple(bound, bound).map(([a, b]) =>
      [Math.fround(Math.min(a, b)), Math.fround(Math.max(a, b))] as const
    ),
  });
}
