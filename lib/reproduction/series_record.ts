import { parse } from "csv-parse/sync";
import { Evaluation, tableCsv } from "../evaluation/mod.ts";
import { joinedHeaders, type RecordHeader } from "./record_header.ts";

/** Digits of a committed number; all that is said follows from these. */
const DIGITS = 5;

/** The numbers of a method on an image, or on a dataset. */
interface Row {
  readonly slice: string;
  readonly repeat: number;
  readonly image: string;
  readonly method: string;
  /** By measure and point of the axis; see {@linkcode columnOf}. */
  readonly cells: Readonly<Record<string, number | null>>;
}

/** A slice that is finished: which it is of how many repeats. */
export interface SliceName {
  readonly name: string;
  /** Which repeat its numbers are, from 1, where slices are repeats. */
  readonly repeat?: number;
  /**
   * The position of its first image, from 0, where images are `image 0`, … of
   * their slice.
   */
  readonly start?: number;
}

/**
 * What is kept of a series: the chosen measures of every finished slice, in five
 * digits, so that what is said of a run is what is said of its CSV.
 */
export class SeriesRecord {
  readonly #header: RecordHeader;
  readonly #rows: readonly Row[];

  constructor(header: RecordHeader, rows: readonly Row[]) {
    this.#header = header;
    this.#rows = rows;
  }

  /** The record of one slice, of some of its measures. */
  static of(
    evaluation: Evaluation,
    { name, repeat, start }: SliceName,
    measures: readonly string[],
  ): SeriesRecord {
    // Neither maps nor pictures: what explains them may not be ours to keep.
    const {
      format: _f,
      missing: _m,
      notes: _n,
      examples: _e,
      panels: _p,
      values,
      ...rest
    } = evaluation.data;
    const { provenance: { date: _d, ...origin }, images, ...frame } = rest;
    const kept = frame.measures.filter(({ name }) => measures.includes(name));
    const points = frame.axis?.values ?? [""];
    const own = frame.repeats.count;
    const count = images.names.length;
    const rows = frame.methods.flatMap((method, m) =>
      images.names.flatMap((image, i) =>
        Array.from({ length: own }, (_, r): Row => ({
          slice: name,
          repeat: repeat ?? r + 1,
          image: start === undefined ? image : `image ${start + i}`,
          method: method.name,
          cells: Object.fromEntries(kept.flatMap((measure) => {
            const k = m * frame.measures.length +
              frame.measures.indexOf(measure);
            return points.map((point, p) => [
              columnOf(measure.name, point),
              rounded(
                values[((k * points.length + p) * count + i) * own + r]!,
              ),
            ]);
          })),
        }))
      )
    );
    return new SeriesRecord({
      frame: {
        ...frame,
        measures: kept,
        images: { names: [], fingerprint: "" },
        repeats: { ...frame.repeats, count: repeat ?? own },
      },
      origin,
      slices: [{ name, images: images.fingerprint }],
    }, rows);
  }

  /**
   * The record that two files hold: the slices that are in both. They are written
   * one after the other, and another process may have written in between.
   *
   * @throws {Error} If they are damaged.
   */
  static parse(csv: string, json: string): SeriesRecord {
    const all: Record<string, string>[] = parse(csv, {
      columns: true,
      bom: true,
    });
    const header: RecordHeader = JSON.parse(json);
    const inRows = new Set(all.map(({ slice }) => slice));
    const slices = header.slices.filter(({ name }) => inRows.has(name));
    const names = new Set(slices.map(({ name }) => name));
    const rows = all.filter(({ slice }) => names.has(slice!));
    requireAllRows(rows, header.frame.methods.map(({ name }) => name));
    return new SeriesRecord(
      { ...header, slices },
      rows.map(({ slice, repeat, image, method, ...cells }) => ({
        slice: slice!,
        repeat: numberIn(repeat!),
        image: image!,
        method: method!,
        cells: Object.fromEntries(
          Object.entries(cells).map(([column, text]) => [
            column,
            text === "" ? null : numberIn(text),
          ]),
        ),
      })),
    );
  }

