import { describeValue, isRecord } from "../../../options/mod.ts";
import { MalformedModelError } from "../../malformed_model_error.ts";
import { type LayerCall, TensorReference } from "./topology.ts";

/**
 * The calls of a layer, from the `inbound_nodes` of its entry.
 *
 * Keras 3 writes a call as `{ args, kwargs }` with tensors that carry their
 * `keras_history`; Keras 2 and tfjs-layers as a list of tensors
 * `[layer, call, output, kwargs]`, or one such tensor.
 *
 * @param layer Name of the layer.
 * @param calls What the file says.
 * @param names The layers of the model.
 * @throws {MalformedModelError} If that has no such form.
 */
export function layerCalls(
  layer: string,
  calls: unknown,
  names: ReadonlySet<string>,
): readonly LayerCall[] {
  if (!Array.isArray(calls)) throw malformed(layer, "a list of calls", calls);
  return calls.flatMap((call) => {
    if (isRecord(call) && "args" in call) return [keras3Call(layer, call)];
    // A call without inputs is none.
    if (Array.isArray(call) && call.length === 0) return [];
    return [keras2Call(layer, call, names)];
  });
}

/**
 * A tensor `[layer, call, output]`, or a list or record of such, as the inputs
 * and outputs of a model are written.
 */
export function modelTensors(
  value: unknown,
  which: string,
): readonly (readonly [name: string, tensor: TensorReference])[] {
  if (isTensor(value)) return [[value[0], reference(value)]];
  const entries = Array.isArray(value)
    ? value.map((item) => ["", item] as const)
    : isRecord(value)
    ? Object.entries(value)
    : [];
  if (entries.length === 0) {
    throw new MalformedModelError(
      `a model must have a list of tensors as its "${which}": current value is ${
        describeValue(value)
      }`,
    );
  }
  return entries.flatMap(([name, item]) =>
    modelTensors(item, which).map(([own, tensor]) =>
      [name === "" ? own : name, tensor] as const
    )
  );
}

function keras3Call(layer: string, call: Record<string, unknown>): LayerCall {
  const { args, kwargs } = call;
  if (!Array.isArray(args) || !isRecord(kwargs ?? {})) {
    throw malformed(layer, "calls with args and kwargs", call);
  }
  const convert = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(convert);
    if (!isRecord(value)) return value;
    if (value["class_name"] !== "__keras_tensor__") {
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, convert(item)]),
      );
    }
    const { config } = value;
    const history = isRecord(config) ? config["keras_history"] : undefined;
    if (isTensor(history)) return reference(history);
    throw malformed(layer, "tensors with a keras_history", history);
  };
  return {
    positional: args.map(convert),
    keywords: convert(kwargs ?? {}) as Record<string, unknown>,
  };
}

function keras2Call(
  layer: string,
  call: unknown,
  names: ReadonlySet<string>,
): LayerCall {
  const keywords: Record<string, unknown> = {};
  const convert = (value: unknown): unknown => {
    if (isTensor(value)) {
      const [name, , constant, more] = value as readonly unknown[];
      if (isRecord(more)) Object.assign(keywords, more);
      return name === "_CONSTANT_VALUE" ? constant : reference(value);
    }
    if (Array.isArray(value)) return value.map(convert);
    if (isRecord(value)) return Object.values(value).map(convert);
    throw malformed(layer, "tensors [layer, call, output]", value);
  };
  const positional = [convert(call)];
  return {
    positional,
    // Among these a tensor can be told from a list by its layer alone.
    keywords: Object.fromEntries(
      Object.entries(keywords).map(([key, value]) => [
        key,
        isTensor(value) && names.has(value[0]) ? reference(value) : value,
      ]),
    ),
  };
}

type WrittenTensor = readonly [layer: string, call: number, output: number];

function isTensor(value: unknown): value is WrittenTensor {
  if (!Array.isArray(value) || value.length < 3 || value.length > 4) {
    return false;
  }
  const [layer, call, output] = value;
  return layer === "_CONSTANT_VALUE" ||
    typeof layer === "string" && isIndex(call) && isIndex(output);
}

function isIndex(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function reference([layer, call, output]: WrittenTensor): TensorReference {
  return new TensorReference(layer, call, output);
}

function malformed(
  layer: string,
  required: string,
  value: unknown,
): MalformedModelError {
  return new MalformedModelError(
    `the layer ${
      JSON.stringify(layer)
    } must have as "inbound_nodes" ${required}: current value is ${
      describeValue(value)
    }`,
  );
}
