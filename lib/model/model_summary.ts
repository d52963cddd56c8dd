import {
  type Bundle,
  DataTable,
  displaySections,
  formatNumber,
} from "../display/mod.ts";
import type { AnyNode } from "./graph/graph_node.ts";
import type { Model } from "./model.ts";
import type { Preprocessing } from "./preprocessing.ts";

/** What a network is called within a text. */
export function modelLine({ name, inputShape, graph }: Model): string {
  const count = graph.nodes[graph.output]!.shape.at(-1);
  return `${name} (${sizeOf(inputShape)} to ${
    count === 1 ? "1 output" : `${count ?? "any number of"} outputs`
  })`;
}

/** What `console.log` shows of a network: all but its layers. */
export function modelText(model: Model): string {
  return [model.name, ...sentences(model)].join("\n");
}

/** What a notebook shows of a network: what it takes, what it says, its layers. */
export function modelSummary(model: Model): Promise<Bundle> {
  const { name, graph } = model;
  const counts = graph.nodes.map(parameters);
  return displaySections([{
    heading: name,
    text: sentences(model),
    figure: new DataTable({
      columns: [
        { name: "layer", meaning: "name of the operation, as results name it" },
        { name: "kind", meaning: "which operation it is" },
        { name: "shape", meaning: "of its output, without the batch" },
        { name: "parameters", meaning: "numbers among its weights" },
      ],
      rows: graph.nodes.map((node, i) => [
        node.name,
        node.kind === "other" ? `other (${node.layerClass})` : node.kind,
        node.shape.slice(1).map((side) => side ?? "any").join(" × "),
        counts[i]! === 0 ? null : counts[i]!.toLocaleString("en-US"),
      ]),
    }),
  }]);
}

function sentences(model: Model): string[] {
  const { inputShape, graph, notes } = model;
  return [
    `Input ${sizeOf(inputShape)} (height × width × channels). ${
      describePreprocessing(model.preprocessing)
    }`,
    `${outputs(model)}. ${graph.nodes.length - 1} operations, ${
      total(model).toLocaleString("en-US")
    } parameters.`,
    ...notes,
  ];
}

function sizeOf(shape: Model["inputShape"]): string {
  return shape.map((side) => side ?? "any").join(" × ");
}

function describePreprocessing(settings: Preprocessing | undefined): string {
  if (settings === undefined) {
    return "How a picture becomes the input is not known: give `preprocessing` where you load.";
  }
  const { scale, mean, std, channelOrder } = settings;
  const list = (values: readonly number[]) =>
    values.map(formatNumber).join(", ");
  return `Pixels 0 to 255 are multiplied by ${formatNumber(scale)}, less ${
    list(mean)
  }, divided by ${list(std)}, as ${channelOrder.toUpperCase()}.`;
}

function outputs({ graph, classNames }: Model): string {
  const count = graph.nodes[graph.output]!.shape.at(-1);
  const head = graph.head === undefined
    ? ""
    : `, before a ${graph.head} that was split off`;
  const names = classNames === undefined || classNames.length === 0
    ? ""
    : ` (${classNames.slice(0, 3).join(", ")}${
      classNames.length > 3 ? ", …" : ""
    })`;
  return `${
    count === 1 ? "1 output" : `${count ?? "Any number of"} outputs`
  }${head}${names}`;
}

/** Numbers among the weights that an operation uses. */
function parameters({ weights }: AnyNode): number {
  return Object.values(weights).reduce(
    (sum, read) => sum + (read?.().size ?? 0),
    0,
  );
}

/** Every weight once, though several operations may use it. */
function total({ weightLayers }: Model): number {
  const variables = new Set(
    weightLayers.flatMap(({ weights }) =>
      weights.map(({ variable }) => variable)
    ),
  );
  return [...variables].reduce((sum, { size }) => sum + size, 0);
}
