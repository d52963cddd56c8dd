import { formatNumber, type Json } from "../../display/mod.ts";
import type {
  EvaluationData,
  Measure,
  MethodEntry,
} from "./evaluation_data.ts";
import { intervalOf } from "./intervals.ts";
import { blurPairs, type PairedComparison, pairsWith } from "./paired.ts";
import { judgingMeasures } from "./read_values.ts";
import { counted, endWords, intervalWords, pairWords } from "./words.ts";

/** The options, the numbers, the notes and the limits of a record in words. */
export function evaluationText(
  data: EvaluationData,
): readonly string[] {
  const { model, images, settings, measures, missing } = data;
  const { version, backend } = data.provenance;
  const what = images.names.length === 1
    ? images.names[0]
    : `${images.names.length} images`;
  const options = Object.entries(settings).map(([name, value]) =>
    `${name} ${wordOf(value)}`
  );
  return [
    `${model.name}, ${what}. ${
      options.join(" · ")
    }. Dashed or with *: controls. Intervals: ${
      intervalWords(data, judgingMeasures(data)[0]!)
    }.`,
    ...measures.filter(({ better }) => better)
      .flatMap((measure) => scoresOf(data, measure)),
    ...measures.filter(({ ofAll }) => ofAll)
      .flatMap((measure) => ofAllMethods(data, measure)),
    ...pairsOf(data),
    ...(missing.length === 0 ? [] : [
      `Of other processes ${
        counted(missing.length, "unit")
      } not finished: methods may have other images.`,
    ]),
    ...sameMaps(data.methods),
    ...data.notes,
    ...data.limits,
    `fullgrad ${version}, ${backend}.`,
  ];
}

/** The means by one measure, or the areas under its curves, the best first. */
function scoresOf(
  data: EvaluationData,
  { name, better }: Measure,
): readonly string[] {
  const { axis } = data;
  const isCurve = axis !== undefined && axis.values.length > 1;
  const scores = data.methods.flatMap((method) => {
    const interval = intervalOf(data, method.name, name);
    return interval ? [{ name: method.name, ...interval }] : [];
  });
  if (scores.length === 0) return [];
  const words = scores
    .sort((a, b) => better === "lower" ? a.mean - b.mean : b.mean - a.mean)
    .map(({ name, ...score }) =>
      `${name} ${formatNumber(score.mean)} (${endWords(score)})`
    );
  return [
    `${
      isCurve
        ? `Area under the curve, ${name}, along the axis (${axis.scale})`
        : `Mean of ${name}`
    }, ${better} is better: ${words.join(" · ")}.`,
  ];
}

/** A number that all methods share. */
function ofAllMethods(
  data: EvaluationData,
  { name, meaning }: Measure,
): readonly string[] {
  const [interval] = data.methods
    .flatMap((method) => intervalOf(data, method.name, name) ?? []);
  return interval === undefined ? [] : [
    `${name}, ${meaning}: ${formatNumber(interval.mean)} (${
      endWords(interval)
    }).`,
  ];
}

/** The first method less each other one, measure by measure. */
function pairsOf(data: EvaluationData): readonly string[] {
  const method = data.methods[0]!.name;
  return [
    ...byMeasure(
      `${method} less each other`,
      pairsWith(data, method),
    ),
    ...byMeasure(
      "Gain from blur alone, blurred maps less the method's own",
      blurPairs(data),
    ),
  ];
}

/** Which methods have the same maps by construction, a sentence for each reason. */
export function sameMaps(
  methods: readonly Pick<MethodEntry, "name" | "sameAs">[],
): readonly string[] {
  const groups = Map.groupBy(
    methods.filter(({ sameAs }) => sameAs),
    ({ sameAs }) => JSON.stringify(sameAs),
  );
  return [...groups.values()].map((same) => {
    const { method, because } = same[0]!.sameAs!;
    const names = [method, ...same.map(({ name }) => name)];
    return `${names.slice(0, -1).join(", ")} and ${
      names.at(-1)
    } are the same maps by construction: ${because}.`;
  });
}

/** A sentence for the pairs of every measure. */
function byMeasure(
  what: string,
  pairs: readonly PairedComparison[],
): readonly string[] {
  return [...Map.groupBy(pairs, ({ measure }) => measure)].map(
    ([measure, pairs]) =>
      `${what}, ${measure}, paired over ${
        pairs[0]!.over === "nothing" ? "1: no interval, no p" : pairs[0]!.over
      }: ${pairs.map((pair) => `${pair.b} ${pairWords(pair)}`).join(" · ")}.`,
  );
}

/** A setting as text. */
function wordOf(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
