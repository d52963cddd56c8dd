import type { Table } from "../display/mod.ts";
import type { SaliencyData } from "./saliency_data.ts";

const IMAGE = [
  { name: "image", meaning: "position of the image, from 1" },
  { name: "image_name", meaning: "name of the image" },
] as const;

/** What every map is of and amounts to, a row an image. */
export function saliencyTable(data: SaliencyData): Table {
  const { images: { names }, target, method, completeness, conserved } = data;
  return {
    columns: [
      ...IMAGE,
      { name: "method", meaning: "name of the method" },
      { name: "target", meaning: "what is explained" },
      { name: "class", meaning: "index of its class; empty without one" },
      { name: "class_name", meaning: "name of the class" },
      { name: "value", meaning: "value of the target" },
      { name: "sum", meaning: "of the map" },
      { name: "absolute", meaning: "sum of the map's absolute values" },
      { name: "least", meaning: "least value of the map" },
      { name: "greatest", meaning: "greatest value of the map" },
      { name: "peak_row", meaning: "row of the greatest value, from 0" },
      { name: "peak_column", meaning: "column of it, from 0" },
      {
        name: "residual",
        meaning: "what the method's terms leave of the value; empty without",
      },
      {
        name: "relative_to_terms",
        meaning: "|residual| / sum of absolute terms",
      },
      {
        name: "conserved",
        meaning: "share of the relevance at the pixels; empty without",
      },
    ],
    rows: names.map((name, image) => {
      const { sum, absolute, least, greatest, row, column } = sumUp(
        data,
        image,
      );
      return [
        image + 1,
        name,
        method,
        target.descriptions[image]!,
        target.classes[image] ?? null,
        target.names[image] ?? null,
        target.values[image]!,
        sum,
        absolute,
        least,
        greatest,
        row,
        column,
        completeness?.[image]?.residual ?? null,
        completeness?.[image]?.relativeToTerms ?? null,
        conserved?.[image] ?? null,
      ];
    }),
  };
}

function sumUp({ values, images: { shape } }: SaliencyData, image: number) {
  const [, height, width] = shape;
  const size = height * width;
  let [sum, absolute, least, greatest, peak] = [0, 0, Infinity, -Infinity, 0];
  for (let i = 0; i < size; i++) {
    const value = values[image * size + i]!;
    sum += value;
    absolute += Math.abs(value);
    least = Math.min(least, value);
    if (value > greatest) [greatest, peak] = [value, i];
  }
  const [row, column] = [Math.floor(peak / width), peak % width];
  return { sum, absolute, least, greatest, row, column };
}

/** The value of every pixel, a row each. */
export function pixelTable({ values, images }: SaliencyData): Table {
  const [, height, width] = images.shape;
  return {
    columns: [
      ...IMAGE,
      { name: "row", meaning: "from 0, at the top" },
      { name: "column", meaning: "from 0, at the left" },
      { name: "value", meaning: "of the map" },
    ],
    rows: Array.from(values, (value, i) => {
      const image = Math.floor(i / (height * width));
      const row = Math.floor(i / width) % height;
      return [image + 1, images.names[image]!, row, i % width, value];
    }),
  };
}
