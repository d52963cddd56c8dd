import type { Json } from "../../display/mod.ts";
import type { Images } from "../../image/mod.ts";
import type { Model } from "../../model/mod.ts";
import { sha256 } from "../../platform/mod.ts";
import {
  asTarget,
  explainOutputs,
  logit,
  type TargetInput,
} from "../../propagation/mod.ts";
import type { Evaluation, EvaluationFrame, Measure } from "../result/mod.ts";
import {
  callText,
  type EvaluatedMethod,
  type ExperimentUnit,
  holdModels,
  methodMaps,
  prepareMethods,
  runExperiment,
  type RunOptions,
  runOptionsOf,
  settingsJson,
  targetIdentity,
  type UnitResult,
} from "../run/mod.ts";
import { controlsOf } from "./controls.ts";
import type { EvaluationOptions } from "./evaluation_options.ts";
import { encodedMaps, type KeptMapsOptions, mapPanels } from "./kept_maps.ts";
import { runningOptions } from "./running_options.ts";

type ScoreOptions =
  & EvaluationOptions
  & Partial<KeptMapsOptions>
  & RunOptions
  & { readonly target?: TargetInput };

/** A measure, and how it is computed of the map of one image. */
export interface MapMeasure extends Measure {
  readonly of: (map: Float32Array, image: number) => number;
}

/** An experiment that explains every image once, and asks the maps. */
export interface MapExperiment extends
  Pick<
    EvaluationFrame,
    "experiment" | "measures" | "settings" | "limits"
  > {
  /** The function that users call. */
  readonly call: string;
  /** What it does by the maps of a network: `find objects`. */
  readonly action: string;
  /** What changes its numbers and is in no setting, such as masks. */
  readonly identity?: string;
  /** The numbers of all maps, by measure and image. */
  readonly score: (
    maps: readonly Float32Array[],
    held: Model,
  ) => UnitResult["values"] | Promise<UnitResult["values"]>;
  /** What a reader should know of a method's numbers, such as why some are missing. */
  readonly notes?: (
    method: EvaluatedMethod,
    values: UnitResult["values"],
  ) => readonly string[];
}

/** What asks each map on its own. */
export function eachMap(
  measures: readonly MapMeasure[],
): Pick<MapExperiment, "measures" | "score"> {
  return {
    measures: measures.map(({ of: _, ...measure }) => measure),
    score: (maps) =>
      measures.flatMap(({ of }) => maps.map((map, i) => of(map, i))),
  };
}

interface MethodUnit extends ExperimentUnit {
  readonly method: EvaluatedMethod;
}

/** Explains images by every method, and measures each map. */
export async function scoreMaps(
  model: Model,
  images: Images,
  options: ScoreOptions,
  experiment: MapExperiment,
): Promise<Evaluation> {
  return await holdModels(
    [model],
    "read",
    `${experiment.action} by maps of "${model.name}"`,
    options,
    ([held], options) => scoreMapsOf(held, images, options, experiment),
  );
}

async function scoreMapsOf(
  model: Model,
  images: Images,
  options: ScoreOptions,
  {
    experiment,
    call,
    measures,
    identity,
    limits,
    settings: own,
    score,
    notes,
  }: MapExperiment,
): Promise<Evaluation> {
  const { methods, backend, subject } = await prepareMethods(model, images, {
    ...options,
    controls: options.controls ?? controlsOf,
  });
  const { target, examples = 0 } = options;
  const explained = await targetIdentity(target);
  const panels = mapPanels(images, examples, ["map"]);
  const settings = { ...own, target: asTarget(target).label };
  // Of a function of the user's no more is known than its name.
  const isLogit = explained !== undefined && settings.target === logit().label;
  let classes: readonly number[] | undefined;
  return await runExperiment<MethodUnit>({
    frame: {
      experiment,
      ...subject,
      measures,
      repeats: { count: 1, name: "repeat" },
      settings,
      limits,
      ...(panels && { panels }),
    },
    settings: settingsJson([
      experiment,
      own,
      subject.images.fingerprint,
      identity ?? null,
      explained ?? null,
      panels?.pictures.length ?? 0,
    ]),
    origin: { call: callText(call, subject, settings), backend, seeds: [] },
    units: methods.map((method, m): MethodUnit => ({
      labels: { method: method.name },
      key: explained === undefined ? undefined : method.key,
      block: { methods: [m, m + 1], ...(panels && { columns: [0, 1] }) },
      method,
    })),
    compute: async ({ method }, { cache }) => {
      // Kept as other experiments keep them: by class, also where none was chosen.
      if (isLogit) {
        classes ??= (await explainOutputs(model, images, {
          ...runningOptions(options),
          target,
        })).target.classes;
      }
      const asked = isLogit
        ? method
        : await askedFor(method, target, explained);
      const batch = { model, images, targets: classes };
      const maps = await methodMaps(cache, asked, batch);
      const values = await score(maps, model);
      return {
        values,
        ...(notes && { notes: notes(method, values) }),
        ...(panels && { maps: [encodedMaps(maps, examples)] }),
      };
    },
  }, runOptionsOf(options));
}

/** A method that explains a target which is no logit; its maps are kept apart. */
async function askedFor(
  { key, run }: EvaluatedMethod,
  target: TargetInput,
  explained: Json | undefined,
): Promise<Pick<EvaluatedMethod, "key" | "run">> {
  const isKnown = key !== undefined && explained !== undefined;
  return {
    key: isKnown ? await sha256(JSON.stringify([key, explained])) : undefined,
    run: (model, images, options) => run(model, images, { ...options, target }),
  };
}
