/** Terms of tokens: drawn where they lie, counted where they do not. */
import { assert, assertEquals } from "@std/assert";
import { BiasGradients } from "../../lib/decomposition/mod.ts";
import { biasGradients, fullGradients } from "../../lib/decomposition/mod.ts";
import {
  chain,
  massPreserving,
  noRescale,
  signed,
} from "../../lib/aggregation/mod.ts";
import { fullGrad, smoothFullGrad } from "../../lib/methods/mod.ts";
import { smallTransformer } from "../model/graph/patches.ts";
import { assertClose } from "../propagation/assert_close.ts";

const [HEIGHT, WIDTH] = [3, 5];
const IMAGES = {
  data: Float32Array.from({ length: 2 * 6 * 10 * 3 }, (_, i) => Math.sin(i)),
  shape: [2, 6, 10, 3],
};

const total = (values: Iterable<number>) =>
  [...values].reduce((a, b) => a + b, 0);

Deno.test("a cell of a layer's map is the sum over its token's channels, and class tokens are counted", async () => {
  const model = smallTransformer({ classToken: true });
  const maps = await biasGradients(model, IMAGES, { target: 1 });
  const { biasGradients: terms } = await fullGradients(model, IMAGES, {
    target: 1,
  });
  const count = 1 + HEIGHT * WIDTH;
  const tokens = terms.filter(({ term: { shape } }) => shape[1] === count);
  assert(tokens.length >= 8);
  for (const { site, term: { values } } of tokens) {
    const layer = maps.layers.find((layer) => layer.site.name === site.name)!;
    assertEquals(layer.signed!.shape, [2, HEIGHT, WIDTH]);
    const size = values.length / 2 / count;
    for (
      const [map, part] of [
        [layer.signed!, (x: number) => x],
        [layer.magnitude!, Math.abs],
      ] as const
    ) {
      const sums = Float64Array.from(
        { length: 2 * count },
        (_, i) => total(values.subarray(i * size, (i + 1) * size).map(part)),
      );
      const [first, second] = [0, count];
      assertClose(
        map.values,
        [...sums.subarray(1, count), ...sums.subarray(count + 1)],
        1e-5,
        site.name,
      );
      const placeless = part === Math.abs
        ? layer.placeless!.absolute
        : layer.placeless!.sums;
      assertClose(placeless, [sums[first]!, sums[second]!], 1e-5, site.name);
    }
  }
  maps.completeness.forEach(({ relativeToTerms }) =>
    assert(relativeToTerms < 1e-5)
  );
});

Deno.test("what is in a map and what has no place add up to the output", async () => {
  for (const classToken of [true, false]) {
    const model = smallTransformer({ classToken });
    for (
      const map of [
        await fullGrad(model, IMAGES, {
          psi: chain(signed, noRescale, massPreserving),
        }),
        await smoothFullGrad(model, IMAGES, {
          psi: chain(signed, noRescale, massPreserving),
          samples: 1,
          noise: 0,
        }),
      ]
    ) {
      const terms = map.terms!;
      assertEquals(
        terms.some(({ placeless }) => placeless !== undefined),
        classToken,
      );
      map.target.values.forEach((output, i) => {
        const left = total(
          terms.map(({ spatial, sums, placeless }) =>
            spatial ? placeless?.sums[i] ?? 0 : sums[i]!
          ),
        );
        assertClose([total(map.at(i)) + left], [output], 1e-4, map.method);
      });
    }
  }
});

Deno.test("the share of tokens without a place is named, and saved", async () => {
  const model = smallTransformer({ classToken: true });
  const result = await biasGradients(model, IMAGES);
  const note = result.notes.find((note) => note.startsWith("Tokens without"));
  const terms = result.layers;
  const own = total(
    terms.flatMap(({ placeless }) => placeless?.absolute ?? []),
  );
  const all = total(terms.flatMap(({ absolute }) => absolute));
  assert(note?.includes(`${(100 * own / all).toFixed(1)} % of the sum`), note);
  const again = BiasGradients.from(JSON.stringify(result));
  assertEquals(again.notes, result.notes);
  const without = await biasGradients(
    smallTransformer({ classToken: false }),
    IMAGES,
  );
  assert(!without.notes.some((note) => note.startsWith("Tokens without")));
});
