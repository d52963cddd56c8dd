import { zipSync } from "fflate";
import { safetensors } from "../../../data/safetensors.ts";

/** A tensor to be saved. */
export interface Weight {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Writes the opcodes of Python's pickle protocol 2 that `torch.save` uses. */
class PickleWriter {
  readonly #bytes: number[] = [0x80, 2];

  add(...bytes: readonly number[]): this {
    this.#bytes.push(...bytes);
    return this;
  }

  global(module: string, name: string): this {
    return this.add(0x63, ...ascii(`${module}\n${name}\n`));
  }

  text(text: string): this {
    const bytes = new TextEncoder().encode(text);
    return this.add(0x58, ...int32(bytes.length), ...bytes);
  }

  integer(value: number): this {
    return this.add(0x4a, ...int32(value));
  }

  integers(values: readonly number[]): this {
    this.add(0x28);
    for (const value of values) this.integer(value);
    return this.add(0x74);
  }

  tensor(key: string, { shape, values }: Weight, legacy: boolean): this {
    this.global("torch._utils", "_rebuild_tensor_v2").add(0x28);
    this.add(0x28).text("storage").global("torch", "FloatStorage");
    this.text(key).text("cpu").integer(values.length);
    if (legacy) this.add(0x4e);
    this.add(0x74, 0x51).integer(0).integers(shape);
    const strides = shape.map((_, axis) =>
      shape.slice(axis + 1).reduce((size, length) => size * length, 1)
    );
    this.integers(strides).add(0x89);
    this.global("collections", "OrderedDict").add(0x29, 0x52);
    return this.add(0x74, 0x52);
  }

  end(): Uint8Array<ArrayBuffer> {
    return Uint8Array.from([...this.#bytes, 0x2e]);
  }
}

/** How weights are saved. */
export type Saving = "safetensors" | "torch legacy" | "torch zip";

type Weights = ReadonlyMap<string, Weight>;

const SAVINGS: {
  readonly [saving in Saving]: (weights: Weights) => Uint8Array<ArrayBuffer>;
} = { safetensors, "torch legacy": legacy, "torch zip": zipped };

/** A file as Hugging Face's library, or `torch.save`, writes it. */
export function savedWeights(
  saving: Saving,
  weights: Weights,
): Uint8Array<ArrayBuffer> {
  return SAVINGS[saving](weights);
}

/** A pickle of the weights in an ordered dictionary. */
function stateDict(weights: Weights, isLegacy: boolean): Uint8Array {
  const writer = new PickleWriter();
  writer.global("collections", "OrderedDict").add(0x29, 0x52, 0x28);
  for (const [i, [name, weight]] of [...weights].entries()) {
    writer.text(name).tensor(`${i}`, weight, isLegacy);
  }
  return writer.add(0x75).end();
}

function zipped(weights: Weights): Uint8Array<ArrayBuffer> {
  const files: Record<string, Uint8Array> = {
    "archive/data.pkl": stateDict(weights, false),
    "archive/version": Uint8Array.from(ascii("3\n")),
  };
  for (const [i, { values }] of [...weights.values()].entries()) {
    files[`archive/data/${i}`] = bytesOf(values);
  }
  return Uint8Array.from(zipSync(files, { level: 0 }));
}

function legacy(weights: Weights): Uint8Array<ArrayBuffer> {
  const magic = [0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];
  const keys = new PickleWriter().add(0x5d, 0x28);
  for (const i of [...weights].keys()) keys.text(`${i}`);
  return joined([
    Uint8Array.from([0x80, 2, 0x8a, 10, ...magic, 0x2e]),
    new PickleWriter().integer(1001).end(),
    new PickleWriter().add(0x7d).end(),
    stateDict(weights, true),
    keys.add(0x65).end(),
    ...[...weights.values()].flatMap(({ values }) => [
      Uint8Array.from([...int32(values.length), 0, 0, 0, 0]),
      bytesOf(values),
    ]),
  ]);
}

/** A file of `torch.save` that would run a function, were it Python's. */
export function hostilePickle(module: string, name: string): Uint8Array {
  const pickle = new PickleWriter().global(module, name).add(0x28)
    .text("touch /tmp/owned").add(0x74, 0x52).end();
  return zipSync({ "archive/data.pkl": pickle }, { level: 0 });
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(
    parts.reduce((size, part) => size + part.length, 0),
  );
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.slice().buffer);
}

function int32(value: number): readonly number[] {
  return [...new Uint8Array(Int32Array.of(value).buffer)];
}

function ascii(text: string): readonly number[] {
  return [...new TextEncoder().encode(text)];
}