  /**
   * Several records as one, their slices in the order of some names.
   *
   * @throws {RangeError} If they are not of the same network and methods.
   */
  static join(
    records: readonly SeriesRecord[],
    order: readonly string[],
  ): SeriesRecord {
    const rank = new Map(order.map((name, i) => [name, i]));
    const place = (name: string) => rank.get(name) ?? order.length;
    const sorted = records.flatMap((record) =>
      record.#header.slices.map((slice) => ({ slice, record }))
    ).toSorted((a, b) => place(a.slice.name) - place(b.slice.name));
    const headers = sorted.map(({ record }) => record.#header);
    return new SeriesRecord(
      {
        ...headers.reduce(joinedHeaders),
        slices: sorted.map(({ slice }) => slice),
      },
      sorted.flatMap(({ slice, record }) =>
        record.#rows.filter((row) => row.slice === slice.name)
      ),
    );
  }

  /** The names of its slices. */
  get slices(): readonly string[] {
    return this.#header.slices.map(({ name }) => name);
  }

  /** The rows as CSV: one a slice, repeat, image and method. */
  toCsv(): string {
    const { measures, axis } = this.#header.frame;
    const columns = measures.flatMap(({ name }) =>
      (axis?.values ?? [""]).map((point) => columnOf(name, point))
    );
    const labels = ["slice", "repeat", "image", "method"] as const;
    return tableCsv({
      columns: [...labels, ...columns].map((name) => ({ name, meaning: name })),
      rows: this.#rows.map((row) => [
        ...labels.map((label) => row[label]),
        ...columns.map((column) => row.cells[column] ?? null),
      ]),
      // Names such as `+ layer` are read again as they are.
    }, { escapeFormulas: false });
  }

  /** All but the rows, as JSON. */
  toJson(): string {
    return JSON.stringify(this.#header, null, 2) + "\n";
  }

  /** As an evaluation, with all that can be read from one. */
  evaluation(): Evaluation {
    const { frame, origin, slices } = this.#header;
    const names = [...new Set(this.#rows.map(({ image }) => image))];
    // Slices may have other points of one method, image and repeat.
    const cells = new Map(
      this.#rows.flatMap((row) =>
        Object.entries(row.cells).filter(([, value]) => value !== null).map((
          [column, value],
        ) => [`${row.method}\n${row.image}\n${row.repeat}\n${column}`, value])
      ),
    );
    const repeats = Array.from(
      { length: frame.repeats.count },
      (_, r) => r + 1,
    );
    const values = frame.methods.flatMap((method) =>
      frame.measures.flatMap((measure) =>
        (frame.axis?.values ?? [""]).flatMap((point) =>
          names.flatMap((image) =>
            repeats.map((repeat) => {
              const column = columnOf(measure.name, point);
              const at = `${method.name}\n${image}\n${repeat}\n${column}`;
              return cells.get(at) ?? null;
            })
          )
        )
      )
    );
    return Evaluation.from({
      ...frame,
      format: "fullgrad evaluation 1",
      images: { names, fingerprint: slices.map(({ images }) => images).join() },
      values,
      missing: [],
      notes: [],
      provenance: { ...origin, date: "" },
    });
  }
}

/** What a measure at a point of the axis is called in the CSV. */
function columnOf(measure: string, point: number | string): string {
  return point === "" ? measure : `${measure} @ ${point}`;
}

/**
 * A slice is finished as a whole: of each of its methods it has a row for every
 * image and repeat.
 *
 * @throws {SyntaxError} If rows are missing, there twice, or of a method that is not
 * in the header.
 */
function requireAllRows(
  rows: readonly Readonly<Record<string, string>>[],
  methods: readonly string[],
): void {
  for (const [slice, own] of Map.groupBy(rows, ({ slice }) => slice!)) {
    const different = (of: (row: typeof own[0]) => unknown) =>
      new Set(own.map(of)).size;
    const count = different(({ method }) => method) *
      different(({ image }) => image) * different(({ repeat }) => repeat);
    const unlike = different(({ method, image, repeat }) =>
      JSON.stringify([method, image, repeat])
    );
    if (own.length !== count || unlike !== count) {
      throw new SyntaxError(
        `${slice} must have a row for every method, image and repeat once, ${count}: it has ${own.length}, ${unlike} of them different`,
      );
    }
    const foreign = own.find(({ method }) => !methods.includes(method!));
    if (foreign === undefined) continue;
    throw new SyntaxError(
      `${slice} must have rows of ${
        methods.join(", ")
      }: one is of ${foreign.method}`,
    );
  }
}

/** Numbers as they are written: no other text of one, and no blanks. */
const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/;

/** @throws {SyntaxError} If a cell holds none. */
function numberIn(text: string): number {
  const value = Number(text);
  if (NUMBER.test(text) && Number.isFinite(value)) return value;
  throw new SyntaxError(
    `a cell must be a number: it is ${JSON.stringify(text)}`,
  );
}

function rounded(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(DIGITS));
}
