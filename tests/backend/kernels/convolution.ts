import type * as tf from "@tensorflow/tfjs";
import {
  type ConvolutionShape,
  outSize,
} from "../../propagation/float64/mod.ts";
import { seededValues } from "./seeded_values.ts";

/** A convolution by name. */
export interface ConvolutionCase {
  /** What is special. */
  readonly name: string;
  /** Its lengths. */
  readonly shape: ConvolutionShape;
}

/** Shape of the input, NHWC. */
export function inShape(
  { images, size, inChannels }: ConvolutionShape,
): number[] {
  return [images, ...size, inChannels];
}

/** Shape of the filter. */
export function filterShape(
  { filter, inChannels, outChannels, groups }: ConvolutionShape,
): number[] {
  return [...filter, inChannels / groups, outChannels];
}

/** Shape of the output. */
export function outShape(shape: ConvolutionShape): number[] {
  return [shape.images, ...outSize(shape), shape.outChannels];
}

/** Seeded values for input, filter and the output's gradient. */
export function operands(shape: ConvolutionShape) {
  const values = (lengths: readonly number[], seed: number) =>
    seededValues(lengths.reduce((a, b) => a * b, 1), seed);
  return {
    x: values(inShape(shape), 1),
    filter: values(filterShape(shape), 2),
    dy: values(outShape(shape), 3),
  };
}

/** What tfjs says about it. */
export function attributes({ strides, dilations, pad }: ConvolutionShape): {
  readonly strides: [number, number];
  readonly dilations: [number, number];
  readonly pad: tf.backend_util.ExplicitPadding;
  readonly dataFormat: string;
} {
  return {
    strides: [...strides],
    dilations: [...dilations],
    pad: [[0, 0], [pad[0], pad[1]], [pad[2], pad[3]], [0, 0]],
    dataFormat: "NHWC",
  };
}
