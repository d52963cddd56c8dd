import * as tf from "@tensorflow/tfjs";
import {
  type EngineKernel,
  type KernelCall,
  tfjsKernel,
} from "../../engine/mod.ts";
import { unaryArgs } from "./args.ts";

/** Elements of a unit, some 10 µs: 64 KiB in, 64 KiB out. */
export const UNIT_ELEMENTS = 16384;

/** Up to this many elements, waking the other threads costs more than it gives. */
const FEW_ELEMENTS = 4 * UNIT_ELEMENTS;

/** The units, and all of them at once where they are few. */
export function unitsOf(
  units: number,
  elements: number,
): { readonly units: number; readonly chunk?: number } {
  return elements <= FEW_ELEMENTS ? { units, chunk: units } : { units };
}

type Call = KernelCall<{ readonly x: tf.TensorInfo }, Attributes>;
type Attributes = Readonly<Record<string, number>>;

/** The two numbers that a function takes beside its element. */
type Parameters = (attrs: Attributes) => readonly [a: number, b: number];

const none: Parameters = () => [0, 0];
const alpha: Parameters = ({ alpha }) => [alpha!, 0];

/** tfjs's name, our function and its parameters. */
const UNARY: readonly (readonly [string, string, Parameters])[] = [
  ["Relu", "relu", none],
  ["Relu6", "relu6", none],
  ["LeakyRelu", "leakyRelu", alpha],
  ["Step", "step", alpha],
  [
    "ClipByValue",
    "clip",
    ({ clipValueMin, clipValueMax }) => [clipValueMin!, clipValueMax!],
  ],
  ["Exp", "exp", none],
  ["Abs", "abs", none],
  ["Neg", "neg", none],
  ["Square", "square", none],
  ["Sqrt", "sqrt", none],
  ["Rsqrt", "rsqrt", none],
];

/** Functions of one element. NaN stays NaN; other types go to tfjs's kernel. */
export const unaryKernels: readonly EngineKernel[] = UNARY.map((
  [kernelName, name, parameters],
) => ({
  kernelName,
  kernelFunc: (call: Call) => {
    const { inputs: { x }, attrs, backend } = call;
    if (x.dtype !== "float32") return tfjsKernel(kernelName)(call);
    const out = backend.makeOutput(x.shape, "float32");
    const count = tf.util.sizeFromShape(x.shape);
    const [a, b] = parameters(attrs);
    backend.launch({
      operation: "pointwise",
      function: name,
      args: unaryArgs.pack({
        x: backend.address(x),
        out: backend.address(out),
        count,
        unit: UNIT_ELEMENTS,
        a,
        b,
      }),
      ...unitsOf(Math.ceil(count / UNIT_ELEMENTS), count),
    });
    return out;
  },
}));
