import {
  type Evaluation,
  EVALUATION_FORMAT,
  type EvaluationData,
  imageValues,
  judgingMeasures,
  type Measure,
  tableShape,
} from "../result/mod.ts";

/** The experiment that a record of the measures of several ones is of. */
export const ALL_MEASURES = "Methods by all measures";

/** A measure with the experiment that it is of, and where it stands there. */
interface Column {
  readonly measure: Measure;
  readonly of: EvaluationData;
  readonly own: Measure;
}

/**
 * One record of the measures of several experiments on the same images and
 * methods: a number for every method, measure and image, along an axis the area
 * under the curve. Measures that speak for no method are there where their
 * experiment has no other.
 *
 * @param maps The experiment that the kept maps are of, and the methods.
 * @param parts The experiments, by the name that tells measures of one name apart.
 */
export function combineEvaluations(
  maps: Evaluation,
  parts: Readonly<Record<string, Evaluation>>,
): EvaluationData {
  const { data: first } = maps;
  const columns = columnsOf(parts);
  const all = Object.values(parts).map(({ data }) => data);
  const { panels, examples } = first;
  return {
    format: EVALUATION_FORMAT,
    experiment: ALL_MEASURES,
    model: first.model,
    images: first.images,
    methods: first.methods,
    measures: columns.map(({ measure }) => measure),
    repeats: { count: 1, name: "repeat" },
    settings: Object.fromEntries(
      Object.entries(parts).map(([name, { data }]) => [name, data.settings]),
    ),
    limits: [...new Set(all.flatMap(({ limits }) => limits))],
    values: first.methods.flatMap(({ name }) =>
      columns.flatMap(({ of, own }) => imageValues(of, name, own, "area"))
    ),
    ...(panels && { panels }),
    ...(examples && { examples }),
    missing: Object.entries(parts).flatMap(([experiment, { data }]) =>
      data.missing.map((labels) => ({ experiment, ...labels }))
    ),
    notes: [...new Set(all.flatMap(({ notes }) => notes))],
    provenance: {
      ...first.provenance,
      call: all.map(({ provenance }) => provenance.call).join("; "),
      seeds: [...new Set(all.flatMap(({ provenance }) => provenance.seeds))],
    },
  };
}

/**
 * The columns of all experiments. One of a single measure gives it its own name;
 * measures of one name have that of the experiment before them.
 */
function columnsOf(
  parts: Readonly<Record<string, Evaluation>>,
): readonly Column[] {
  const columns = Object.entries(parts).flatMap(([part, { data }]) =>
    judgingMeasures(data).map((own) => ({ part, of: data, own }))
  );
  const counts = Map.groupBy(columns, ({ own }) => own.name);
  const single = Map.groupBy(columns, ({ part }) => part);
  const shortOf = ({ part, own }: typeof columns[0]) =>
    single.get(part)!.length === 1
      ? part
      : counts.get(own.name)!.length > 1
      ? `${part}, ${own.name}`
      : own.name;
  const shorts = Map.groupBy(columns, shortOf);
  return columns.map((column) => {
    const { part, of, own } = column;
    const { axis: _, name, meaning, ...rest } = own;
    const isCurve = tableShape(of)[2] > 1;
    return {
      of,
      own,
      measure: {
        ...rest,
        // An experiment may have the name of another one's measure.
        name: shorts.get(shortOf(column))!.length > 1
          ? `${part}, ${name}`
          : shortOf(column),
        meaning: isCurve ? `${meaning}, area under the curve` : meaning,
      },
    };
  });
}
