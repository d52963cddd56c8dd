import * as tf from "@tensorflow/tfjs";
import type { Constant } from "../../graph/folding/constant.ts";
import type { LaidOut } from "../../graph/laid_out.ts";
import type { OnnxAttribute } from "./onnx_file.ts";
import type { OperatorCall } from "./operator_call.ts";
import { tensorValues } from "./tensor_values.ts";
import { isConstant, type Value } from "./value.ts";

/** The value of an attribute: a number, a text, a list of these, or a tensor. */
export type AttributeValue =
  | number
  | string
  | readonly number[]
  | readonly string[]
  | { readonly shape: readonly number[]; readonly data: ArrayLike<number> };

/**
 * An operator of the user's own, as a function of tensors that tfjs can
 * differentiate.
 *
 * @param inputs The inputs in the shapes that the file gives them, the images
 * along the first axis.
 * @param attributes The attributes of the node.
 * @returns The output, or all of them.
 */
export type UserOperator = (
  inputs: readonly tf.Tensor[],
  attributes: Readonly<Record<string, AttributeValue>>,
) => tf.Tensor | readonly tf.Tensor[];

/** Operators of the user's own by name; by `domain::name` outside of ONNX's. */
export type UserOperators = Readonly<Record<string, UserOperator>>;

/**
 * The outputs of an operator of the user's own, as nodes of the kind `other`.
 * Their shapes are what it makes of zeros.
 */
export function callUserOperator(
  call: OperatorCall,
  operator: UserOperator,
): readonly Value[] {
  const attributes = Object.fromEntries(
    [...call.attributes].map(([name, value]) => [name, plainValue(value)]),
  );
  const values = call.inputs.filter((value) => value !== undefined);
  const given = values.filter((value): value is LaidOut => !isConstant(value));
  if (given.length === 0) {
    call.refuse(
      "an operator of your own must have an input that depends on the image",
    );
  }
  const ids = given.map((value) => {
    if (value.shape[0] !== 1) {
      call.refuse(
        `the images must lie along the first axis of its inputs: current shape is [${
          value.shape.join(", ")
        }]`,
      );
    }
    return call.arrange(value, behindFirst(value.shape));
  });
  const run = (tensors: readonly tf.Tensor[]): readonly tf.Tensor[] => {
    const rest = tensors.values();
    const inputs = values.map((value) =>
      isConstant(value) ? tensorOf(value) : rest.next().value!
    );
    const result = operator(inputs, attributes);
    return Array.isArray(result) ? result : [result as tf.Tensor];
  };
  const shapes = tf.tidy(() =>
    run(given.map(({ shape }) => tf.zeros([...shape]))).map((tensor) => {
      if (tensor instanceof tf.Tensor && tensor.shape[0] === 1) {
        return tensor.shape;
      }
      return call.refuse(
        "an operator of your own must return tensors with the images along the first axis",
      );
    })
  );
  return shapes.map((shape, i) =>
    call.add(
      "other",
      ids,
      {
        call: (tensors) => run(tensors)[i]!,
        settings: { operator: operator.toString(), attributes, output: i },
        isUserCode: true,
      },
      shape,
      behindFirst(shape),
      { suffix: i === 0 ? "" : `/${i}` },
    )
  );
}

function behindFirst(shape: readonly number[]): readonly number[] {
  return shape.map((_, axis) => axis).slice(1);
}

function tensorOf({ data, shape, type }: Constant): tf.Tensor {
  return tf.tensor(
    data instanceof Float32Array ? data : Float32Array.from(data),
    [...shape],
    type === "float" ? "float32" : "int32",
  );
}

function plainValue(attribute: OnnxAttribute): AttributeValue {
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  const { f, i, s, t, floats, ints, strings } = attribute;
  if (t !== undefined) return tensorValues(t);
  if (s !== undefined) return text(s);
  if (f !== undefined) return f;
  if (i !== undefined) return i;
  if (floats.length > 0) return floats;
  return strings.length > 0 ? strings.map(text) : ints;
}
