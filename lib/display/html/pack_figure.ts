import type { Heatmap } from "../data/heatmap.ts";
import { scaleValues } from "../data/scaled_values.ts";
import type { JsonObject } from "../plotly/plotly_figure.ts";
import { scenePlotly } from "../plotly/scene_plotly.ts";
import type { Scene } from "../scene/scene.ts";
import { gzipBase64 } from "./gzip.ts";

/**
 * Returns a scene's Plotly figure as the page's script unpacks it, compressed
 * and in base64: its JSON, a line feed, and the values of its maps, their low
 * bytes and then their high ones.
 *
 * Maps and pictures that are drawn several times are there once: the JSON has
 * their index in place of them.
 */
export async function packFigure(scene: Scene): Promise<string> {
  const maps: PackedMap[] = [];
  const pictures: string[] = [];
  const figure = await scenePlotly(scene, {
    map: (map, colors) => {
      const known = maps.findIndex(({ of }) => of === map.values);
      return { map: known < 0 ? maps.push(packMap(map, colors)) - 1 : known };
    },
    picture: (url) => {
      const known = pictures.indexOf(url);
      return { picture: known < 0 ? pictures.push(url) - 1 : known };
    },
  });
  const sizes = maps.map(({ form }) => form);
  const json = JSON.stringify({ ...figure, maps: sizes, pictures });
  const parts = [
    new TextEncoder().encode(`${json}\n`),
    ...maps.map(({ bytes }) => bytes),
  ];
  return await gzipBase64(new Blob(parts));
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
 * room; those of noise differ by more than they are. Signs are the lowest bits,
 * and all low bytes come before all high ones, which are nearly all 0.
 */
function packMap({ values, width }: Heatmap, colors?: number): PackedMap {
  const { steps, ...scale } = scaleValues(values, colors);
  const differences = steps.map((step, i) => step - (steps[i - 1] ?? 0));
  const differs = meanSize(differences) < meanSize(steps);
  const packed = differs ? differences : steps;
  const bytes = new Uint8Array(2 * packed.length);
  packed.forEach((step, i) => {
    const signLast = step << 1 ^ step >> 15;
    bytes[i] = signLast;
    bytes[packed.length + i] = signLast >> 8;
  });
  return {
    of: values,
    form: { width, length: packed.length, differs, ...scale },
    bytes,
  };
}

function meanSize(steps: Int16Array): number {
  return steps.reduce((sum, step) => sum + Math.abs(step), 0) / steps.length;
}
