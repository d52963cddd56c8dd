/**
 * What imported networks of tokens move, and where their tokens lie: the graphs
 * of PyTorch's exports, with channels last.
 */
import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { fileURLToPath } from "node:url";
import { startBackend } from "../../../lib/backend/mod.ts";
import {
  type AnyNode,
  type LayerGraph,
  loadModel,
  placementOf,
} from "../../../lib/model/mod.ts";
import { changedOf, outputsOf } from "../graph/changed_outputs.ts";

const OWN = fileURLToPath(new URL("references/", import.meta.url));
const SHARED = fileURLToPath(
  new URL("../../../../shared/references_onnx/", import.meta.url),
);

interface Expected {
  readonly folder: string;
  /** How many transposes the graph has. */
  readonly transposes: number;
  /** Side of a patch in pixels. */
  readonly patch: number;
}

const NETWORKS: Readonly<Record<string, Expected>> = {
  convnext: { folder: OWN, transposes: 0, patch: 2 },
  masked_glu: { folder: OWN, transposes: 10, patch: 4 },
  swiglu: { folder: OWN, transposes: 10, patch: 4 },
  swin: { folder: OWN, transposes: 19, patch: 2 },
  mixer: { folder: SHARED, transposes: 6, patch: 4 },
  vit: { folder: SHARED, transposes: 15, patch: 4 },
};

await startBackend("cpu");

for (const [name, expected] of Object.entries(NETWORKS)) {
  const file = `${expected.folder}${name}/model.onnx`;
  const ignore = await Deno.stat(file).then(() => false, () => true);

  Deno.test({
    name: `${name}: no transpose of the graph cancels another`,
    ignore,
    fn: async () => {
      const model = await loadModel(file);
      const { nodes } = model.graph;
      const transposes = nodes.filter(({ kind }) => kind === "transpose");
      assertEquals(transposes.length, expected.transposes);
      for (const node of transposes) {
        for (const chain of chainsTo(node, nodes)) {
          assert(
            !isIdentity(chain, nodes),
            `${chain.map(({ name }) => name)} move nothing`,
          );
        }
      }
      model.dispose();
    },
  });

  Deno.test({
    name: `${name}: tokens change with the patch that they belong to`,
    ignore,
    fn: async () => {
      const model = await loadModel(file);
      const { graph } = model;
      const [, height, width] = graph.nodes[0]!.shape as number[];
      const rows = height! / expected.patch;
      const columns = width! / expected.patch;
      const before = await outputsOf(graph);
      const placed = graph.nodes.slice(1).filter(({ id }) =>
        placementOf(graph, id) !== undefined
      );
      const grids = placed.filter(({ id }) =>
        typeof placementOf(graph, id) === "object"
      );
      assert(grids.length > 0 || name === "convnext");
      for (
        const [row, column] of [[0, 0], [1, columns - 1], [
          rows - 1,
          1,
        ]] as const
      ) {
        const after = await outputsOf(graph, {
          patch: expected.patch,
          row,
          column,
        });
        const first = graph.nodes.find(({ kind }) => kind === "conv2d")!;
        for (const node of placed) {
          // A part of a value, or of windows, may lack the patch.
          if (node.kind === "slice") continue;
          const own = ownOf(graph, node, [row / rows, column / columns]);
          const changed = changedOf(
            before[node.id]!,
            after[node.id]!,
            own.positions,
          );
          if (node.id === first.id) assertEquals(changed, own.list);
          const missing = own.list.filter((at) => !changed.includes(at));
          assertEquals(missing, [], `${node.name} and patch ${row}, ${column}`);
        }
      }
      model.dispose();
    },
  });
}

/** The runs of nodes that only move values, which end in `last`. */
function chainsTo(
  last: AnyNode,
  nodes: readonly AnyNode[],
): readonly (readonly AnyNode[])[] {
  const chains: AnyNode[][] = [];
  let chain = [last];
  let from = nodes[last.inputs[0]!]!;
  while (from.kind === "transpose" || from.kind === "reshape") {
    chain = [from, ...chain];
    if (from.kind === "transpose") chains.push(chain);
    from = nodes[from.inputs[0]!]!;
  }
  return chains;
}

/** Whether the elements of a value come out in the order in which they went in. */
function isIdentity(
  chain: readonly AnyNode[],
  nodes: readonly AnyNode[],
): boolean {
  const shape = (node: AnyNode) => [1, ...node.shape.slice(1) as number[]];
  return tf.tidy(() => {
    const start = shape(nodes[chain[0]!.inputs[0]!]!);
    const size = start.reduce((size, length) => size * length, 1);
    let value: tf.Tensor = tf.reshape(tf.range(0, size), start);
    for (const node of chain) {
      value = node.kind === "transpose"
        ? tf.transpose(value, [...node.attributes.permutation])
        : tf.reshape(value, shape(node));
    }
    return value.dataSync().every((place, i) => place === i);
  });
}

/** The positions of a node that hold a point of the picture. */
function ownOf(
  graph: LayerGraph,
  node: AnyNode,
  [y, x]: readonly [number, number],
): { readonly positions: number; readonly list: readonly number[] } {
  const place = placementOf(graph, node.id)!;
  const grid = place === "maps"
    ? { height: node.shape[1]!, width: node.shape[2]! }
    : place;
  const cell = Math.floor(y * grid.height) * grid.width +
    Math.floor(x * grid.width);
  if (place === "maps") {
    return { positions: grid.height * grid.width, list: [cell] };
  }
  const each = place.index.length / (grid.height * grid.width);
  const list = [...place.index.subarray(cell * each, (cell + 1) * each)];
  return {
    positions: place.positions,
    list: list.filter((at) => at < place.positions).sort((a, b) => a - b),
  };
}
