import * as tf from "@tensorflow/tfjs";
import { citationsFor } from "../citations/mod.ts";
import {
  type Bundle,
  DataTable,
  type Figure,
  type Json,
} from "../display/mod.ts";
import type { ImageInput } from "../image/mod.ts";
import { asModel, type LayerGraph, type ModelInput } from "../model/mod.ts";
import { checkOptions, type OptionRequirements } from "../options/mod.ts";
import {
  BYTES_IN_FLIGHT,
  BYTES_PER_FLOAT,
  classLogits,
  EXPLAIN_OPTIONS,
  explainInChunks,
  type ExplainOptions,
  Explanation,
  type ForwardRecord,
  forwardTangents,
  forwardToTarget,
  type TangentSource,
  type TieRule,
  toJson,
} from "../propagation/mod.ts";
import { biasTangents } from "./bias_tangents.ts";
import {
  CLASS_FORMAT,
  classFigure,
  type ClassFigureOptions,
  type ClassSharesData,
  classTable,
  type ClassTerm,
  readClassShares,
  rowsOf,
} from "./class_terms.ts";
import { type Completeness, completenessOf } from "./completeness.ts";
import { sitesOf } from "./decompose.ts";
import { INPUT_SITE, type TermSite } from "./term.ts";
import { isIncomplete } from "./term_notes.ts";

/** The options of {@linkcode classShares}. */
export type ClassSharesOptions = Pick<
  ExplainOptions,
  "ties" | "signal" | "onProgress"
>;

const { ties, signal, onProgress } = EXPLAIN_OPTIONS;

const OPTIONS: OptionRequirements<ClassSharesOptions> = {
  ties,
  signal,
  onProgress,
};

/**
 * What every layer gives to the logit of every class, in one record of plain
 * data. Last in a notebook cell it draws itself: a row a layer, a column for each
 * of the classes with the greatest logits.
 *
 * `JSON.stringify(result)` writes the record, images included, and
 * {@linkcode ClassShares.from} reads it.
 *
 * @example
 * ```ts
 * import { ClassShares, classShares, loadModel } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const result = await classShares(model, new Float32Array(64 * 64 * 3));
 * const again = ClassShares.from(JSON.stringify(result));
 * assertEquals(again.toCsv(), result.toCsv());
 * ```
 */
export class ClassShares extends Explanation<ClassSharesData> {
  /** What it is in words. */
  protected override get title(): string {
    return "Shares of all classes";
  }

  /** What saved records of this class call their form. */
  static readonly format: string = CLASS_FORMAT;

  /**
   * The result that a file or a text holds.
   *
   * @param json What `JSON.stringify(result)` wrote, or the same parsed.
   * @throws {SyntaxError} If it is not a record of this form.
   */
  static from(json: string | object): ClassShares {
    return new ClassShares(readClassShares(json));
  }

  /** The record as JSON. */
  toJSON(): Json {
    return toJson({ format: CLASS_FORMAT, ...this.data });
  }

  /** The input term, then the term of every site in forward order. */
  get terms(): readonly ClassTerm[] {
    return this.data.terms;
  }

  /** How nearly the terms add up to the logit of every class, by image and class. */
  get completeness(): readonly (readonly Completeness[])[] {
    const { logits, terms } = this.data;
    return rowsOf(logits).map((outputs, image) => {
      const parts = terms.map(({ parts }) => rowsOf(parts)[image]!);
      return completenessOf(
        [...outputs],
        terms.map(({ site }, i) => ({
          site,
          sums: [...parts[i]!],
          absolute: [...parts[i]!.map(Math.abs)],
          spatial: false,
        })),
      );
    });
  }

  /** What a reader should know. */
  override get notes(): readonly string[] {
    const { notes, images: { names } } = this.data;
    return [
      ...notes,
      ...this.completeness.flatMap((classes, image) => {
        const incomplete = classes.filter(isIncomplete).length;
        return incomplete === 0 ? [] : [
          `The terms of ${
            names[image]
          } do not add up to the logits of ${incomplete} of ${classes.length} classes.`,
        ];
      }),
    ];
  }

  /** The parts of the classes with the greatest logits, layer by layer. */
  figure(options: ClassFigureOptions = {}): Figure {
    return classFigure(this.data, options).withNotes(this.notes);
  }

  /** Every part and its share of the logit, a row an image, class and layer. */
  table(): DataTable {
    return new DataTable(classTable(this.data));
  }

  /** What to cite for full-gradients, as BibTeX. */
  citations(): string {
    return citationsFor(["full-gradients"]);
  }

