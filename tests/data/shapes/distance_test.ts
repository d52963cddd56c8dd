import { assert, assertAlmostEquals } from "@std/assert";
import {
  box,
  capsule,
  disc,
  ellipse,
  lens,
  polygon,
  ring,
  smoothUnion,
} from "../../../lib/data/shapes/distance.ts";

const TRIANGLE = [-1, -1, 3, -1, -1, 2];

/** Every figure, and some points with their distances known by hand. */
const FIGURES: Record<
  string,
  {
    readonly distance: (x: number, y: number) => number;
    readonly known: readonly (readonly [number, number, number])[];
  }
> = {
  disc: {
    distance: (x, y) => disc(x, y, 1, 0, 2),
    known: [[1, 0, -2], [4, 4, 3], [1, 2, 0]],
  },
  box: {
    distance: (x, y) => box(x, y, 0, 1, 2, 1),
    known: [[0, 1, -1], [5, 6, 5], [1.5, 1, -0.5], [2, 0, 0]],
  },
  roundBox: {
    distance: (x, y) => box(x, y, 0, 0, 2, 2, 1),
    known: [[0, 3, 1], [4, 5, 4], [2, 0, 0]],
  },
  capsule: {
    distance: (x, y) => capsule(x, y, -1, 0, 1, 0, 0.5),
    known: [[0, 0, -0.5], [0, 2, 1.5], [4, 4, 4.5]],
  },
  polygon: {
    distance: (x, y) => polygon(x, y, TRIANGLE),
    known: [[0, -2, 1], [-2, 0, 1], [0, 0, -1], [-1, 2, 0]],
  },
  ring: {
    distance: (x, y) => ring(x, y, 0, 0, 2, 0.5),
    known: [[0, 0, 1.5], [2, 0, -0.5], [0, 4, 1.5]],
  },
  lens: {
    distance: (x, y) => lens(x, y, 1, 2),
    known: [[1, 0, 0], [0, 2, 0], [0, 0, -1], [3, 0, 2]],
  },
};

for (const [name, { distance, known }] of Object.entries(FIGURES)) {
  Deno.test(`${name}: known distances`, () => {
    for (const [x, y, expected] of known) {
      assertAlmostEquals(distance(x, y), expected, 1e-12);
    }
  });

  Deno.test(`${name}: a step changes the distance by its length at most`, () => {
    for (let x = -5; x < 5; x += 0.37) {
      for (let y = -5; y < 5; y += 0.41) {
        const change = Math.abs(distance(x + 0.03, y - 0.04) - distance(x, y));
        assert(change <= 0.05 + 1e-9);
      }
    }
  });
}

Deno.test("ellipse: its edge and its sides", () => {
  for (let t = 0; t < 6.3; t += 0.1) {
    const x = 1 + 3 * Math.cos(t);
    const y = 2 * Math.sin(t);
    assertAlmostEquals(ellipse(x, y, 1, 0, 3, 2), 0, 1e-12);
    assert(ellipse(1 + 1.1 * (x - 1), 1.1 * y, 1, 0, 3, 2) > 0);
    assert(ellipse(1 + 0.9 * (x - 1), 0.9 * y, 1, 0, 3, 2) < 0);
  }
  assertAlmostEquals(ellipse(1, 0, 1, 0, 3, 2), -2, 1e-12);
});

Deno.test("ellipse: of equal radii is a disc", () => {
  for (let x = -3; x < 3; x += 0.7) {
    assertAlmostEquals(
      ellipse(x, 1, 0, 0, 2, 2),
      disc(x, 1, 0, 0, 2),
      1e-12,
    );
  }
});

Deno.test("smoothUnion: the minimum away from the joint, less at it", () => {
  assertAlmostEquals(smoothUnion(1, 3, 0.5), 1);
  assertAlmostEquals(smoothUnion(3, 1, 0.5), 1);
  assertAlmostEquals(smoothUnion(1, 1, 0.5), 1 - 0.125);
});
