/** An elementwise function, as a value: a name and, for some, a parameter. */
export type ActivationFunction =
  | { readonly name: SimpleActivation }
  /** x for x > 0, else slope · x. */
  | { readonly name: "leakyRelu"; readonly slope: number }
  /** x for x > threshold, else 0. */
  | { readonly name: "thresholdedRelu"; readonly threshold: number }
  /** min(relu(x), ceiling): relu6 is the case 6. */
  | { readonly name: "clippedRelu"; readonly ceiling: number }
  /** slope · x + 0.5 between 0 and 1: slope 0.2 in Keras 2 and tfjs, 1/6 in Keras 3. */
  | { readonly name: "hardSigmoid"; readonly slope: number }
  /** x for x > 0, else alpha · (exp(x) − 1). */
  | { readonly name: "elu"; readonly alpha: number }
  /** x for x > 0, else alpha · (exp(x / alpha) − 1). */
  | { readonly name: "celu"; readonly alpha: number }
  /** x moved into low…high; either may be infinite. */
  | { readonly name: "clip"; readonly low: number; readonly high: number }
  /** x beyond ±threshold, else 0. */
  | { readonly name: "hardShrink"; readonly threshold: number }
  /** What of x is beyond ±threshold. */
  | { readonly name: "softShrink"; readonly threshold: number }
  /** min(x, ceiling) for x > threshold, else slope · (x − threshold). */
  | {
    readonly name: "rectifier";
    readonly slope: number;
    readonly threshold: number;
    /** May be infinite. */
    readonly ceiling: number;
  }
  /** x to a constant power. */
  | { readonly name: "power"; readonly exponent: number };

/** The elementwise functions without a parameter. */
export type SimpleActivation =
  | "relu"
  | "sigmoid"
  | "tanh"
  | "softplus"
  | "softsign"
  | "selu"
  | "gelu"
  | "geluTanh"
  | "swish"
  | "hardSwish"
  | "mish"
  /** log σ(x). */
  | "logSigmoid"
  /** 0 up to −1, x from 1 on, (x + 1)² / 4 between (Keras 3). */
  | "sparsePlus"
  /** (x + √(x² + 4)) / 2. */
  | "squareplus"
  /** x − tanh x. */
  | "tanhShrink"
  | "abs"
  | "cos"
  | "erf"
  | "exp"
  | "log"
  | "reciprocal"
  | "sin"
  | "sqrt"
  | "ceil"
  | "floor"
  | "round"
  | "sign";

/** The name of an elementwise function. */
export type ActivationName = ActivationFunction["name"];
