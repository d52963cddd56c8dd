import type { Fill, FillContext } from "../fill.ts";

/** The fill with one colour of the context. */
export function colour(
  name: "black" | "mean" | "zeroNormalized",
): Fill {
  return {
    random: false,
    of: (image, context) => {
      const values = colourOf(context, name);
      return (removed) => {
        const filled = image.slice();
        const channels = values.length;
        for (let i = 0; i < removed.length; i++) {
          if (removed[i] === 0) continue;
          for (let c = 0; c < channels; c++) {
            filled[i * channels + c] = values[c]!;
          }
        }
        return filled;
      };
    },
  };
}

/** @throws {TypeError} If the value of black is not known. */
function colourOf(
  context: FillContext,
  name: "black" | "mean" | "zeroNormalized",
): readonly number[] {
  const values = context[name];
  if (values !== undefined) return values;
  throw new TypeError(
    `Cannot fill with ${name} as the model must have a preprocessing, which says what value a black pixel has: current value is undefined`,
  );
}
