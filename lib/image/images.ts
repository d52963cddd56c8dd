/** Images: what a network takes, and the pictures to draw results over. */
import {
  type Bundle,
  type Figure,
  type RgbImage,
  smallMultiples,
} from "../display/mod.ts";
import { type Preprocessing, preprocessing } from "../model/mod.ts";
import { checkSpec, type ImageSpec } from "./image_spec.ts";
import { denormalize, normalize, stretchRange } from "./normalize.ts";
import { type Picture, toRgb } from "./picture.ts";
import type { PictureOptions, PictureSettings } from "./picture_settings.ts";

/**
 * A batch of images as a network takes them, with the pictures for display.
 *
 * The product of {@linkcode loadImage}, {@linkcode loadImages} and
 * {@linkcode toImages}. Plain arrays: nothing to dispose. Last in a cell, those show
 * their pictures.
 */
export interface Images {
  /** The network's input, in the layout of `shape`. */
  readonly values: Float32Array;
  /** Shape of `values`, channels last. */
  readonly shape: readonly [
    n: number,
    height: number,
    width: number,
    channels: number,
  ];
  /** The pictures `[N, H, W, 3]`, red, green, blue, 0…255; gray networks show gray. */
  readonly rgb: Uint8Array | Uint8ClampedArray;
  /** A name for each image: the file's name, or "image 1", "image 2", …. */
  readonly names: readonly string[];
  /** What a reader of every result should know of them. */
  readonly notes?: readonly string[] | undefined;
  /**
   * How the pictures became `values`; undefined where values were given, which
   * are input already.
   */
  readonly preprocessing?: Preprocessing | undefined;
}

/** So many pictures at most a batch shows. */
const MOST_PICTURES = 12;

/** What is shown of a batch. */
type Shown = Pick<Images, "shape" | "rgb" | "names" | "notes">;

/** The methods that make a batch show itself, as parts of its object. */
const SHOWN = {
  [Symbol.for("Jupyter.display")](this: Shown): Promise<Bundle> {
    return picturesFigure(this).toBundle();
  },
  [Symbol.for("nodejs.util.inspect.custom")](this: Shown): string {
    return [`Images { ${sizeOf(this)} }`, ...(this.notes ?? [])].join("\n");
  },
};

/** The picture of one image of a batch, to be drawn: a view of `rgb`. */
export function pictureAt(
  { shape: [, height, width], rgb }: Pick<Images, "shape" | "rgb">,
  index: number,
): RgbImage {
  const size = 3 * height * width;
  const data = rgb.subarray(index * size, (index + 1) * size);
  return { data, height, width };
}

function picturesFigure(pictures: Shown): Figure {
  const { shape: [n], names, notes = [] } = pictures;
  const panels = names.slice(0, MOST_PICTURES).map((name, i) => ({
    title: n === 1 ? undefined : name,
    image: pictureAt(pictures, i),
  }));
  const more = n > MOST_PICTURES ? [`The first ${MOST_PICTURES} of them.`] : [];
  return smallMultiples(panels, {
    title: sizeOf(pictures),
    subtitle: [...more, ...notes].join(" "),
  });
}

function sizeOf(
  { shape: [n, height, width, channels], names }: Shown,
): string {
  const what = n === 1 ? names[0]! : `${n} images`;
  return `${what}, ${height} × ${width} × ${channels}`;
}

/** A picture and its name. */
export interface NamedPicture {
  /** The picture. */
  readonly picture: Picture;
  /** Its name. */
  readonly name: string;
}

/**
 * Returns the batch of pictures that are prepared already.
 *
 * @param pictures Each from `preparePicture()`, with its name; a single one is
 * kept, not copied.
 * @param settings The same settings.
 * @returns The batch, `rgb` being the pictures themselves.
 * @throws {RangeError} If there is none.
 * @throws {TypeError} If their sizes differ.
 */
export function imagesFromPictures(
  pictures: readonly NamedPicture[],
  settings: PictureSettings,
): Images {
  const first = pictures[0];
  if (first === undefined) {
    throw new RangeError(
      "Cannot make a batch as it must have at least 1 image: it has 0",
    );
  }
  const { height, width, channels } = first.picture;
  const other = pictures.find(({ picture }) =>
    picture.height !== height || picture.width !== width
  );
  if (other !== undefined) {
    throw new TypeError(
      "Cannot make a batch as its images must have one size (pass { size } to resize them): " +
        `"${first.name}" has ${height}×${width} and "${other.name}" ` +
        `${other.picture.height}×${other.picture.width}`,
    );
  }
  const data = joined(pictures.map(({ picture }) => picture.data));
  return {
    values: normalize(data, settings.preprocessing),
    shape: [pictures.length, height, width, channels],
    rgb:
      toRgb({ data, height: pictures.length * height, width, channels }).data,
    names: pictures.map(({ name }) => name),
    preprocessing: {
      ...settings.preprocessing,
      fit: settings.preprocessing.fit ?? "crop",
    },
    ...SHOWN,
  };
}

