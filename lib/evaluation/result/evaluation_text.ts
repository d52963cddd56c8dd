import {
  formatNumber,
  type Json,
  type PageSection,
} from "../../display/mod.ts";
import type { EvaluationData, MethodEntry } from "./evaluation_data.ts";
import { intervalOf } from "./intervals.ts";
import { blurPairs, type PairedComparison, pairsWith } from "./paired.ts";
import { judgingMeasures, measureOf } from "./read_values.ts";
import { pairsTable, type Scores, scoresTable } from "./text_tables.ts";
import {
  counted,
  endWords,
  intervalWords,
  pairWords,
  winWord,
} from "./words.ts";

/** The options, the numbers, the notes and the limits of a record in words. */
export function evaluationText(
  data: EvaluationData,
): readonly string[] {
  return [
    openingText(data),
    ...scoresOf(data).map((scores) => scoresText(data, scores)),
    ...sharedText(data),
    ...pairsOf(data).map((pairs) => pairsText(data, pairs)),
    ...closingText(data),
  ];
}

/** The same as a notebook shows it: numbers of many methods are tables. */
export function evaluationSections(
  data: EvaluationData,
): readonly PageSection[] {
  const scores = scoresOf(data);
  const groups = Map.groupBy(pairsOf(data), ({ what }) => what);
  return [
    { text: openingText(data) },
    ...(scores.length === 0
      ? []
      : [{ text: scoresTitle(data), figure: scoresTable(scores) }]),
    ...[...groups].map(([what, group]) => ({
      text: `${what}, paired over ${overWords(group[0]!.pairs)}`,
      figure: pairsTable(
        group.flatMap(({ pairs }) => pairs),
        winWord(judgingMeasures(data)[0]!),
      ),
    })),
    { text: [...sharedText(data), ...closingText(data)] },
  ];
}

/** What was measured, and on what. */
function openingText(data: EvaluationData): string {
  const { model, images, settings } = data;
  const what = images.names.length === 1
    ? images.names[0]
    : `${images.names.length} images`;
  const options = Object.entries(settings).map(([name, value]) =>
    `${name} ${wordOf(value)}`
  );
  return `${model.name}, ${what}. ${
    options.join(" · ")
  }. Dashed or with *: controls. Intervals: ${
    intervalWords(data, judgingMeasures(data)[0]!)
  }.`;
}

/** What else to know of the numbers. */
function closingText(data: EvaluationData): readonly string[] {
  const { missing, provenance: { version, backend } } = data;
  return [
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

/** The means by measure, or the areas under its curves. */
function scoresOf(data: EvaluationData): readonly Scores[] {
  return data.measures.filter(({ better }) => better).map((measure) => ({
    measure,
    means: data.methods.flatMap(({ name }) => {
      const interval = intervalOf(data, name, measure.name);
      return interval ? [{ name, ...interval }] : [];
    }).sort((a, b) =>
      measure.better === "lower" ? a.mean - b.mean : b.mean - a.mean
    ),
  })).filter(({ means }) => means.length > 0);
}

function isCurve({ axis }: EvaluationData): boolean {
  return axis !== undefined && axis.values.length > 1;
}

function scoresText(
  data: EvaluationData,
  { measure: { name, better }, means }: Scores,
): string {
  const words = means.map(({ name, ...score }) =>
    `${name} ${formatNumber(score.mean)} (${endWords(score)})`
  );
  return `${
    isCurve(data)
      ? `Area under the curve, ${name}, along the axis (${data.axis!.scale})`
      : `Mean of ${name}`
  }, ${better} is better: ${words.join(" · ")}.`;
}

function scoresTitle(data: EvaluationData): string {
  return isCurve(data)
    ? `Areas under the curves, along the axis (${data.axis!.scale})`
    : "Means";
}

/** Numbers that all methods share. */
function sharedText(data: EvaluationData): readonly string[] {
  return data.measures.filter(({ ofAll }) => ofAll)
    .flatMap(({ name, meaning }) => {
      const [interval] = data.methods
        .flatMap((method) => intervalOf(data, method.name, name) ?? []);
      return interval === undefined ? [] : [
        `${name}, ${meaning}: ${formatNumber(interval.mean)} (${
          endWords(interval)
        }).`,
      ];
    });
}

/** Pairs by one measure. */
interface Pairs {
  readonly what: string;
  readonly measure: string;
  readonly pairs: readonly PairedComparison[];
}

/** The first method minus each other one, and what blur gains, by measure. */
function pairsOf(data: EvaluationData): readonly Pairs[] {
  const method = data.methods[0]!.name;
  const byMeasure = (what: string, pairs: readonly PairedComparison[]) =>
    [...Map.groupBy(pairs, ({ measure }) => measure)].map(
      ([measure, pairs]) => ({ what, measure, pairs }),
    );
  return [
    ...byMeasure(`${method} minus each other`, pairsWith(data, method)),
    ...byMeasure(
      "Gain from blur alone, blurred maps minus the method's own",
      blurPairs(data),
    ),
  ];
}

/** A sentence for the pairs of a measure. */
function pairsText(
  data: EvaluationData,
  { what, measure, pairs }: Pairs,
): string {
  const words = pairs.map((pair) =>
    `${pair.b} ${pairWords(pair, measureOf(data, measure))}`
  );
  return `${what}, ${measure}, paired over ${overWords(pairs)}: ${
    words.join(" · ")
  }.`;
}

function overWords(pairs: readonly PairedComparison[]): string {
  const over = pairs.map(({ over }) => over);
  return over.find((what) => what !== "nothing") ?? "1: no interval, no p";
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

/**
 * A setting as text. The name of a training is what records have: a folder's files
 * are called by it, so that its number stays as it is, and is right here.
 */
function wordOf(value: Json): string {
  return typeof value === "string"
    ? value.replace(/(?<![\d.])1 epochs\b/, "1 epoch")
    : JSON.stringify(value);
}
