/**
 * Where tokens lie, found by running the network: a patch of the picture is
 * changed, and the positions of every layer that change with it must be those
 * that the graph says belong to the patch.
 */
import { assert, assertEquals } from "@std/assert";
import * as fc from "fast-check";
import {
  type AnyNode,
  type LayerGraph,
  placementOf,
} from "../../../lib/model/mod.ts";
import { changedOf, outputsOf } from "./changed_outputs.ts";
import { CHANNELS, PATCH, Patches, weight } from "./patches.ts";

/** The positions of a node that belong to a patch, and how many there are. */
function belongingTo(
  graph: LayerGraph,
  node: AnyNode,
  patch: readonly [number, number],
  [height, width]: readonly [number, number],
): { readonly positions: number; readonly own: readonly number[] } {
  const place = placementOf(graph, node.id);
  assert(place !== undefined, `${node.name} has no place`);
  const [h, w] = place === "maps"
    ? node.shape.slice(1, 3) as [number, number]
    : [place.height, place.width];
  const row = Math.floor(patch[0] * h / height);
  const column = Math.floor(patch[1] * w / width);
  if (place === "maps") {
    return { positions: h * w, own: [row * w + column] };
  }
  const each = place.index.length / (h * w);
  const start = (row * w + column) * each;
  return {
    positions: place.positions,
    own: [...place.index.subarray(start, start + each)]
      .filter((position) => position < place.positions)
      .sort((a, b) => a - b),
  };
}

/** Every layer behind the patches changes where it says that it does. */
async function check(network: Patches): Promise<void> {
  const graph = network.graph();
  const { height, width } = network;
  const before = await outputsOf(graph);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const after = await outputsOf(graph, {
        patch: PATCH,
        row: y,
        column: x,
      });
      for (const node of graph.nodes.slice(1)) {
        // Parts of a value may lack the patch.
        if (node.kind === "slice") continue;
        const { positions, own } = belongingTo(
          graph,
          node,
          [y, x],
          [height, width],
        );
        assertEquals(
          changedOf(before[node.id]!, after[node.id]!, positions),
          own,
          `${node.name} and patch ${y}, ${x}`,
        );
      }
    }
  }
}

for (
  const [name, before, after] of [
    ["a class token in front", 1, 0],
    ["a class token at the end", 0, 1],
    ["a class token and registers", 1, 3],
  ] as const
) {
  Deno.test(`tokens with ${name} are where they change`, async () => {
    const network = new Patches(3, 5).reshape(15, CHANNELS)
      .pad(0, before, after).add("elementwiseAffine", {}, undefined, {
        beta: () => weight([15 + before + after, CHANNELS]),
      }).dense(6).reshape(15 + before + after, 2, 3).transpose(1, 0, 2)
      .transpose(0, 2, 1);
    await check(network);
    const place = placementOf(network.graph(), network.last);
    assert(typeof place === "object");
    // Two heads of three channels each.
    assertEquals(place.placeless.length, 6 * (before + after));
  });
}

Deno.test("tokens column by column are where they change", async () => {
  const network = new Patches(3, 5).transpose(1, 0, 2).reshape(15, CHANNELS);
  await check(network.dense(3));
  const place = placementOf(network.graph(), network.last);
  assert(typeof place === "object");
  assertEquals([...place.index.subarray(0, 5)], [0, 3, 6, 9, 12]);
});

Deno.test("tokens of shifted windows are where they change, and come back", async () => {
  const network = new Patches(4, 6).windows(2, 0).windows(2, 1);
  await check(network);
  assertEquals(placementOf(network.graph(), network.last), "maps");
});

Deno.test("four merged patches have the place of the four", async () => {
  const network = new Patches(4, 6).windows(2, 1);
  const from = network.last;
  const parts = [[0, 0], [1, 0], [0, 1], [1, 1]].map(([y, x]) =>
    network.add("slice", {
      axes: [
        { before: y!, after: 0, step: 2 },
        { before: x!, after: 0, step: 2 },
        { before: 0, after: 0, step: 1 },
      ],
    }, [from]).last
  );
  network.add("concat", { axis: 3 }, parts).dense(8).dense(CHANNELS);
  await check(network);
  const { nodes } = network.graph();
  const concat = nodes.findLast(({ kind }) => kind === "concat")!;
  assertEquals(concat.shape, [null, 2, 3, 4 * CHANNELS]);
  assertEquals(placementOf(network.graph(), concat.id), "maps");
});

