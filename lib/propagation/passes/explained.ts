import type { Images } from "../../image/mod.ts";
import type { Head, Model } from "../../model/mod.ts";

/** Numbers of any shape. */
export interface NumericArray {
  /** The numbers, row by row. */
  readonly values: Float32Array;
  /** Their shape. */
  readonly shape: readonly number[];
}

/** What a result knows of the network, as plain data. */
export interface ExplainedModel
  extends Pick<Model, "name" | "inputShape" | "classNames" | "preprocessing"> {
  /** What was split off behind the logits. */
  readonly head: Head | undefined;
}

/** The output that was explained, image by image. */
export interface ExplainedTarget {
  /** What was explained, such as `logit` or `logit difference`. */
  readonly label: string;
  /** The same in words, per image: `logit of cat`, `logit of cat − fish`. */
  readonly descriptions: readonly string[];
  /** Index of the class of every image; empty for a custom function. */
  readonly classes: readonly number[];
  /** Names of these classes, where the model has names, else their indices. */
  readonly names: readonly string[];
  /** Index of the class compared with, for a logit difference. */
  readonly references: readonly number[] | undefined;
  /** f(x): the value of every image. */
  readonly values: readonly number[];
}

/** What every explanation knows, whatever the method. */
export interface Explained {
  /** The network. */
  readonly model: ExplainedModel;
  /** The images, with their pictures. */
  readonly images: Images;
  /** What was explained. */
  readonly target: ExplainedTarget;
  /** The network's output before its softmax or sigmoid, `[N, K]`. */
  readonly logits: NumericArray;
  /** Name of the tensor backend that computed it. */
  readonly backend: string;
  /** What a reader should know, such as that a softmax was split off. */
  readonly notes: readonly string[];
}
