import { assertAlmostEquals } from "@std/assert";
import { turn } from "../../../lib/data/shapes/turn.ts";

Deno.test("turn is cosine and sine of an angle in turns", () => {
  for (let step = -300; step <= 300; step++) {
    const turns = step / 97;
    const [cosine, sine] = turn(turns);
    assertAlmostEquals(cosine, Math.cos(2 * Math.PI * turns), 1e-9);
    assertAlmostEquals(sine, Math.sin(2 * Math.PI * turns), 1e-9);
  }
});
