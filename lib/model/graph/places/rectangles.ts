/** A rectangle of the picture, in fractions of its height and width. */
type Rectangle = readonly [
  top: number,
  bottom: number,
  left: number,
  right: number,
];

/** The number of no place: what is of the whole picture, or of none of it. */
export const NOWHERE = 0;

/** Numbers for rectangles: equal ones have the same. */
export class Rectangles {
  readonly #list: Rectangle[] = [[0, 1, 0, 1]];
  readonly #ids = new Map<string, number>([["0,1,0,1", NOWHERE]]);
  readonly #unions = new Map<string, number>();
  readonly #grids = new Map<string, Int32Array>();

  /** The rectangle of a number. */
  at(id: number): Rectangle {
    return this.#list[id]!;
  }

  /** The numbers of the cells of a grid over the picture, row by row. */
  grid(height: number, width: number): Int32Array {
    const key = `${height},${width}`;
    const known = this.#grids.get(key);
    if (known !== undefined) return known;
    const ids = Int32Array.from({ length: height * width }, (_, i) => {
      const [y, x] = [Math.floor(i / width), i % width];
      return this.#idOf([
        y / height,
        (y + 1) / height,
        x / width,
        (x + 1) / width,
      ]);
    });
    this.#grids.set(key, ids);
    return ids;
  }

  /** The number of the least rectangle around two; nowhere adds nothing. */
  union(a: number, b: number): number {
    if (a === b || b === NOWHERE) return a;
    if (a === NOWHERE) return b;
    const key = `${a},${b}`;
    const known = this.#unions.get(key);
    if (known !== undefined) return known;
    const id = this.around([a, b]);
    this.#unions.set(key, id);
    return id;
  }

  /** The number of the least rectangle around all; those nowhere add nothing. */
  around(ids: Iterable<number>): number {
    let [top, bottom, left, right] = [1, 0, 1, 0];
    for (const id of ids) {
      if (id === NOWHERE) continue;
      const [t, b, l, r] = this.at(id);
      top = Math.min(top, t);
      bottom = Math.max(bottom, b);
      left = Math.min(left, l);
      right = Math.max(right, r);
    }
    return top < bottom ? this.#idOf([top, bottom, left, right]) : NOWHERE;
  }

  #idOf(rectangle: Rectangle): number {
    const key = String(rectangle);
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    this.#ids.set(key, this.#list.length);
    return this.#list.push(rectangle) - 1;
  }
}
