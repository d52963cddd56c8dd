import type { SaliencyMap } from "../../aggregation/mod.ts";
import type { Json } from "../../display/mod.ts";
import type { Images } from "../../image/mod.ts";
import type { AttributionMethod } from "../../methods/mod.ts";
import type { Model } from "../../model/mod.ts";
import type { TargetInput } from "../../propagation/mod.ts";
import { sha256 } from "../../platform/mod.ts";
import { blurred } from "../changed_maps/mod.ts";
import type { EvaluationFrame, MethodEntry } from "../result/mod.ts";
import { checkedMap } from "./checked_map.ts";
import { equalMethods } from "./equal_methods.ts";
import { imagesFingerprint, modelFingerprint } from "./fingerprint.ts";
import {
  methodIdentity,
  type MethodInput,
  methodOf,
} from "./method_identity.ts";
import { VERSION } from "./version.ts";

/** A method or a control that takes part in an experiment. */
export interface EvaluatedMethod extends Omit<MethodEntry, "key"> {
  /**
   * The same only for the same method, options, network, backend and version of
   * this package: what its maps and numbers are kept under. `undefined` where it
   * is not known what tells the method from others.
   */
  readonly key: string | undefined;
  /** The method with its options, and with those of the run. */
  readonly run: AttributionMethod;
}

/** Methods, and what experiments on them have in common. */
export interface PreparedMethods {
  readonly methods: readonly EvaluatedMethod[];
  /** The tensor backend. */
  readonly backend: string;
  /** What the record says of network, images and methods. */
  readonly subject: Pick<EvaluationFrame, "model" | "images" | "methods">;
}

/** The controls of methods, once it is known what those are. */
export type ControlsOf = (
  model: Model,
  methods: readonly Pick<MethodEntry, "method" | "settings">[],
) => Readonly<Record<string, MethodInput>>;

/** What {@linkcode prepareMethods} takes. */
export interface MethodsOptions {
  readonly methods: Readonly<Record<string, MethodInput>>;
  /** The controls, or what chooses them by the methods' maps. */
  readonly controls: Readonly<Record<string, MethodInput>> | ControlsOf;
  /** What is explained; a class without it. */
  readonly target?: TargetInput;
  /** Whether each also enters blurred, right after itself. */
  readonly blurred?: boolean | undefined;
  readonly chunkSize?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The methods and then the controls, each asked for a map of the first image,
 * which says what it is.
 *
 * What a method makes of images is checked whenever it runs: a map that is not
 * finite has no order, and one of another size other pixels.
 *
 * @throws {RangeError} If there is no method, two have the same name, or a map is
 * not finite.
 * @throws {TypeError} If a method gives no maps of the images.
 */
export async function prepareMethods(
  model: Model,
  images: Images,
  { methods, controls, target, blurred: twins, chunkSize, signal }:
    MethodsOptions,
): Promise<PreparedMethods> {
  if (typeof controls !== "function") checkMethodNames(methods, controls);
  const running = {
    ...(chunkSize !== undefined && { chunkSize }),
    ...(signal && { signal }),
  };
  const network = await modelFingerprint(model);
  const first = imagesBetween(images, 0, 1);
  let backend = "";
  const prepare = async ({ input, ...named }: NamedInput) => {
    signal?.throwIfAborted();
    const method = methodOf(input);
    const run: AttributionMethod = async (model, images, options) =>
      checkedMap(
        named.name,
        await method(model, images, { ...running, ...options }),
        images,
      );
    const map = await run(model, first);
    backend = map.backend;
    const entry = { ...named, ...descriptionOf(map) };
    const identity = await methodIdentity(input);
    const key = identity === undefined ? undefined : await sha256(
      JSON.stringify([
        VERSION,
        backend,
        network,
        identity,
        entry.method,
        entry.settings,
      ]),
    );
    return { ...entry, key, run };
  };
  const prepareAll = async (
    inputs: Readonly<Record<string, MethodInput>>,
    areControls: boolean,
  ) => {
    const prepared: EvaluatedMethod[] = [];
    for (const input of namedInputs(inputs, areControls)) {
      prepared.push(await prepare(input));
      if (twins) prepared.push(await prepare(blurredTwin(input)));
    }
    return prepared;
  };
  const own = await prepareAll(methods, false);
  const chosen = typeof controls === "function"
    ? controls(model, own)
    : controls;
  checkMethodNames(methods, chosen);
  const all = [...own, ...await prepareAll(chosen, true)];
  const equals = equalMethods(model, all, target);
  const prepared = all.map((method): EvaluatedMethod => {
    const sameAs = equals.get(method.name);
    return { ...method, ...(sameAs && { sameAs }) };
  });
  return {
    methods: prepared,
    backend,
    subject: {
      model: {
        name: model.name,
        fingerprint: network,
        ...(model.notes.length > 0 && { notes: model.notes }),
      },
      images: {
        names: images.names,
        fingerprint: await imagesFingerprint(images),
      },
      methods: prepared.map(({ run: _, key = null, ...entry }) => ({
        ...entry,
        key,
      })),
    },
  };
}

/** A method as it was given, with what its entry begins with. */
interface NamedInput extends Pick<MethodEntry, "name" | "control" | "blurOf"> {
  readonly input: MethodInput;
}

function namedInputs(
  methods: Readonly<Record<string, MethodInput>>,
  control: boolean,
): readonly NamedInput[] {
  return Object.entries(methods).map(([name, input]) => ({
    name,
    control,
    input,
  }));
}

function blurredTwin({ name, control, input }: NamedInput): NamedInput {
  return {
    name: `${name}, blurred`,
    control,
    blurOf: name,
    input: blurred(methodOf(input)),
  };
}

/**
 * Checks that there is a method, and that none is a control as well.
 *
 * @throws {RangeError} If there is none, or one is.
 */
function checkMethodNames(
  methods: Readonly<Record<string, MethodInput>>,
  controls: Readonly<Record<string, MethodInput>>,
): void {
  if (Object.keys(methods).length === 0) {
    throw new RangeError(
      "Cannot test methods as there must be at least one: current value is {}",
    );
  }
  const twice = Object.keys(methods).find((name) =>
    Object.hasOwn(controls, name)
  );
  if (twice === undefined) return;
  throw new RangeError(
    `Cannot test methods as every name must be there once: "${twice}" is a method and a control`,
  );
}

function descriptionOf(
  { method, signed, settings }: SaliencyMap,
): Pick<MethodEntry, "method" | "signed" | "settings"> {
  return { method, signed, settings: settingsJson(settings) };
}

/** A value as JSON has it: numbers that it has no word for are texts. */
export function settingsJson(value: unknown): Json {
  return JSON.parse(
    JSON.stringify(
      value,
      (_, part) =>
        typeof part === "number" && !Number.isFinite(part)
          ? String(part)
          : ArrayBuffer.isView(part)
          ? Array.from(part as unknown as ArrayLike<number>)
          : part,
    ) ?? "null",
  );
}

/** Some images of a batch, as views of it. */
export function imagesBetween(
  { values, rgb, names, shape: [, height, width, channels] }: Images,
  start: number,
  end: number,
): Images {
  const pixels = height * width;
  return {
    values: values.subarray(
      start * pixels * channels,
      end * pixels * channels,
    ),
    shape: [end - start, height, width, channels],
    rgb: rgb.subarray(start * pixels * 3, end * pixels * 3),
    names: names.slice(start, end),
  };
}
