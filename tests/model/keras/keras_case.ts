import type { NdArray } from "../../propagation/float64/mod.ts";
import type { Version, WeightShapes } from "./keras_file.ts";

/** A layer of Keras with options, and what they mean. */
export interface KerasCase {
  readonly layer: string;
  /** Beside the defaults. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Shape of one image. */
  readonly shape: readonly number[];
  readonly weights?: WeightShapes;
  /** @default {3} */
  readonly version?: Version;
  /** How many inputs the layer takes. @default {1} */
  readonly inputs?: number;
  /** Whether the inputs are arguments of their own. @default {false} */
  readonly spread?: boolean;
  /** Arguments of the call by name. */
  readonly kwargs?: Readonly<Record<string, unknown>>;
  /** The output by Keras's definition. */
  readonly expected: (
    inputs: readonly [NdArray, ...NdArray[]],
    weights: Readonly<Record<string, NdArray>>,
  ) => NdArray;
}