Deno.test("what mixes all tokens has no place, and its sum with tokens has theirs", () => {
  const network = new Patches(3, 5).reshape(15, CHANNELS);
  const tokens = network.last;
  network.transpose(1, 0).dense(7).dense(15);
  const mixed = network.last;
  network.transpose(1, 0);
  network.add("add", {}, [tokens, network.last]);
  const graph = network.graph();
  assertEquals(placementOf(graph, mixed), undefined);
  assertEquals(placementOf(graph, network.last), placementOf(graph, tokens));
  network.add("reduce", { operation: "mean", axes: [1], keepDims: false });
  assertEquals(placementOf(network.graph(), network.last), undefined);
});

Deno.test("rows of attention have the place of their queries", () => {
  const network = new Patches(3, 5).reshape(15, CHANNELS).pad(0, 1, 0);
  const tokens = network.last;
  const keys = network.transpose(1, 0).last;
  const scores = network.add("matMul", {}, [tokens, keys])
    .add("softmax", { axis: -1 }).last;
  network.add("matMul", {}, [scores, tokens]);
  const graph = network.graph();
  assertEquals(placementOf(graph, scores), placementOf(graph, tokens));
  assertEquals(placementOf(graph, network.last), placementOf(graph, tokens));
});

Deno.test("dense layers behind a flattened map have no place, and gates keep that of the map", () => {
  const network = new Patches(3, 5);
  const maps = network.last;
  network.add("globalAveragePool", {}).dense(CHANNELS);
  const pooled = network.last;
  network.reshape(1, 1, CHANNELS);
  network.add("gate", {}, [maps, network.last]);
  assertEquals(placementOf(network.graph(), pooled), undefined);
  assertEquals(placementOf(network.graph(), network.last), "maps");
  network.reshape(15 * CHANNELS).dense(3);
  assertEquals(placementOf(network.graph(), network.last), undefined);
});

/** One way to move tokens about. */
const move = fc.tuple(
  fc.constantFrom("roll", "transpose", "merge", "split", "gather"),
  fc.nat(100),
  fc.nat(100),
);

Deno.test("however tokens are moved, they are where they change", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 2, max: 3 }),
      fc.array(move, { maxLength: 6 }),
      fc.nat(2),
      fc.nat(2),
      async (height, width, moves, before, after) => {
        const network = new Patches(height, width).reshape(
          height * width,
          CHANNELS,
        );
        for (const [kind, a, b] of moves) {
          const { shape } = network;
          const axis = a % shape.length;
          const length = shape[axis]!;
          if (kind === "roll" && length > 1) {
            network.roll(axis, 1 + b % (length - 1));
          } else if (kind === "transpose") {
            const order = shape.map((_, i) => i);
            network.transpose(...order.slice(axis), ...order.slice(0, axis));
          } else if (kind === "merge" && shape.length > 2) {
            const at = a % (shape.length - 1);
            network.reshape(
              ...shape.toSpliced(at, 2, shape[at]! * shape[at + 1]!),
            );
          } else if (kind === "split" && shape.length < 5) {
            const parts = [2, 3].find((n) => length % n === 0) ?? 1;
            network.reshape(...shape.toSpliced(axis, 1, length / parts, parts));
          } else if (kind === "gather") {
            const indices = Array.from(
              { length },
              (_, i) => length - 1 - i,
            );
            network.add("gather", { axis: axis + 1, indices });
          }
        }
        // Zeros around `[h, w, C]` are the padding of feature maps, which are
        // drawn with it.
        if (network.shape.length !== 3) network.pad(0, before, after);
        await check(network);
      },
    ),
    { numRuns: 60 },
  );
});
