import type * as tf from "@tensorflow/tfjs";
import type { LayerGraphOptions } from "./formats/layers_model/from_layers_model.ts";
import type { LayerGraph } from "./graph/layer_graph.ts";
import type { InputShape } from "./image_shape.ts";
import type { PreprocessingName } from "./named_preprocessing.ts";
import type { Preprocessing } from "./preprocessing.ts";
import type { WeightLayer } from "./weight_layer.ts";

/** A network that can be explained, with what is known about its images. */
export interface Model {
  /** Name for figures and tables. */
  readonly name: string;
  /** The operations from the image to the logits. */
  readonly graph: LayerGraph;
  /** Size of an image; null where the network takes any. */
  readonly inputShape: InputShape;
  /**
   * Names of the classes, in the order of the logits. A single sigmoid has two:
   * that of its complement, class 0, and that of its output, class 1.
   */
  readonly classNames: readonly string[] | undefined;
  /** How a picture becomes the network's input. */
  readonly preprocessing: Preprocessing | undefined;
  /**
   * The layers with weights, from the image to the logits: what training and
   * randomization change.
   */
  readonly weightLayers: readonly WeightLayer[];
  /**
   * The tfjs model that was given to {@linkcode asModel}; its `predict` is what
   * is explained. A network from a file has none: it runs as its own framework
   * defines its layers, which is not how tfjs-layers runs some of them.
   */
  readonly layersModel: tf.LayersModel | undefined;
  /**
   * What a reader of results should know of where the network comes from, such
   * as that its exporter folded batch normalization; part of every result.
   */
  readonly notes: readonly string[];
  /** Frees the weights, those of nested models too; twice is harmless. */
  dispose(): void;
  /** What it is called within a text: name, input and number of outputs. */
  [Symbol.toPrimitive]?(): string;
}

/** A network as its format's reader hands it over. */
export type Network =
  & Pick<Model, "graph" | "weightLayers" | "layersModel" | "dispose">
  & Partial<Pick<Model, "notes">>;

/** What can be said about a model beside its layers. */
export interface ModelOptions extends LayerGraphOptions {
  /** Name for figures and tables. */
  readonly name?: string;
  /**
   * Names of the classes, in the order of the logits; for a single sigmoid the
   * two in the order of the labels, 0 and 1, or that of its output alone. The
   * lines of a list of classes are such names: ImageNet's synsets (`n01440764 tench`)
   * or the places of the classes (`0 tench`) are left out where all have them.
   */
  readonly classNames?: readonly string[];
  /**
   * How a picture becomes the network's input: a name (see
   * {@linkcode preprocessing}) or the numbers.
   */
  readonly preprocessing?: PreprocessingName | Preprocessing;
}

/** Anything that the methods take as a network. */
export type ModelInput = Model | tf.LayersModel;
