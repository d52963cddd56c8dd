import type { Cell } from "../../display/mod.ts";
import { fromBase64 } from "../../platform/mod.ts";
import {
  EVALUATION_FORMAT,
  type EvaluationData,
  type EvaluationFrame,
  tableShape,
} from "./evaluation_data.ts";
import {
  cell,
  dictionary,
  finite,
  flag,
  type Form,
  is,
  json,
  length,
  list,
  named,
  oneOf,
  optional,
  record,
  string,
  wrong,
} from "./forms.ts";

/**
 * The record in a text or in parsed JSON, every field of it checked: files are
 * not trusted.
 *
 * @throws {SyntaxError} If it is not a record of this form.
 */
export function parseEvaluation(json: string | object): EvaluationData {
  const value = typeof json === "string" ? parseJson(json) : json;
  EVALUATION(value, "the record");
  const data = value as EvaluationData;
  checkTable(data, data.values);
  checkExamples(data);
  return data;
}

/**
 * Checks what is known of an experiment before it has run.
 *
 * @param value Parsed JSON.
 * @throws {SyntaxError} If it is of another form.
 */
export function parseFrame(value: unknown): EvaluationFrame {
  FRAME(value, "the job");
  const frame = value as EvaluationFrame;
  const cells = cellCount(frame);
  if (cells <= MOST_CELLS) return frame;
  throw wrong("the table", `at most ${MOST_CELLS} numbers`, cells);
}

/** A short file can ask for any table; experiments have some thousand numbers. */
const MOST_CELLS = 2 ** 25;

function cellCount(frame: EvaluationFrame): number {
  return tableShape(frame).reduce((product, side) => product * side, 1);
}

/** @throws {SyntaxError} If there is not a cell for every place. */
function checkTable(frame: EvaluationFrame, values: readonly unknown[]): void {
  const cells = cellCount(frame);
  if (values.length === cells) return;
  throw wrong("values", `a list of ${cells} numbers`, values);
}

function checkExamples({ methods, panels, examples }: EvaluationData): void {
  if (examples === undefined) return;
  const columns = panels?.columns.length ?? 0;
  const fits = examples.length === methods.length &&
    examples.every((row) => row.length === columns);
  if (!fits) {
    throw wrong("examples", "a map for every method and column", examples);
  }
  const { pictures, height, width } = panels!;
  const bytes = 4 * pictures.length * height * width;
  for (const map of examples.flat()) {
    if (map !== null && byteLength(map) !== bytes) {
      throw wrong("examples", `maps of ${bytes} bytes each as base64`, map);
    }
  }
}

function byteLength(base64: string): number {
  try {
    return fromBase64(base64).length;
  } catch {
    return NaN;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SyntaxError(
      `Cannot read an evaluation as it must be JSON: ${
        cause instanceof Error ? cause.message : cause
      }`,
    );
  }
}

/** One entry of a table, as labels have them. */
export const CELL: Form = is(
  "a string, a finite number, true, false or null",
  (value): value is Cell =>
    value === null || typeof value === "string" ||
    typeof value === "boolean" || Number.isFinite(value),
);

const points: Form = (value, name) => {
  list(
    is(
      "a number or a string",
      (entry) => typeof entry === "string" || Number.isFinite(entry),
    ),
    1,
  )(value, name);
  const entries = value as readonly unknown[];
  if (new Set(entries.map((entry) => typeof entry)).size > 1) {
    throw wrong(name, "a list of numbers or of strings", value);
  }
};

const AXIS = record({
  name: string,
  meaning: string,
  values: points,
  scale: oneOf("linear", "log", "points"),
  shares: optional(flag),
});

/** Areas are those under curves whose numbers grow, of logarithms from above 0. */
const axis: Form = (value, name) => {
  AXIS(value, name);
  const { scale, values } = value as NonNullable<EvaluationFrame["axis"]>;
  if (scale === "points") return;
  const least = scale === "log" ? 0 : -Infinity;
  const grow = (values as readonly unknown[]).every((point, i) =>
    typeof point === "number" && point > ((values[i - 1] ?? least) as number)
  );
  if (grow) return;
  throw wrong(
    `${name}.values`,
    `numbers that grow${scale === "log" ? " and are positive" : ""}`,
    values,
  );
};

const FRAME = record({
  experiment: string,
  model: record({
    name: string,
    fingerprint: string,
    notes: optional(list(string)),
  }),
  images: record({ names: list(string, 1), fingerprint: string }),
  methods: named(record({
    name: string,
    control: flag,
    blurOf: optional(string),
    sameAs: optional(record({ method: string, because: string })),
    method: string,
    signed: flag,
    settings: json,
    key: is(
      "a string or null",
      (key) => key === null || typeof key === "string",
    ),
  })),
  axis: optional(axis),
  measures: named(record({
    name: string,
    meaning: string,
    better: optional(oneOf("lower", "higher")),
    ofAll: optional(flag),
    note: optional(string),
    axis: optional(string),
  })),
  repeats: record({ count: length, name: string }),
  settings: dictionary(json),
  limits: list(string),
  panels: optional(record({
    columns: list(string, 1),
    pictures: list(record({
      name: string,
      rgb: string,
      captions: optional(list(string)),
    })),
    height: length,
    width: length,
  })),
});

const FILLED = record({
  format: oneOf(EVALUATION_FORMAT),
  values: list(cell),
  examples: optional(
    list(
      list(
        is(
          "a string or null",
          (map) => map === null || typeof map === "string",
        ),
      ),
    ),
  ),
  missing: list(dictionary(CELL)),
  notes: list(string),
  provenance: record({
    version: string,
    call: string,
    backend: string,
    seeds: list(finite),
    date: string,
  }),
});

const EVALUATION: Form = (value, name) => {
  FILLED(value, name);
  FRAME(value, name);
};
