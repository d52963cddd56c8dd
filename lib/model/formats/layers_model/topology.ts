/**
 * Whose definition of a layer holds: that of Keras 2, of Keras 3, or what
 * tfjs-layers itself computes, for models that were built in it.
 */
export type Dialect = "keras2" | "keras3" | "tfjs";

/** An output of a call of a layer. */
export class TensorReference {
  /** Name of the layer, in the model that the call belongs to. */
  readonly layer: string;
  /** Which of its calls in that model, counted as the file does. */
  readonly call: number;
  /** Which of the outputs of the call. */
  readonly output: number;

  /**
   * A reference.
   *
   * @param layer Name of the layer.
   * @param call Which of its calls.
   * @param output Which of the outputs of that call.
   */
  constructor(layer: string, call: number, output: number) {
    this.layer = layer;
    this.call = call;
    this.output = output;
  }

  /** A text that is the same for the same tensor only. */
  get key(): string {
    return `${this.call} ${this.output} ${this.layer}`;
  }
}

/** A call of a layer: tensors stand among constants and lists of both. */
export interface LayerCall {
  /** Arguments by position. */
  readonly positional: readonly unknown[];
  /** Arguments by name. */
  readonly keywords: Readonly<Record<string, unknown>>;
}

/** A layer of a {@linkcode Topology}. */
export interface TopologyLayer {
  readonly name: string;
  readonly className: string;
  /** The Python module of the class, where the file says it. */
  readonly module: string | undefined;
  readonly config: Readonly<Record<string, unknown>>;
  readonly calls: readonly LayerCall[];
  /** The number by which references mean the first of the calls. */
  readonly firstCall: number;
  /** What a layer that is a model consists of. */
  readonly model: Topology | undefined;
}

/** A model as a file describes it: its layers, and which calls them with what. */
export interface Topology {
  readonly name: string;
  readonly layers: ReadonlyMap<string, TopologyLayer>;
  readonly inputs: readonly TensorReference[];
  readonly outputs: readonly TensorReference[];
  /** Names of the outputs, where the file has some beside the layers'. */
  readonly outputNames: readonly string[];
}

/** The tensors among arguments, in order. */
export function tensorsIn(value: unknown): readonly TensorReference[] {
  if (value instanceof TensorReference) return [value];
  if (Array.isArray(value)) return value.flatMap(tensorsIn);
  return typeof value === "object" && value !== null
    ? Object.values(value).flatMap(tensorsIn)
    : [];
}
