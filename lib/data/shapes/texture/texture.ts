/**
 * A pattern over the plane, in pixels: the share, 0…1, of the second of two
 * colours at (x, y).
 */
export type Texture = (x: number, y: number) => number;
