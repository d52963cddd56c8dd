import type { GraphBuilder } from "../../graph/graph_builder.ts";
import type { LayerGraph } from "../../graph/layer_graph.ts";
import { MalformedModelError } from "../../malformed_model_error.ts";
import type { WeightLayer } from "../../weight_layer.ts";
import { converterOf, viewOf } from "./file_call.ts";
import { FileWeights } from "./file_weights.ts";
import type { StoredWeights } from "./stored_weights.ts";
import {
  type Dialect,
  type LayerCall,
  type TensorReference,
  tensorsIn,
  type Topology,
  type TopologyLayer,
} from "./topology.ts";

/** More calls than any network makes; models in models multiply them. */
const MOST_CALLS = 100_000;

/** What all models of a file share while their graph is built. */
export interface GraphContext {
  readonly dialect: Dialect;
  readonly stored: StoredWeights;
}

/** A layer that was called, with the nodes that it became. */
interface UsedLayer {
  readonly name: string;
  readonly layerClass: string;
  readonly weights: FileWeights;
  readonly nodes: Set<string>;
}

/** The graph of a model and of those inside it. */
export class TopologyGraph {
  readonly builder: GraphBuilder;
  readonly context: GraphContext;
  readonly #used = new Map<TopologyLayer, UsedLayer>();
  #calls = 0;

  constructor(builder: GraphBuilder, context: GraphContext) {
    this.builder = builder;
    this.context = context;
  }

  scope(
    topology: Topology,
    path: readonly string[],
    inputs: readonly number[],
  ): Scope {
    return new Scope(this, topology, path, inputs);
  }

  countCall(): void {
    if (++this.#calls > MOST_CALLS) {
      throw new MalformedModelError(
        `a model must call its layers at most ${MOST_CALLS} times`,
      );
    }
  }

  /** What was used of a layer, in all of its calls. */
  use(layer: TopologyLayer, path: readonly string[]): UsedLayer {
    const before = this.#used.get(layer);
    if (before !== undefined) return before;
    const used = {
      name: path.slice(1).join("/"),
      layerClass: layer.className,
      weights: new FileWeights(this.context.stored, path, layer),
      nodes: new Set<string>(),
    };
    this.#used.set(layer, used);
    return used;
  }

  weightLayers({ nodes }: LayerGraph): readonly WeightLayer[] {
    const positions = new Map(nodes.map(({ name }, i) => [name, i]));
    return [...this.#used.values()].flatMap((used) => {
      const position = [...used.nodes].reduce(
        (last, name) => Math.max(last, positions.get(name) ?? -1),
        -1,
      );
      const { weights } = used.weights;
      return position < 0 || weights.length === 0 ? [] : [{
        name: used.name,
        layerClass: used.layerClass,
        position,
        weights,
      }];
    }).sort((a, b) => a.position - b.position);
  }

  dispose(): void {
    for (const { weights } of this.#used.values()) {
      weights.weights.forEach(({ variable }) => variable.dispose());
    }
  }
}

/** One model, called once: its tensors as nodes. */
class Scope {
  readonly #graph: TopologyGraph;
  readonly #topology: Topology;
  readonly #path: readonly string[];
  readonly #known: Map<string, number>;
  /** The models inside it, by the call. */
  readonly #inner = new Map<string, Scope>();

  constructor(
    graph: TopologyGraph,
    topology: Topology,
    path: readonly string[],
    inputs: readonly number[],
  ) {
    if (inputs.length !== topology.inputs.length) {
      throw new MalformedModelError(
        `the model ${
          JSON.stringify(topology.name)
        } must be called with ${topology.inputs.length} tensors: current number is ${inputs.length}`,
      );
    }
    this.#graph = graph;
    this.#topology = topology;
    this.#path = path;
    this.#known = new Map(
      topology.inputs.map((tensor, i) => [tensor.key, inputs[i]!]),
    );
  }

  /**
   * The id of the node that gives a tensor. It walks back from there, so that
   * nothing is added that is not needed, and in no depth of calls of its own.
   */
  resolve(tensor: TensorReference): number {
    const waiting = [tensor];
    const opened = new Set<string>();
    while (waiting.length > 0) {
      const next = waiting.at(-1)!;
      const { key } = next;
      if (this.#known.has(key)) {
        waiting.pop();
        continue;
      }
      const { layer, call, index } = this.#callOf(next);
      const missing = tensorsIn([call.positional, call.keywords])
        .filter((input) => !this.#known.has(input.key));
      if (missing.length === 0) {
        this.#known.set(key, this.#convert(next, layer, call, index));
        waiting.pop();
      } else if (opened.has(key)) {
        throw new MalformedModelError(
          `no layer must wait for its own output: the inputs of ${
            JSON.stringify(next.layer)
          } follow from it`,
        );
      } else {
        opened.add(key);
        waiting.push(...missing.toReversed());
      }
    }
    return this.#known.get(tensor.key)!;
  }

  #callOf(
    tensor: TensorReference,
  ): {
    readonly layer: TopologyLayer;
    readonly call: LayerCall;
    readonly index: number;
  } {
    const layer = this.#topology.layers.get(tensor.layer);
    if (layer === undefined) {
      throw new MalformedModelError(
        `a tensor must be the output of a layer: there is none named ${
          JSON.stringify(tensor.layer)
        }`,
      );
    }
    const index = tensor.call - layer.firstCall;
    const call = layer.calls[index];
    if (call !== undefined) return { layer, call, index };
    throw new MalformedModelError(
      `a tensor must be the output of a call: the layer ${
        JSON.stringify(layer.name)
      } has ${layer.calls.length} calls, and none with the number ${tensor.call}`,
    );
  }

  #convert(
    { output }: TensorReference,
    layer: TopologyLayer,
    call: LayerCall,
    index: number,
  ): number {
    this.#graph.countCall();
    const idOf = (tensor: TensorReference) => this.#known.get(tensor.key)!;
    const path = [...this.#path, layer.name];
    if (layer.model !== undefined) {
      const inputs = tensorsIn([call.positional, call.keywords]).map(idOf);
      return this.#innerScope(layer, layer.model, index, path, inputs)
        .resolve(outputOf(layer.model, output));
    }
    const { builder } = this.#graph;
    const used = this.#graph.use(layer, path);
    const view = viewOf({
      layer,
      call,
      name: used.name,
      weights: used.weights,
      output,
      idOf,
      builder,
      dialect: this.#graph.context.dialect,
    });
    const before = builder.nodes.length;
    const id = converterOf(view, layer)(
      view,
      tensorsIn(call.positional).map(idOf),
    );
    builder.nodes.slice(before).forEach(({ name }) => used.nodes.add(name));
    return id;
  }

  #innerScope(
    layer: TopologyLayer,
    model: Topology,
    index: number,
    path: readonly string[],
    inputs: readonly number[],
  ): Scope {
    const key = `${index} ${layer.name}`;
    const scope = this.#inner.get(key) ??
      this.#graph.scope(model, path, inputs);
    this.#inner.set(key, scope);
    return scope;
  }
}

function outputOf({ name, outputs }: Topology, index: number): TensorReference {
  const output = outputs[index];
  if (output !== undefined) return output;
  throw new MalformedModelError(
    `the model ${
      JSON.stringify(name)
    } has ${outputs.length} outputs, and none with the number ${index}`,
  );
}
