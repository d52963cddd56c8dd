import type { ActivationFunction } from "../../../graph/activation_function.ts";
import { addNode, NodeOutput, unsupported } from "../layer_view.ts";
import {
  operand,
  type OperationConverter,
  plainNumber,
} from "./operation_arguments.ts";

type BinaryKind =
  | "add"
  | "subtract"
  | "multiply"
  | "divide"
  | "maximum"
  | "minimum";

/** What an operation with a number amounts to, number by number. */
const WITH_CONSTANT: {
  readonly [K in BinaryKind]: {
    readonly behind: (c: number) => Affine | ActivationFunction | undefined;
    readonly before: (c: number) => Affine | ActivationFunction | undefined;
  };
} = {
  add: {
    behind: (c) => ({ scale: 1, offset: c }),
    before: (c) => ({ scale: 1, offset: c }),
  },
  subtract: {
    behind: (c) => ({ scale: 1, offset: -c }),
    before: (c) => ({ scale: -1, offset: c }),
  },
  multiply: {
    behind: (c) => ({ scale: c, offset: 0 }),
    before: (c) => ({ scale: c, offset: 0 }),
  },
  divide: {
    behind: (c) => c === 0 ? undefined : { scale: 1 / c, offset: 0 },
    before: () => undefined,
  },
  maximum: {
    behind: (c) => ({ name: "clip", low: c, high: Infinity }),
    before: (c) => ({ name: "clip", low: c, high: Infinity }),
  },
  minimum: {
    behind: (c) => ({ name: "clip", low: -Infinity, high: c }),
    before: (c) => ({ name: "clip", low: -Infinity, high: c }),
  },
};

interface Affine {
  readonly scale: number;
  readonly offset: number;
}

/** The converter of a function of two tensors, or of a tensor and a number. */
export function binary(kind: BinaryKind): OperationConverter {
  return (view) => {
    const [a, b] = [
      operand(view, 0, "x1", "x"),
      operand(view, 1, "x2", "y"),
    ];
    if (a instanceof NodeOutput && b instanceof NodeOutput) {
      const [left, right] = [a, b].map(({ id }) => view.builder.shapeOf(id));
      if (left!.length !== right!.length) {
        throw unsupported(view, "its tensors must have as many axes");
      }
      return addNode(view, kind, [a.id, b.id]);
    }
    const { behind, before } = WITH_CONSTANT[kind];
    const [input, constant, change] = a instanceof NodeOutput
      ? [a, b, behind]
      : [b, a, before];
    const number = plainNumber(constant);
    const made = number === undefined ? undefined : change(number);
    if (!(input instanceof NodeOutput) || made === undefined) {
      throw unsupported(
        view,
        "it must be of two tensors, or of a tensor and a number that keeps it finite",
      );
    }
    return "scale" in made
      ? addNode(view, "rescale", [input.id], { attributes: made })
      : addNode(view, "activation", [input.id], { attributes: { fn: made } });
  };
}
