/** Names of a graph model's operations, as a person reads them. */
import { assertEquals } from "@std/assert";
import { startBackend } from "../../../lib/backend/mod.ts";
import { withGraphModel } from "./compare.ts";
import { classifier, type GraphModel } from "./draft.ts";

await startBackend("fullgrad-wasm");

/** The same graph under other names; the image keeps its own. */
function renamed(
  { json, weights }: GraphModel,
  rename: (name: string, position: number) => string,
): GraphModel {
  const { node } = json.modelTopology as { node: { name: string }[] };
  let text = JSON.stringify(json);
  node.forEach(({ name }, i) => {
    if (name === "image") return;
    text = text.replaceAll(
      new RegExp(`"${name}(?=[":])`, "g"),
      `"${rename(name, i)}`,
    );
  });
  return { json: JSON.parse(text), weights };
}

const CALL = "StatefulPartitionedCall";

async function namesOf(model: GraphModel): Promise<readonly string[]> {
  let names: readonly string[] = [];
  await withGraphModel(model, ({ graph, weightLayers }) => {
    names = graph.nodes.map(({ name }) => name);
    const known = new Set(names);
    assertEquals(weightLayers.filter(({ name }) => !known.has(name)), []);
    return Promise.resolve();
  });
  return names;
}

Deno.test("calls and the path that all names share are left out", async () => {
  const own = await namesOf(classifier());
  const long = renamed(
    classifier(),
    (name) => `${CALL}/model/${CALL}/Partitioned/${name}`,
  );
  assertEquals(await namesOf(long), own);
});

Deno.test("names that would become one stay as the file has them", async () => {
  const twins = renamed(
    classifier(),
    (_, i) => `${`${CALL}/`.repeat(i)}part/operation`,
  );
  const names = await namesOf(twins);
  assertEquals(new Set(names).size, names.length);
  assertEquals(names.some((name) => name.includes(CALL)), true);
});
