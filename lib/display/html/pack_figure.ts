import type { Heatmap } from "../data/heatmap.ts";
import { scaleValues } from "../data/scaled_values.ts";
import type { Raster } from "../raster/raster.ts";
import type { JsonObject } from "../plotly/plotly_figure.ts";
import { scenePlotly } from "../plotly/scene_plotly.ts";
import type { Scene } from "../scene/scene.ts";
import { gzipText } from "./gzip.ts";

/**
 * Returns a scene's Plotly figure as the page's script unpacks it, compressed
 * and as text: its JSON, a line feed, the values of its maps, of each the low
 * bytes and then the high ones, and the colors of its pictures.
 *
 * Maps and pictures that are drawn several times are there once: the JSON has
 * their index in place of them.
 */
export async function packFigure(scene: Scene): Promise<string> {
  const maps: PackedMap[] = [];
  const pictures: PackedPicture[] = [];
  const figure = await scenePlotly(scene, {
    map: (map, colors) => {
      const known = maps.findIndex(({ of }) => of === map.values);
      return { map: known < 0 ? maps.push(packMap(map, colors)) - 1 : known };
    },
    picture: (raster) => {
      const known = pictures.findIndex(({ of }) => of === raster.url);
      return {
        picture: known < 0 ? pictures.push(packPicture(raster)) - 1 : known,
      };
    },
  });
  const json = JSON.stringify({
    ...figure,
    maps: maps.map(({ form }) => form),
    pictures: pictures.map(({ form }) => form),
  });
  const parts = [
    new TextEncoder().encode(`${json}\n`),
    ...[...maps, ...pictures].map(({ bytes }) => bytes),
  ];
  return await gzipText(new Blob(parts));
}

/** A map as whole numbers. */
interface PackedMap {
  /** Its values, by which it is known. */
  readonly of: Float32Array;
  /** What they are read by. */
  readonly form: JsonObject;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Neighboring values of most maps are alike, so that their differences take less
 * room, and of smooth maps the differences of those to the row above; those of
 * noise differ by more than they are. Signs are the lowest bits, and all low
 * bytes come before all high ones, which are nearly all 0.
 */
function packMap({ values, width }: Heatmap, colors?: number): PackedMap {
  const { steps, ...scale } = scaleValues(values, colors);
  const alongRows = differencesOf(steps, 1);
  const forms = [steps, alongRows, differencesOf(alongRows, width)];
  const sizes = forms.map(meanSize);
  const differences = sizes.indexOf(Math.min(...sizes));
  const packed = forms[differences]!;
  const bytes = new Uint8Array(2 * packed.length);
  packed.forEach((step, i) => {
    const signLast = step << 1 ^ step >> 15;
    bytes[i] = signLast;
    bytes[packed.length + i] = signLast >> 8;
  });
  return {
    of: values,
    form: { width, length: packed.length, differences, ...scale },
    bytes,
  };
}

/** Each number less the one that is `back` places before it. */
function differencesOf(numbers: Int16Array, back: number): Int16Array {
  return numbers.map((number, i) => number - (numbers[i - back] ?? 0));
}

function meanSize(steps: Int16Array): number {
  return steps.reduce((sum, step) => sum + Math.abs(step), 0) / steps.length;
}

/** A picture as differences of colors, or as the file that it has. */
interface PackedPicture {
  /** Its URL, by which it is known. */
  readonly of: string;
  readonly form: JsonObject | string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Each color less that of the pixel before: as small as a PNG file, and next to
 * nothing where a picture before it is the same but for some pixels.
 */
function packPicture({ url, exact }: Raster): PackedPicture {
  if (exact === undefined) return { of: url, form: url, bytes: NONE };
  const { data, height, width } = exact;
  return {
    of: url,
    form: { height, width },
    bytes: Uint8Array.from(data, (color, i) => color - (data[i - 3] ?? 0)),
  };
}

const NONE = new Uint8Array();
