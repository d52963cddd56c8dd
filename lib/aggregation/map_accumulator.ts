import * as tf from "@tensorflow/tfjs";
import { applyPsi } from "./apply_psi.ts";
import type { Psi } from "./psi.ts";

/** Adds the maps of terms, inside the caller's tidy. */
export class MapAccumulator {
  readonly #psi: Psi;
  readonly #size: readonly [height: number, width: number];
  #map: tf.Tensor3D | undefined;

  /**
   * @param psi The post-processing of every term.
   * @param size Height and width of the map.
   */
  constructor(psi: Psi, size: readonly [height: number, width: number]) {
    this.#psi = psi;
    this.#size = size;
  }

  /** Adds the map of `terms`, `[N, h, w, C]`; terms without a place add nothing. */
  add(terms: tf.Tensor): void {
    if (terms.rank !== 4) return;
    const before = this.#map;
    this.#map = tf.tidy(() => {
      const map = applyPsi(this.#psi, terms as tf.Tensor4D, this.#size);
      return before ? tf.add(before, map) as tf.Tensor3D : map;
    });
    before?.dispose();
  }

  /** The sum of the maps, `[N, H, W]`, of `count` images. */
  map(count: number): tf.Tensor3D {
    return this.#map ?? tf.zeros([count, ...this.#size]);
  }
}

/** The map with each image's values rescaled to 0…1, as pytorch-grad-cam does. */
export function rescaleMap(map: tf.Tensor3D): tf.Tensor3D {
  return tf.tidy(() => {
    const shifted = tf.sub(map, tf.min(map, [1, 2], true));
    return tf.div(shifted, tf.add(tf.max(shifted, [1, 2], true), 1e-7));
  });
}
