import * as tf from "@tensorflow/tfjs";
import { addAll, runFused } from "../backend/mod.ts";
import {
  summarizeTerm,
  type Term,
  type TermMaps,
  type TermSummary,
} from "../decomposition/mod.ts";
import { fusedName } from "./own_parts.ts";
import type { Psi } from "./psi.ts";
import type { Upsample } from "./upsample.ts";

/** Adds the maps of terms, inside the caller's tidy. */
export class MapAccumulator {
  readonly #psi: Psi;
  readonly #size: readonly [height: number, width: number];
  /** The maps by their size, none of them resized yet. */
  readonly #maps = new Map<string, tf.Tensor3D[]>();

  /**
   * @param psi The post-processing of every term.
   * @param size Height and width of the map.
   */
  constructor(psi: Psi, size: readonly [height: number, width: number]) {
    this.#psi = psi;
    this.#size = size;
  }

  /**
   * Adds the map of a term and returns its sums; a term without a place in the
   * image adds nothing.
   */
  add(term: Term): TermSummary {
    const summary = summarizeTerm(term, psiMaps(this.#psi));
    const [map] = summary.maps;
    if (map !== undefined) {
      const size = String(map.shape);
      this.#maps.set(size, [...this.#maps.get(size) ?? [], map]);
    }
    return summary;
  }

  /** The sum of the maps, `[N, H, W]`, of `count` images. */
  map(count: number): tf.Tensor3D {
    return tf.tidy(() => {
      let map: tf.Tensor3D | undefined;
      // Resizing is linear: maps of one size are resized together.
      for (const maps of this.#maps.values()) {
        map = upsampleAdd(this.#psi.upsample, addAll(maps), this.#size, map);
      }
      return map ?? tf.zeros([count, ...this.#size]);
    });
  }
}

/** The map with each image's values rescaled to 0…1, as pytorch-grad-cam does. */
export function rescaleMap(map: tf.Tensor3D): tf.Tensor3D {
  return tf.tidy(() => {
    const shifted = tf.sub(map, tf.min(map, [1, 2], true));
    return tf.div(shifted, tf.add(tf.max(shifted, [1, 2], true), 1e-7));
  });
}

/** The map of a term by the first two parts of psi, before it is resized. */
export function psiMaps({ magnitude, rescale }: Psi): TermMaps {
  const [map, rescaling] = [fusedName(magnitude), fusedName(rescale)];
  return {
    fused: map && rescaling ? { maps: [map], ...rescaling } : undefined,
    of: (terms) => [
      tf.squeeze(rescale.sumChannels(magnitude.of(terms)), [3]),
    ],
  };
}

/**
 * A map `[N, h, w]` resized to the size of the image, plus what was summed
 * before.
 */
export function upsampleAdd(
  upsample: Upsample,
  map: tf.Tensor3D,
  size: readonly [height: number, width: number],
  before: tf.Tensor3D | undefined,
): tf.Tensor3D {
  const compose = () =>
    tf.tidy(() => {
      const resized = tf.squeeze<tf.Tensor3D>(
        upsample.to(tf.expandDims(map, 3) as tf.Tensor4D, size),
        [3],
      );
      return before ? tf.add<tf.Tensor3D>(before, resized) : resized;
    });
  const fused = fusedName(upsample);
  return fused === undefined ? compose() : runFused(
    "FullGradUpsampleAdd",
    { map, before },
    { size, ...fused },
    compose,
  );
}
