import type {
  ActivationFunction,
  SimpleActivation,
} from "../../../graph/activation_function.ts";
import type { LaidOut } from "../../../graph/laid_out.ts";
import type { OperatorCall } from "../operator_call.ts";
import type { Operator, Operators } from "./operator.ts";
import { activated, clipped, scaled } from "./values.ts";

/** Constants of SELU as ONNX writes them. */
const SELU = {
  alpha: 1.67326319217681884765625,
  gamma: 1.05070102214813232421875,
};

/** The function of every element that the attributes say. */
function elementwise(
  fn: (call: OperatorCall) => ActivationFunction,
): Operator {
  return (call) => activated(call, call.activation(0), fn(call));
}

function simple(name: SimpleActivation): Operator {
  return elementwise(() => ({ name }));
}

/** x · σ(slope · x), by the function for a slope of 1. */
function swish(call: OperatorCall, slope: number): LaidOut {
  const x = scaled(call, call.activation(0), slope, "/scale");
  return scaled(
    call,
    activated(call, x, { name: "swish" }),
    1 / slope,
    "/back",
  );
}

/** slope · x + offset, moved into 0…1. */
export function hardSigmoid(
  call: OperatorCall,
  x: LaidOut,
  slope: number,
  offset: number,
): LaidOut {
  if (offset === 0.5) {
    return activated(call, x, { name: "hardSigmoid", slope });
  }
  return clipped(call, scaled(call, x, slope, "/line", offset), 0, 1);
}

/** The operators of ONNX that are a function of every element. */
export const ACTIVATIONS: Operators = {
  Relu: simple("relu"),
  Sigmoid: simple("sigmoid"),
  Tanh: simple("tanh"),
  Softplus: simple("softplus"),
  Softsign: simple("softsign"),
  HardSwish: simple("hardSwish"),
  Mish: simple("mish"),
  Erf: simple("erf"),
  Exp: simple("exp"),
  Log: simple("log"),
  Sqrt: simple("sqrt"),
  Reciprocal: simple("reciprocal"),
  Abs: simple("abs"),
  Sin: simple("sin"),
  Cos: simple("cos"),
  Floor: simple("floor"),
  Ceil: simple("ceil"),
  Round: simple("round"),
  Sign: simple("sign"),
  Neg: (call) => scaled(call, call.activation(0), -1),
  LeakyRelu: elementwise((call) => ({
    name: "leakyRelu",
    slope: call.float("alpha", 0.01),
  })),
  ThresholdedRelu: elementwise((call) => ({
    name: "thresholdedRelu",
    threshold: call.float("alpha", 1),
  })),
  Elu: elementwise((call) => ({ name: "elu", alpha: call.float("alpha", 1) })),
  Celu: elementwise((call) => ({
    name: "celu",
    alpha: call.float("alpha", 1),
  })),
  Selu: (call) => {
    const x = call.activation(0);
    const alpha = call.float("alpha", SELU.alpha);
    const gamma = call.float("gamma", SELU.gamma);
    const isSelu = Math.abs(alpha - SELU.alpha) < 1e-5 &&
      Math.abs(gamma - SELU.gamma) < 1e-5;
    if (isSelu) return activated(call, x, { name: "selu" });
    return scaled(
      call,
      activated(call, x, { name: "elu", alpha }),
      gamma,
      "/gamma",
    );
  },
  HardSigmoid: (call) =>
    hardSigmoid(
      call,
      call.activation(0),
      call.float("alpha", 0.2),
      call.float("beta", 0.5),
    ),
  Gelu: elementwise((call) => ({
    name: call.text("approximate", "none") === "tanh" ? "geluTanh" : "gelu",
  })),
  Swish: (call) => swish(call, call.float("alpha", 1)),
  Clip: (call) => {
    const bound = (i: number, name: string, otherwise: number) => {
      const given = call.optional(i);
      return given === undefined ? call.float(name, otherwise) : given.data[0]!;
    };
    return clipped(
      call,
      call.activation(0),
      bound(1, "min", -Infinity),
      bound(2, "max", Infinity),
    );
  },
  "com.microsoft::Gelu": simple("gelu"),
  "com.microsoft::QuickGelu": (call) => swish(call, call.float("alpha", 1.702)),
};
