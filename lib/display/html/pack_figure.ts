import type { Heatmap } from "../data/heatmap.ts";
import { scaleValues } from "../data/scaled_values.ts";
import type { Json } from "../plotly/plotly_figure.ts";
import { scenePlotly } from "../plotly/scene_plotly.ts";
import type { Scene } from "../scene/scene.ts";
import { gzipBase64 } from "./gzip.ts";

/**
 * Returns a scene's Plotly figure as the page's script unpacks it, compressed
 * and in base64: its JSON, a line feed, and the values of its maps as
 * differences from value to value, their low bytes and then their high ones.
 *
 * Maps and pictures that are drawn several times are there once: the JSON has
 * their index in place of them.
 */
export async function packFigure(scene: Scene): Promise<string> {
  const maps: Heatmap[] = [];
  const pictures: string[] = [];
  const figure = await scenePlotly(scene, {
    map: (map) => {
      const known = maps.findIndex(({ values }) => values === map.values);
      return { map: known < 0 ? maps.push(map) - 1 : known };
    },
    picture: (url) => {
      const known = pictures.indexOf(url);
      return { picture: known < 0 ? pictures.push(url) - 1 : known };
    },
  });
  const scaled = maps.map(({ values }) => scaleValues(values));
  const sizes = maps.map(({ width }, i): Json => ({
    width,
    length: scaled[i]!.steps.length,
    base: scaled[i]!.base,
    exponent: scaled[i]!.exponent,
  }));
  const json = JSON.stringify({ ...figure, maps: sizes, pictures });
  const parts = [
    new TextEncoder().encode(`${json}\n`),
    ...scaled.map(({ steps }) => differences(steps)),
  ];
  return await gzipBase64(new Blob(parts));
}

/**
 * Neighboring values are alike, so their differences take less room; and less
 * again with all low bytes before all high ones, which are nearly all the same.
 */
function differences(steps: Int16Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(2 * steps.length);
  let before = 0;
  steps.forEach((step, i) => {
    const difference = step - before;
    bytes[i] = difference;
    bytes[steps.length + i] = difference >> 8;
    before = step;
  });
  return bytes;
}