  /** Returns what a notebook shows. */
  [Symbol.for("Jupyter.display")](): Promise<Bundle> {
    return this.figure().toBundle();
  }
}

/**
 * What the input and every layer's biases give to the logit of every class:
 * the terms of {@linkcode biasGradients}, summed, for all classes at once.
 *
 * Around an image the network is a linear function of its input and its biases
 * (with relu's gates, the places of maxima and the statistics of normalizations
 * as they are there), so that one pass with a layer's biases alone, from that
 * layer on, gives its part of every logit: as many passes as there are layers
 * with biases, not as there are classes. Passes share their operations. An
 * implicit bias is what the linear part of its layer leaves, `z − J·a`.
 *
 * Source: Srinivas & Fleuret, "Full-Gradient Representation for Neural Network
 * Visualization", NeurIPS 2019, equation 2, in forward mode.
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param images One image or a batch: paths, URLs, pixels or values.
 * @param options Where the slope of extremes goes that tie, and progress.
 * @returns Parts of all logits as typed arrays; last in a notebook cell it draws
 * itself.
 * @throws {TypeError} If the images do not fit the model, its output is not
 * `[N, classes]`, or an option does not exist or has another type.
 * @throws {RangeError} If the output is not finite.
 *
 * @example
 * ```ts
 * import { biasGradients, classShares, loadModel } from "fullgrad";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const image = "data/images/boat.png";
 * const { terms } = await classShares(model, image);
 * const { layers } = await biasGradients(model, image, { target: 3 });
 * terms.forEach(({ parts }, i) =>
 *   assertAlmostEquals(parts.values[3]!, layers[i]!.sums[0]!, 1e-3)
 * );
 * ```
 */
export async function classShares(
  model: ModelInput,
  images: ImageInput,
  options: ClassSharesOptions = {},
): Promise<ClassShares> {
  checkOptions("run classShares", options, OPTIONS);
  const { nodes, output } = asModel(model).graph;
  const { shape } = nodes[output]!;
  if (shape.length !== 2) {
    throw new TypeError(
      `Cannot run classShares as the output must be [N, classes]: current shape is [${
        shape.map((side) => side ?? "any")
      }]. biasGradients takes a function of the output as its target`,
    );
  }
  let sites: readonly TermSite[] = [];
  const { arrays, explained } = await explainInChunks(
    model,
    images,
    { ...options, chunkSize: 1 },
    (chunk) => {
      const { record, logits, value } = forwardToTarget(chunk);
      sites = [INPUT_SITE, ...sitesOf(chunk.graph)];
      const { head } = chunk.graph;
      const parts = partsOf(record, chunk.image, chunk.ties);
      const tensors = {
        logits: classLogits(logits, head),
        parts: tf.expandDims(classLogits(parts, head), 0),
      };
      return { logits, value, tensors };
    },
  );
  const { values, shape: [count, rows, classes] } = arrays.parts;
  const size = classes!;
  return new ClassShares({
    ...explained,
    logits: arrays.logits,
    terms: sites.map((site, row) => {
      const parts = new Float32Array(count! * size);
      for (let image = 0; image < count!; image++) {
        const start = (image * rows! + row) * size;
        parts.set(values.subarray(start, start + size), image * size);
      }
      return { site, parts: { values: parts, shape: [count!, size] } };
    }),
  });
}

/** The parts of the input and of all sites of an image, `[1 + L, K]`. */
function partsOf(
  record: ForwardRecord,
  image: tf.Tensor,
  ties: TieRule,
): tf.Tensor {
  const { graph } = record;
  const sources: readonly TangentSource[] = [
    { node: graph.nodes[graph.input]!, tangent: () => tf.clone(image) },
    ...graph.nodes.flatMap((node) => biasTangents(record, node, ties)),
  ];
  const size = stackSizeFor(graph, record);
  const parts: tf.Tensor[] = [];
  for (let start = 0; start < sources.length; start += size) {
    const some = sources.slice(start, start + size);
    parts.push(tf.tidy(() => forwardTangents(record, some, ties)));
  }
  return tf.concat(parts, 0);
}

/** How many changes can go through at once in a bounded memory. */
function stackSizeFor(
  { nodes }: LayerGraph,
  { shapeOf }: ForwardRecord,
): number {
  const largest = Math.max(
    ...nodes.map(({ id }) => tf.util.sizeFromShape([...shapeOf(id)])),
  );
  // A node's inputs and output, and what its rule makes on the way.
  return Math.max(
    1,
    Math.floor(BYTES_IN_FLIGHT / (4 * largest * BYTES_PER_FLOAT)),
  );
}
