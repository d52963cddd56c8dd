import * as aggregation from "../../aggregation/mod.ts";
import type { SaliencyMap } from "../../aggregation/mod.ts";
import type { Json } from "../../display/mod.ts";
import { readFile } from "../../files/mod.ts";
import type { ImageInput } from "../../image/mod.ts";
import * as library from "../../methods/mod.ts";
import {
  type AttributionMethod,
  madeOf,
  sayMadeOf,
} from "../../methods/mod.ts";
import type { ModelInput } from "../../model/mod.ts";
import { isRecord } from "../../options/mod.ts";
import {
  asTarget,
  centeredLogit,
  logit,
  logitDifference,
  logSoftmax,
  probability,
  RULE_TABLES,
  type TargetInput,
} from "../../propagation/mod.ts";
import { sha256 } from "../../platform/mod.ts";

/**
 * A method as experiments take it: a function, or a function with its options.
 *
 * Results are kept and reused only where it is known what they are of. That is
 * so for a method of this package, and for one with options that are plain data
 * (numbers, texts, lists, typed arrays, parts of ψ). Of a function of your own
 * nothing can be known from outside, since it may hide numbers in a closure: it
 * needs a name and its options.
 *
 * ```ts ignore
 * methods: {
 *   FullGrad: fullGrad,
 *   Integrated: { run: integratedGradients, options: { steps: 10 } },
 *   Blend: { run: blend, name: "blend, version 2", options: { alpha: 0.1 } },
 * }
 * ```
 */
export type MethodInput = AttributionMethod | MethodWithOptions;

/** A method, and options that it is always called with. */
export interface MethodWithOptions {
  /** The method. */
  readonly run: (
    model: ModelInput,
    images: ImageInput,
    options: never,
  ) => Promise<SaliencyMap>;
  /**
   * What tells a function of your own from others: change it whenever the
   * function computes something else. A method of this package needs none.
   */
  readonly name?: string;
  /** Its options, as plain data; what an experiment chooses comes on top. */
  readonly options?: Readonly<Record<string, unknown>>;
}

/** The method alone, always called with its options. */
export function methodOf(input: MethodInput): AttributionMethod {
  if (typeof input === "function") return input;
  const run = input.run as AttributionMethod;
  const method: AttributionMethod = (model, images, options) =>
    run(model, images, { ...input.options, ...options });
  return sayMadeOf(method, { by: "options", of: [input] });
}

/**
 * What tells a method from others, as plain data; `undefined` where it is not
 * known.
 */
export async function methodIdentity(
  input: MethodInput,
): Promise<Json | undefined> {
  if (typeof input === "function") return await plainData(input);
  const { run, name, options = {} } = input;
  const own = await plainData(run);
  const chosen = await plainData(
    run === library.expectedGradients
      ? { ...options, references: await contentOf(options.references) }
      : options,
  );
  if (chosen === undefined) return undefined;
  if (own !== undefined) return { method: own, options: chosen };
  return name === undefined || input.options === undefined
    ? undefined
    : { name, options: chosen, source: String(run) };
}

/** Images with the bytes of files in place of paths, where other files may come to lie. */
async function contentOf(images: unknown): Promise<unknown> {
  if (Array.isArray(images)) return await Promise.all(images.map(contentOf));
  if (
    typeof images === "string" || images instanceof URL ||
    images instanceof ArrayBuffer || images instanceof Blob
  ) {
    return (await readFile("tell the references from others", images)).bytes;
  }
  return images;
}

/**
 * What tells a target from others, as plain data: classes, and what is taken of
 * them by this package; `undefined` for a function of the user's.
 */
export async function targetIdentity(
  input: TargetInput,
): Promise<Json | undefined> {
  if (typeof input === "function") return undefined;
  const { label, classes, reference, of } = asTarget(input);
  const source = String(of);
  const known = [
    logit(),
    logSoftmax(),
    probability(),
    logitDifference(0, 1),
    centeredLogit(),
  ].some((target) => target.label === label && String(target.of) === source);
  return known ? await plainList([label, classes, reference]) : undefined;
}

/**
 * A value as plain data, in which methods, rules and parts of ψ of this package stand
 * as their names; `undefined` where a part of it is none of these.
 */
async function plainData(value: unknown): Promise<Json | undefined> {
  if (value === null || typeof value === "string") return value;
  if (typeof value === "boolean") return value;
  if (value === undefined) return { "#": "undefined" };
  if (typeof value === "number") {
    // JSON has no word for these.
    if (Object.is(value, -0)) return { "#": "-0" };
    return Number.isFinite(value) ? value : { "#": String(value) };
  }
  if (ArrayBuffer.isView(value)) {
    const { buffer, byteOffset, byteLength } = value;
    const bytes = new Uint8Array(buffer, byteOffset, byteLength).slice();
    return { [value.constructor.name]: await sha256(bytes) };
  }
  const known = nameInPackage(value);
  if (known !== undefined) return known;
  if (typeof value === "function") return await madeBy(value);
  if (Array.isArray(value)) return await plainList(value);
  if (!isRecord(value)) return undefined;
  if (typeof value.run === "function") {
    return await methodIdentity(value as unknown as MethodWithOptions);
  }
  // A part of ψ of this package is what its name says.
  if (aggregation.isOwnPart(value)) return `${value.name}`;
  const entries = Object.entries(value);
  const values = await plainList(entries.map(([, part]) => part));
  return values &&
    Object.fromEntries(entries.map(([name], i) => [name, values[i]!]));
}

async function plainList(
  values: readonly unknown[],
): Promise<readonly Json[] | undefined> {
  const list = await Promise.all(values.map(plainData));
  return list.every((value) => value !== undefined) ? list : undefined;
}

async function madeBy(method: object): Promise<Json | undefined> {
  const made = madeOf(method);
  if (made === undefined) return undefined;
  const of = await plainList(made.of);
  return of && { [made.by]: of };
}

/** What a method or a part of ψ of this package is called in it. */
function nameInPackage(value: unknown): string | undefined {
  const parts = [library, aggregation, RULE_TABLES].flatMap(Object.entries);
  const own = parts.find(([, part]) => part === value);
  if (own !== undefined) return own[0];
  // Tables of variants.
  for (const [name, table] of parts) {
    if (!isRecord(table)) continue;
    const variant = Object.entries(table).find(([, part]) =>
      typeof part === "function" && part === value
    );
    if (variant !== undefined) return `${name}.${variant[0]}`;
  }
  return undefined;
}
