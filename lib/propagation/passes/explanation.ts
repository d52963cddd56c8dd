import {
  type CsvOptions,
  type DataTable,
  tableCsv,
} from "../../display/mod.ts";
import type { Images } from "../../image/mod.ts";
import type {
  Explained,
  ExplainedModel,
  ExplainedTarget,
  NumericArray,
} from "./explained.ts";
import { outputWords } from "./output_words.ts";

/**
 * A result over its plain data: what those of every method have in common.
 *
 * @example
 * ```ts
 * import { biasGradients, Explanation, fullGrad, loadModel } from "fullgrad";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * for (const method of [fullGrad, biasGradients]) {
 *   const result = await method(model, "data/images/boat.png");
 *   assert(result instanceof Explanation);
 *   assertEquals(result.target.names, ["boat"]);
 * }
 * ```
 */
export abstract class Explanation<Data extends Explained> implements Explained {
  /** Everything that the method found: all else is computed from it. */
  readonly data: Data;

  /**
   * The result of the data, as it is.
   *
   * @param data Everything that the method found.
   */
  constructor(data: Data) {
    this.data = data;
  }

  /** The network. */
  get model(): ExplainedModel {
    return this.data.model;
  }

  /** The images, with their pictures. */
  get images(): Images {
    return this.data.images;
  }

  /** What was explained. */
  get target(): ExplainedTarget {
    return this.data.target;
  }

  /** The output before softmax or sigmoid, `[N, K]`. */
  get logits(): NumericArray {
    return this.data.logits;
  }

  /** Name of the tensor backend that computed it. */
  get backend(): string {
    return this.data.backend;
  }

  /** What a reader should know. */
  abstract get notes(): readonly string[];

  /** Its numbers, an observation a row. */
  abstract table(): DataTable;

  /** The table as CSV; see `tableCsv`. */
  toCsv(options: CsvOptions = {}): string {
    return tableCsv(this.table(), options);
  }

  /** What it is of, a line an image, and the notes. */
  toString(): string {
    const { model, images, notes } = this;
    return [
      ...images.names.map((name, i) =>
        `${this.title} of ${name} by ${model.name}: ${
          outputWords(this.data, i)
        }`
      ),
      ...notes.map((note) => `note: ${note}`),
    ].join("\n");
  }

  /** What it calls itself in words. */
  protected get title(): string {
    return this.constructor.name;
  }

  /** What `console.log` shows, under Deno and Node. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return String(this);
  }
}
