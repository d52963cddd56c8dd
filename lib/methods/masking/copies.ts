import type { ImageInput, Images } from "../../image/mod.ts";
import { asModel, type Model, type ModelInput } from "../../model/mod.ts";
import {
  asTarget,
  explainChangedOutputs,
  type Explained,
  type ExplainOptions,
  explainOutputs,
  type Target,
} from "../../propagation/mod.ts";

/** About how many bytes of changed images wait for the network at once. */
const BYTES_WAITING = 16e6;

/** Evaluates what is explained on changed copies of the images. */
export class Copies {
  /** The network. */
  readonly model: Model;
  /** What is explained, and its value on the images as they are. */
  readonly explained: Explained;
  readonly #target: Target;
  readonly #options: ExplainOptions;

  /**
   * Copies of images that were explained with the same options.
   *
   * @param explained What was explained: copies are asked about the same classes.
   */
  constructor(model: Model, explained: Explained, options: ExplainOptions) {
    this.model = model;
    this.explained = explained;
    this.#target = asTarget(options.target);
    this.#options = options;
  }

  /** The copies of images, once what is explained of them is known. */
  static async of(
    input: ModelInput,
    images: ImageInput,
    options: ExplainOptions,
  ): Promise<Copies> {
    const model = asModel(input);
    const { onProgress: _, ...quiet } = options;
    return new Copies(
      model,
      await explainOutputs(model, images, quiet),
      options,
    );
  }

  /** The values of one image, `[H, W, C]`. */
  valuesOf(image: number): Float32Array {
    const { values, shape: [count] } = this.explained.images;
    const size = values.length / count;
    return values.subarray(image * size, (image + 1) * size);
  }

  /**
   * Evaluates copies of one image, a batch at a time; of those that differ in a
   * small part, what the part reaches. Tells after every chunk how many copies of
   * all images are done.
   *
   * @param image Position of the image.
   * @param count How many copies.
   * @param write Writes copy `k`, `[H, W, C]`, over the image as it is.
   * @param take Told the value of copy `k`, in order.
   * @param before How many copies of the image are done before these.
   * @param total How many copies every image has.
   */
  async evaluate(
    image: number,
    count: number,
    write: (k: number, copy: Float32Array) => void,
    take: (k: number, value: number) => void,
    before = 0,
    total = count,
  ): Promise<void> {
    const { images: { shape: [images, ...size] } } = this.explained;
    const own = this.valuesOf(image);
    const batch = Math.max(1, Math.floor(BYTES_WAITING / own.byteLength));
    const { signal, chunkSize, onProgress } = this.#options;
    const target = this.#targetOf(image);
    for (let start = 0; start < count; start += batch) {
      const rows = Math.min(batch, count - start);
      const values = new Float32Array(rows * own.length);
      for (let row = 0; row < rows; row++) {
        const copy = values.subarray(row * own.length, (row + 1) * own.length);
        copy.set(own);
        write(start + row, copy);
      }
      const { target: { values: found } } = await explainChangedOutputs(
        this.model,
        this.#imagesOf(image, values, [rows, ...size]),
        Array<Float32Array>(rows).fill(own),
        {
          target,
          ...(signal && { signal }),
          ...(chunkSize !== undefined && { chunkSize }),
          onProgress: (done) =>
            onProgress?.(
              image * total + before + start + done,
              images * total,
            ),
        },
      );
      found.forEach((value, row) => take(start + row, value));
    }
  }

  /** What is explained, about the class that was explained of the image. */
  #targetOf(image: number): Target {
    if (this.#target.custom) return this.#target;
    const { classes, references } = this.explained.target;
    return {
      ...this.#target,
      classes: classes[image],
      ...(references && { reference: references[image] }),
    };
  }

  #imagesOf(
    image: number,
    values: Float32Array,
    shape: Images["shape"],
  ): Images {
    const [rows, height, width] = shape;
    return {
      values,
      shape,
      rgb: new Uint8Array(rows * height * width * 3),
      names: Array(rows).fill(this.explained.images.names[image]!),
    };
  }
}
