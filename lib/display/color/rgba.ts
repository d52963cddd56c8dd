/** A colour: red, green and blue 0…255, opacity 0…1. */
export type Rgba = readonly [
  red: number,
  green: number,
  blue: number,
  opacity: number,
];
