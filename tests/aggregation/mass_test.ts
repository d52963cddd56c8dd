import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import {
  absolute,
  chain,
  massPreserving,
  type Psi,
  signed,
} from "../../lib/aggregation/mod.ts";
import { applyPsi } from "./apply_psi.ts";
import { startBackend } from "../../lib/backend/mod.ts";
import { fullGradients } from "../../lib/decomposition/mod.ts";
import { fullGrad } from "../../lib/methods/mod.ts";
import { normals } from "../propagation/cases/mod.ts";
import { convBnNet, noiseBatch } from "./networks/mod.ts";

await startBackend("fullgrad-wasm");

const ZOOMS: readonly (readonly [number, number])[] = [
  [7, 16],
  [5, 5],
  [3, 64],
  [1, 9],
  [2, 3],
  [14, 224],
];

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

for (const [fromHeight, height] of ZOOMS) {
  for (const [fromWidth, width] of [ZOOMS[0]!, ZOOMS[2]!]) {
    Deno.test(`mass is kept from ${fromHeight}×${fromWidth} to ${height}×${width}, image by image`, async () => {
      const shape = [2, fromHeight, fromWidth, 3] as const;
      const values = normals(2 * fromHeight * fromWidth * 3, 3);
      for (
        const [magnitude, of] of [[absolute, Math.abs], [
          signed,
          Number,
        ]] as const
      ) {
        const psi = chain(magnitude, massPreserving);
        const map = tf.tidy(() =>
          applyPsi(psi, tf.tensor4d(values, [...shape]), [height, width])
        );
        const mapped = await map.data();
        map.dispose();
        for (const image of [0, 1]) {
          const part = (all: ArrayLike<number>) =>
            Array.from(all).slice(
              image * all.length / 2,
              (image + 1) * all.length / 2,
            );
          const own = part(values);
          assertAlmostEquals(
            sum(part(mapped)),
            sum(own.map(of)),
            1e-5 * sum(own.map(Math.abs)),
          );
        }
      }
    });
  }
}

Deno.test("every value keeps its own mass, at the border as well", async () => {
  const [h, w, height, width] = [3, 4, 10, 7];
  const eye = tf.reshape(tf.eye(h * w), [h * w, h, w, 1]) as tf.Tensor4D;
  const map = tf.tidy(() =>
    tf.sum(applyPsi(chain(signed, massPreserving), eye, [height, width]), [
      1,
      2,
    ])
  );
  for (const mass of await map.data()) assertAlmostEquals(mass, 1, 1e-5);
  tf.dispose([eye, map]);
});

async function masses(psi: Psi, size: { height: number; width: number }) {
  const model = convBnNet(size);
  const batch = noiseBatch(2, size);
  const options = { target: [0, 2] };
  const [map, exact] = await Promise.all([
    fullGrad(model, batch, { ...options, psi }),
    fullGradients(model, batch, options),
  ]);
  model.dispose();
  return [0, 1].map((image) => {
    const total = (of: "sums" | "absolute", spatial: boolean) =>
      sum(
        exact.terms.filter((term) => term.spatial === spatial).map((term) =>
          term[of][image]!
        ),
      );
    return {
      map: sum(map.at(image)),
      output: exact.target.values[image]!,
      total,
      absolute: total("absolute", true) + total("absolute", false),
    };
  });
}

for (
  const size of [{ height: 12, width: 9 }, { height: 7, width: 16 }, {
    height: 5,
    width: 64,
  }]
) {
  const name = `${size.height}×${size.width}`;
  Deno.test(`a signed map of ${name} adds up to the output less what has no place`, async () => {
    for (
      const { map, output, total, absolute } of await masses(
        chain(signed, massPreserving),
        size,
      )
    ) {
      assertAlmostEquals(map, total("sums", true), 1e-5 * absolute);
      assertAlmostEquals(map, output - total("sums", false), 1e-5 * absolute);
      // Else the test could not tell the two.
      assert(Math.abs(total("sums", false)) > 1e-3 * absolute);
    }
  });

  Deno.test(`an absolute map of ${name} adds up to the sum of absolute terms`, async () => {
    for (
      const { map, total } of await masses(
        chain(absolute, massPreserving),
        size,
      )
    ) {
      assertAlmostEquals(map, total("absolute", true), 1e-5 * map);
    }
  });
}

Deno.test("massPreserving's map is that of its preset", async () => {
  const model = convBnNet();
  const batch = noiseBatch(1);
  const preset = await fullGrad(model, batch, { preset: "massPreserving" });
  const psi = await fullGrad(model, batch, {
    psi: chain(absolute, massPreserving),
  });
  assertEquals(preset.values, psi.values);
  model.dispose();
});
