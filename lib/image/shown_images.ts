/** How a batch shows itself: its pictures in a notebook, a line in a console. */
import { type Bundle, type Figure, smallMultiples } from "../display/mod.ts";

/** So many pictures at most are drawn. */
const MOST_PICTURES = 12;

/** What is shown of a batch. */
interface Pictures {
  readonly shape: readonly [
    n: number,
    height: number,
    width: number,
    channels: number,
  ];
  readonly rgb: Uint8Array | Uint8ClampedArray;
  readonly names: readonly string[];
  readonly notes?: readonly string[] | undefined;
}

/** The methods that make a batch show itself, as parts of its object. */
export const SHOWN = {
  [Symbol.for("Jupyter.display")](this: Pictures): Promise<Bundle> {
    return picturesFigure(this).toBundle();
  },
  [Symbol.for("nodejs.util.inspect.custom")](this: Pictures): string {
    return [`Images { ${sizeOf(this)} }`, ...(this.notes ?? [])].join("\n");
  },
};

function picturesFigure(pictures: Pictures): Figure {
  const { shape: [n, height, width], rgb, names, notes = [] } = pictures;
  const size = 3 * height * width;
  const panels = names.slice(0, MOST_PICTURES).map((name, i) => ({
    title: n === 1 ? undefined : name,
    image: { data: rgb.subarray(i * size, (i + 1) * size), height, width },
  }));
  const more = n > MOST_PICTURES ? [`The first ${MOST_PICTURES} of them.`] : [];
  return smallMultiples(panels, {
    title: sizeOf(pictures),
    subtitle: [...more, ...notes].join(" "),
  });
}

function sizeOf(
  { shape: [n, height, width, channels], names }: Pictures,
): string {
  const what = n === 1 ? names[0]! : `${n} images`;
  return `${what}, ${height} × ${width} × ${channels}`;
}
