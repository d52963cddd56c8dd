import * as tf from "@tensorflow/tfjs";
import { Magnitude } from "../../kernels/bias_term/args.ts";
import type { TermMagnitude } from "../../kernels/bias_term/args.ts";
import {
  requireFactor,
  type TermInputs,
} from "../../kernels/bias_term/term.ts";
import code from "./term.wgsl" with { type: "text" };

/** What the shaders that read a term have in common. */
export interface TermSite {
  readonly images: number;
  readonly imagePixels: number;
  readonly channels: number;
  /** Functions that go before a shader. */
  readonly code: string;
  readonly inputs: Readonly<Record<string, tf.TensorInfo>>;
  /** The numbers that the functions use. */
  readonly integers: (
    magnitude: TermMagnitude,
  ) => Readonly<Record<string, number>>;
}

/**
 * A site's terms, g · factor, as the shaders read them.
 *
 * @throws {TypeError} If the factor is of another shape.
 */
export function termSite({ g, factor }: TermInputs): TermSite {
  const [images, height, width, channels] = g.shape as [
    number,
    number,
    number,
    number,
  ];
  requireFactor(factor, g.shape);
  const factors = tf.util.sizeFromShape(factor.shape);
  const perElement = factor.shape.length === g.shape.length &&
    factors === tf.util.sizeFromShape(g.shape);
  return {
    images,
    imagePixels: height * width,
    channels,
    code,
    inputs: { g, factor },
    integers: (magnitude) => ({
      pixels: images * height * width,
      channels,
      elementStep: perElement ? 1 : 0,
      channelStep: !perElement && factors > 1 ? 1 : 0,
      magnitude: Magnitude[magnitude],
    }),
  };
}