function joined(
  parts: readonly (Uint8Array | Uint8ClampedArray)[],
): Uint8Array | Uint8ClampedArray {
  if (parts.length === 1) return parts[0]!;
  const length = parts[0]!.length;
  const data = new Uint8Array(parts.length * length);
  parts.forEach((part, i) => data.set(part, i * length));
  return data;
}

/**
 * Returns the batch of values that are network input already.
 *
 * The pictures are the inverse of the preprocessing where it is known, else
 * every image stretched from its minimum…maximum to 0…255.
 *
 * @param values The values; kept, not copied.
 * @param shape `[N, H, W, C]`.
 * @param spec The model.
 * @param options For the preprocessing, used for the pictures only.
 * @returns The batch, named "image 1", "image 2", ….
 * @throws {TypeError} If the shape is not the model's.
 * @throws {RangeError} If the batch is empty or a value is not finite.
 */
export function imagesFromValues(
  values: Float32Array,
  shape: readonly number[],
  spec: ImageSpec,
  options: Pick<PictureOptions, "preprocessing">,
): Images {
  checkSpec(spec);
  const names = Array.from(
    { length: shape[0] ?? 0 },
    (_, i) => `image ${i + 1}`,
  );
  const [n, height, width, channels] = checkBatch(values, shape, names, spec);
  const choice = options.preprocessing ?? spec.preprocessing;
  const data = choice === undefined
    ? stretchRange(values, n, channels)
    : denormalize(values, preprocessing(choice, [height, width, channels]));
  const shown = {
    data,
    height: n * height,
    width,
    channels: channels === 3 ? 3 : 1,
  } as const;
  return {
    values,
    shape: [n, height, width, channels],
    rgb: toRgb(shown).data,
    names,
    ...SHOWN,
  };
}

/**
 * Returns the shape of a batch once it is found fit for the model.
 *
 * @param values The batch's values.
 * @param shape Its shape.
 * @param names A name for each image, for the errors.
 * @param spec The model.
 * @returns The shape.
 * @throws {TypeError} If the shape is not `[N, H, W, C]` of the model, or not
 * that of the values.
 * @throws {RangeError} If the batch is empty or a value is not finite.
 */
export function checkBatch(
  values: Float32Array,
  shape: readonly number[],
  names: readonly string[],
  spec: ImageSpec,
): Images["shape"] {
  const [n, height, width, channels] = shape;
  const fits = shape.length === 4 &&
    spec.inputShape.every((side, i) => side === null || side === shape[i + 1]);
  if (!fits) {
    const [rows, columns, depth] = spec.inputShape.map((side) => side ?? "any");
    throw new TypeError(
      `Cannot use the input as its shape must be [N, ${rows}, ${columns}, ${depth}], or with channels first [N, ${depth}, ${rows}, ${columns}], or that of one image: ` +
        `current shape is [${shape.join(", ")}]`,
    );
  }
  if (shape.includes(0)) {
    throw new RangeError(
      `Cannot use the input as it must have at least 1 image of at least 1 pixel: ` +
        `current shape is [${shape.join(", ")}]`,
    );
  }
  const length = shape.reduce((product, side) => product * side, 1);
  if (values.length !== length) {
    throw new TypeError(
      `Cannot use the input as shape [${
        shape.join(", ")
      }] must have ${length} values: ` +
        `current number is ${values.length}`,
    );
  }
  const bad = firstNotFinite(values);
  if (bad !== -1) {
    const [y, x, c] = position(bad % (length / n!), width!, channels!);
    const image = Math.floor(bad / (length / n!));
    throw new RangeError(
      `Cannot use the input as its values must be finite: current value is ${
        values[bad]
      } in ` +
        `image ${image + 1} of ${n} ("${
          names[image]
        }") at row ${y}, column ${x}, channel ${c}`,
    );
  }
  return [n!, height!, width!, channels!];
}

/** Where the first value that is not finite stands; −1 if all are. */
function firstNotFinite(values: Float32Array): number {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i]!)) return i;
  }
  return -1;
}

function position(
  index: number,
  width: number,
  channels: number,
): [number, number, number] {
  const pixel = Math.floor(index / channels);
  return [Math.floor(pixel / width), pixel % width, index % channels];
}
