import { assert } from "@std/assert";
import { Random } from "../../../lib/random/mod.ts";
import {
  cells,
  checks,
  clouds,
  dots,
  grain,
  stripes,
  valueNoise,
  waves,
} from "../../../lib/data/shapes/texture.ts";

for (
  const [name, texture] of Object.entries({
    cells,
    checks,
    clouds,
    dots,
    grain,
    stripes,
    waves,
  })
) {
  Deno.test(`${name}: shares stay in 0…1 and vary`, () => {
    for (let seed = 0; seed < 20; seed++) {
      const share = texture(new Random(seed, 0, 0), 6 + seed / 2);
      const values = [];
      for (let y = -20; y < 44; y++) {
        for (let x = -20; x < 44; x++) values.push(share(x + 0.5, y + 0.5));
      }
      const low = Math.min(...values);
      const high = Math.max(...values);
      assert(low >= 0 && high <= 1, `seed ${seed}: ${low}…${high}`);
      assert(high - low > 0.4, `seed ${seed}: ${low}…${high}`);
    }
  });
}

Deno.test("valueNoise is continuous", () => {
  for (let i = 0; i < 1000; i++) {
    const x = i * 0.137 - 60;
    const y = i * 0.071 - 30;
    // Its slope is at most 1.5 along each axis.
    const step = valueNoise(x + 1e-4, y, 5) - valueNoise(x, y, 5);
    assert(Math.abs(step) <= 1.6e-4);
  }
});
