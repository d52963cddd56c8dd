import type { SaliencyMap } from "../../aggregation/mod.ts";
import type { ImageInput } from "../../image/mod.ts";
import { describeValue, isRecord } from "../../options/mod.ts";

/**
 * What a method has made of images, if it is finite maps of them.
 *
 * @param name How the caller calls the method.
 * @param map What it gave.
 * @throws {TypeError} If it is no maps, or maps of other images.
 * @throws {RangeError} If a value is not finite.
 */
export function checkedMap(
  name: string,
  map: unknown,
  images: ImageInput,
): SaliencyMap {
  const said = isRecord(images) && Array.isArray(images.shape)
    ? images.shape.slice(0, 3)
    : undefined;
  const { values, shape } = Object(map) as Partial<SaliencyMap>;
  if (
    !(values instanceof Float32Array) ||
    said !== undefined && String(shape) !== String(said)
  ) {
    throw new TypeError(
      `Cannot test methods as each must give the maps of the images${
        said ? ` [${said}]` : ""
      }: "${name}" gives ${
        values === undefined
          ? describeValue(map)
          : `${describeValue(values)} [${shape}]`
      }`,
    );
  }
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    const size = values.length / shape![0];
    throw new RangeError(
      `Cannot test methods as the map must be finite: current value of "${name}" in image ${
        Math.floor(wrong / size) + 1
      } at pixel ${wrong % size} is ${values[wrong]}`,
    );
  }
  return map as SaliencyMap;
}
