import type { TableColumn } from "../units/mod.ts";

/** The columns of the table of removals: a row an output of a changed image. */
export const REMOVAL_COLUMNS: readonly TableColumn[] = [
  { name: "method", meaning: "name of the method or control" },
  { name: "first_image", meaning: "position of the first image of its unit" },
  { name: "test", meaning: "in which order what is removed" },
  { name: "repeat", meaning: "which random order of equal values, from 0" },
  {
    name: "fraction",
    meaning: "share of the pixels, 0 to 1, removed or inserted",
  },
  { name: "image", meaning: "position of the image, from 0" },
  { name: "before", meaning: "f(x), the output for the image as it is" },
  { name: "after", meaning: "f(x′), the output for the changed image" },
];
