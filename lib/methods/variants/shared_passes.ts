import type * as tf from "@tensorflow/tfjs";
import { SaliencyMap } from "../../aggregation/mod.ts";
import { type Images, toImages } from "../../image/mod.ts";
import { asModel, type Model } from "../../model/mod.ts";
import { checkOptions } from "../../options/mod.ts";
import {
  type Chunk,
  type ChunkResult,
  type Collected,
  EXPLAIN_OPTIONS,
  explainInChunks,
  type ExplainOptions,
} from "../../propagation/mod.ts";
import type { AttributionMethod } from "../attribution_method.ts";
import { sayMadeOf } from "../made_of.ts";
import { passSettings } from "../pass_settings.ts";

/** What the map of a method says of itself. */
export interface SharedMap {
  readonly method: string;
  readonly signed: boolean;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Methods whose maps come from the same passes through the network. */
export interface SharedPasses {
  /** What made them, with all that it was given as plain data. */
  readonly by: string;
  readonly of: readonly unknown[];
  /** The methods, by name. */
  readonly maps: Readonly<Record<string, SharedMap>>;
  /** The map `[n, H, W]` of every method, by its name. */
  readonly pass: (
    chunk: Chunk,
    model: Model,
  ) => ChunkResult<Readonly<Record<string, tf.Tensor>>>;
}

type Maps = Collected<Readonly<Record<string, tf.Tensor>>>;

/** What maps were computed from. */
interface Request {
  readonly model: Model;
  /** The data of every weight: a weight that changes gets new data. */
  readonly weights: readonly object[];
  readonly images: Images;
  readonly options: ExplainOptions;
}

/** A request whose maps are there or on their way. */
interface Entry {
  readonly request: Request;
  /** All who wait for it. */
  readonly heard: Set<ExplainOptions["onProgress"]>;
  readonly maps: Promise<Maps>;
}

/** How many requests are remembered: an experiment asks for two classes in turn. */
const REMEMBERED = 2;

/**
 * Methods as functions of their own, which compute the maps of all of them when
 * one is asked for: the next one, on the same images, targets and weights, finds
 * its own there.
 *
 * @param shared The methods, and the pass that they share.
 */
export function sharedPasses(
  { by, of, maps, pass }: SharedPasses,
): Readonly<Record<string, AttributionMethod>> {
  const known: Entry[] = [];
  const start = (request: Request): Entry => {
    const { model, images, options } = request;
    const heard = new Set([options.onProgress]);
    const maps = explainInChunks(
      model,
      images,
      {
        ...options,
        onProgress: (...at) => heard.forEach((hear) => hear?.(...at)),
      },
      (chunk) => pass(chunk, model),
    );
    const entry = { request, heard, maps };
    known.unshift(entry);
    known.length = Math.min(known.length, REMEMBERED);
    maps.catch(() => {
      const at = known.indexOf(entry);
      if (at >= 0) known.splice(at, 1);
    });
    return entry;
  };
  const mapsOf = async (request: Request): Promise<Maps> => {
    const { signal, onProgress } = request.options;
    for (;;) {
      const found = known.find((entry) => isSame(entry.request, request));
      if (found === undefined) return await start(request).maps;
      found.heard.add(onProgress);
      try {
        return await unlessAborted(found.maps, signal);
      } catch (error) {
        // Who asked first stopped it, and this one still wants its maps.
        const isOther = found.request.options.signal?.aborted === true;
        if (!isOther || signal?.aborted) throw error;
      } finally {
        found.heard.delete(onProgress);
      }
    }
  };
  return Object.fromEntries(
    Object.entries(maps).map(([name, { settings, ...map }]) => {
      const method: AttributionMethod = async (
        input,
        pictures,
        options = {},
      ) => {
        checkOptions(`run ${map.method}`, options, EXPLAIN_OPTIONS);
        const model = asModel(input);
        const images = await toImages(pictures, model, {
          signal: options.signal,
        });
        const { arrays, explained } = await mapsOf({
          model,
          weights: dataOf(model),
          images,
          options,
        });
        return new SaliencyMap({
          ...explained,
          ...map,
          settings: { ...settings, ...passSettings(options) },
          values: arrays[name]!.values.slice(),
        });
      };
      return [name, sayMadeOf(method, { by, of: [...of, name] })];
    }),
  );
}

/** What was promised, or the reason of a signal if that comes first. */
async function unlessAborted<T>(
  promised: Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  if (signal === undefined) return await promised;
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason);
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop);
  try {
    return await Promise.race([promised, stopped]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

function dataOf({ weightLayers }: Model): readonly object[] {
  return weightLayers.flatMap(({ weights }) =>
    weights.map(({ variable }) => variable.dataId)
  );
}

function isSame(a: Request, b: Request): boolean {
  return a.model.graph === b.model.graph && isSameList(a.weights, b.weights) &&
    a.options.ties === b.options.ties &&
    a.options.chunkSize === b.options.chunkSize &&
    isSameTarget(a.options.target, b.options.target) &&
    isSameList(a.images.names, b.images.names) &&
    isSameList(a.images.values, b.images.values);
}

function isSameTarget(
  a: ExplainOptions["target"],
  b: ExplainOptions["target"],
): boolean {
  return a === b || Array.isArray(a) && Array.isArray(b) && isSameList(a, b);
}

function isSameList<T>(a: ArrayLike<T>, b: ArrayLike<T>): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
