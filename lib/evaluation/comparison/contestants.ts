import type { AttributionMethod } from "../../methods/mod.ts";
import type { Model } from "../../model/mod.ts";
import { methodOf } from "../run/mod.ts";
import { controlsOf } from "./controls.ts";
import type { EvaluationOptions } from "./evaluation_options.ts";

/** A method or a control that takes part in a test. */
export interface Contestant {
  readonly name: string;
  readonly method: AttributionMethod;
  readonly control: boolean;
}

/**
 * The methods and then the controls.
 *
 * @throws {RangeError} If there is no method, or two have the same name.
 * @throws {TypeError} If one is not a function.
 */
export function contestants(
  options: EvaluationOptions,
  model: Model,
): readonly Contestant[] {
  const { methods, controls = controlsOf(model) } = options;
  const list = [
    ...entries(methods).map((entry) => ({ ...entry, control: false })),
    ...entries(controls).map((entry) => ({ ...entry, control: true })),
  ];
  if (entries(methods).length === 0) {
    throw new RangeError(
      "Cannot test methods as there must be at least one: current value is {}",
    );
  }
  for (const [i, { name, method }] of list.entries()) {
    if (typeof method !== "function") {
      throw new TypeError(
        `Cannot test "${name}" as a method must be a function: current type is ${typeof method}`,
      );
    }
    if (list.findIndex((other) => other.name === name) < i) {
      throw new RangeError(
        `Cannot test methods as every name must be there once: "${name}" is a method and a control`,
      );
    }
  }
  return list;
}

function entries(
  methods: EvaluationOptions["methods"],
): readonly Pick<Contestant, "name" | "method">[] {
  return Object.entries(methods).map(([name, method]) => ({
    name,
    method: methodOf(method),
  }));
}
