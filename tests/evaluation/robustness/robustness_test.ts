import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
  assertThrows,
} from "@std/assert";
import { SaliencyMap } from "../../../lib/aggregation/mod.ts";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../../lib/backend/mod.ts";
import {
  consistency,
  consistencyOf,
  continuity,
  continuityRatio,
  lipschitzRatio,
  mapSensitivity,
  relativeOutputStability,
  relativeStability,
  robustness,
} from "../../../lib/evaluation/mod.ts";
import { relativeChange } from "../../../lib/evaluation/robustness/measures.ts";
import { responsesTo } from "../../../lib/evaluation/robustness/responses.ts";
import { type Images, toImages } from "../../../lib/image/mod.ts";
import {
  type AttributionMethod,
  inputGradient,
  randomMap,
} from "../../../lib/methods/mod.ts";
import { asModel } from "../../../lib/model/mod.ts";
import { decodingNetwork, handMade } from "../perturbation/decoding_network.ts";
import { tinyImages, tinyNetwork } from "../tiny_network.ts";
import references from "./numpy_robustness.json" with { type: "json" };
import quantus from "./quantus_robustness.json" with { type: "json" };

const PIXELS = 16;

/** Images of the network that decodes, none of them constant. */
const RAMPS = {
  data: Float32Array.from({ length: 2 * PIXELS }, (_, i) => (i % 23) / 10 - 1),
  shape: [2, 4, 4, 1],
};

/** The method whose map is a function of the values of the pixels, one by one. */
function ofValues(
  of: (value: number, pixel: number) => number,
  seen: Float32Array[] = [],
): AttributionMethod {
  return async (model, images, options) => {
    const { values } = images as Images;
    seen.push(values);
    const map = await randomMap(model, images, options);
    return new SaliencyMap({
      ...map.data,
      signed: true,
      values: values.map((value, at) =>
        of(value, at % (map.shape[1] * map.shape[2]))
      ),
    });
  };
}

const norm = (values: readonly number[]) => Math.hypot(...values);

Deno.test("a map that stays does not move; one of zeros moves by 0 to itself, infinitely far to others", () => {
  assertEquals(mapSensitivity([1, -2], [1, -2]), 0);
  assertEquals(mapSensitivity([0, 0], [0, 0]), 0);
  assertEquals(mapSensitivity([0, 0], [0, 1]), Infinity);
  const zero = { map: [0, 0], input: [0] };
  assertEquals(lipschitzRatio(zero, { map: [0, 0], input: [2] }), 0);
  assertEquals(lipschitzRatio(zero, { map: [0, 9], input: [2] }), 0.5);
});

Deno.test("the opposite map moves by twice its size, and its unit is of no account", () => {
  const map = [3, -4, 12];
  const opposite = map.map((x) => -x);
  assertEquals(mapSensitivity(map, opposite), 2);
  // Divided by 12, maps are ±13/12 long.
  for (const scale of [1, 1e-6, 1e6]) {
    const ratio = lipschitzRatio(
      { map: map.map((x) => scale * x), input: [1, 1] },
      { map: opposite.map((x) => scale * x), input: [1, 3] },
    );
    assertAlmostEquals(ratio, 13 / 12, 1e-12);
  }
});

Deno.test("units as great or as small as numbers are do not count", () => {
  const scaled = (unit: number, ...values: number[]) =>
    values.map((value) => unit * value);
  for (const unit of [1e-300, 1e-160, 1e160, 1e300]) {
    assertAlmostEquals(
      mapSensitivity(scaled(unit, 3, 4), scaled(unit, 3, -1)),
      1,
      1e-12,
    );
    assertAlmostEquals(
      lipschitzRatio(
        { map: scaled(unit, 1, 0), input: scaled(unit, 3, 0) },
        { map: scaled(unit, 0, 0), input: scaled(unit, 0, 4) },
      ) * unit,
      0.2,
      1e-12,
    );
  }
});

Deno.test("measures of neighbors as NumPy has them", () => {
  for (const { at, neighbors, lipschitz, max, avg } of references) {
    const changes = neighbors.map(({ map }) => mapSensitivity(at.map, map));
    assertAlmostEquals(Math.max(...changes), max, 1e-12);
    const sum = changes.reduce((a, b) => a + b);
    assertAlmostEquals(sum / changes.length, avg, 1e-12);
    const ratios = neighbors.map((neighbor) => lipschitzRatio(at, neighbor));
    assertAlmostEquals(Math.max(...ratios), lipschitz, 1e-12);
  }
});

Deno.test("values that are not as many, and equal inputs, are refused", () => {
  assertThrows(() => mapSensitivity([1], [1, 2]), TypeError, "are 1 and 2");
  const at = { map: [1], input: [1, 2] };
  for (const ratio of [lipschitzRatio, continuityRatio]) {
    assertThrows(() => ratio(at, at), RangeError, "inputs must differ");
  }
  for (const stability of [relativeStability, relativeOutputStability]) {
    assertThrows(
      () => stability(at, { ...at, map: [] }),
      TypeError,
      "are 1 and 0",
    );
  }
  assertThrows(() => consistencyOf(["a"], []), TypeError, "are 1 and 0");
});

Deno.test("neighbors are as near as the radius says, and scores those of a slow derivation", async () => {
  await startBackend("cpu");
  const seen: Float32Array[] = [];
  const samples = 4;
  const radius = 0.1;
  const result = await robustness(decodingNetwork(), RAMPS, {
    methods: { values: ofValues((value) => value, seen) },
    controls: {},
    samples,
    radius,
  });
  const [, original, ...neighbors] = seen;
  assertEquals(neighbors.length, samples);
  for (const image of [0, 1]) {
    const part = (
      values: Float32Array,
    ) => [...values.subarray(image * PIXELS, (image + 1) * PIXELS)];
    const x = part(original!);
    const most = (values: readonly number[]) =>
      Math.max(...values.map(Math.abs));
    const range = Math.max(...x) - Math.min(...x);
    const changes: number[] = [];
    const ratios: number[] = [];
    for (const neighbor of neighbors) {
      const y = part(neighbor);
      const noise = y.map((value, i) => value - x[i]!);
      const reach = most(noise);
      assert(0.5 * radius * range < reach && reach <= radius * range + 1e-6);
      changes.push(norm(noise) / norm(x));
      const units = y.map((value, i) => value / most(y) - x[i]! / most(x));
      ratios.push(norm(units) / norm(noise));
    }
    const score = (measure: string) =>
      result.values("values", measure)[0]![image]!;
    assertAlmostEquals(score("max-sensitivity"), Math.max(...changes), 1e-6);
    assertAlmostEquals(
      score("avg-sensitivity"),
      changes.reduce((a, b) => a + b) / samples,
      1e-6,
    );
    assertAlmostEquals(
      score("local Lipschitz estimate"),
      Math.max(...ratios),
      1e-6,
    );
  }
});

Deno.test("the gradient of a linear network does not move, random maps move by √½ of their size", async () => {
  await startBackend("cpu");
  const linear = await robustness(decodingNetwork(), RAMPS, {
    methods: { Gradient: inputGradient, zero: handMade(() => 0) },
    controls: {},
    samples: 2,
  });
  for (const { name } of linear.data.measures) {
    assertEquals(linear.values("Gradient", name), [[0, 0]]);
    assertEquals(linear.values("zero", name), [[0, 0]]);
  }
  const result = await robustness(tinyNetwork(), tinyImages(2), {
    methods: { Gradient: inputGradient },
    samples: 8,
    // Far enough for another value, which draws another random map.
    radius: 1,
  });
  const { mean } = result.interval("Random map", "avg-sensitivity");
  // Of 16 pairs of 256 values, a standard deviation of about 0.01; five of them.
  assertAlmostEquals(mean, Math.SQRT1_2, 0.05);
  for (const key of ["yeh2019", "alvarezmelis2018", "agarwal2022"]) {
    assert(result.citations().includes(key), key);
  }
});

Deno.test("the class is that of the unchanged image, or the one that is asked for", async () => {
  await startBackend("cpu");
  const targets: unknown[] = [];
  const watched: AttributionMethod = (model, images, options) => {
    targets.push(options?.target);
    return inputGradient(model, images, options);
  };
  await robustness(tinyNetwork(), tinyImages(2), {
    methods: { watched },
    controls: {},
    samples: 2,
    target: [3, 1],
  });
  assertEquals(targets, [undefined, [3, 1], [3, 1], [3, 1]]);
});

Deno.test("a constant image has no number, is said, and changes no other's", async () => {
  await startBackend("cpu");
  const run = (images: typeof RAMPS) =>
    robustness(decodingNetwork(), images, {
      methods: { Gradient: ofValues((value) => value ** 2) },
      controls: {},
      samples: 2,
    });
  const data = RAMPS.data.slice();
  data.fill(0.5, PIXELS);
  const [both, one] = [
    await run(RAMPS),
    await run({ ...RAMPS, data }),
  ];
  for (const { name } of one.data.measures) {
    const [[first]] = both.values("Gradient", name) as [[number]];
    assertEquals(one.values("Gradient", name), [[first, null]], name);
  }
  assertEquals(one.data.notes, [
    "All values of image 2 are equal, so that it has no neighbors: it has no number.",
  ]);
});

Deno.test("maps of zeros that move have no max-sensitivity, and a note says so", async () => {
  await startBackend("cpu");
  // Zeros but for neighbors, whose values are no multiples of a tenth.
  const jumps = ofValues((value) =>
    Math.abs(value * 10 - Math.round(value * 10)) < 1e-4 ? 0 : 1
  );
  const result = await robustness(decodingNetwork(), RAMPS, {
    methods: { jumps },
    controls: {},
    samples: 2,
  });
  assertEquals(result.values("jumps", "max-sensitivity"), [[null, null]]);
  assertEquals(
    result.data.notes.filter((note) => note.includes("sensitivity")),
    ["max", "avg"].map((over) =>
      `${over}-sensitivity is missing where a map moves infinitely far, as one of zeros does (jumps: 2 of images 1 to 2)`
    ),
  );
});

Deno.test("a radius of 0 is refused", async () => {
  await assertRejects(
    () =>
      robustness(decodingNetwork(), RAMPS, {
        methods: { Gradient: inputGradient },
        radius: 0,
      }),
    RangeError,
    "radius must be a positive number",
  );
});

/** The network of Quantus's numbers. */
function quantusNetwork() {
  const [w1, b1, w2, b2, w3, b3] = quantus.weights;
  const convolution = { kernelSize: 3, padding: "same" as const };
  const network = tf.sequential({
    layers: [
      tf.layers.conv2d({
        ...convolution,
        filters: b1!.length,
        inputShape: [15, 15, 1],
      }),
      tf.layers.reLU(),
      tf.layers.conv2d({ ...convolution, filters: b2!.length }),
      tf.layers.reLU(),
      tf.layers.globalAveragePooling2d({}),
      tf.layers.dense({ units: b3!.length }),
    ],
  });
  tf.tidy(() =>
    network.setWeights([
      tf.transpose(tf.tensor4d(w1 as number[][][][]), [2, 3, 1, 0]),
      tf.tensor1d(b1 as number[]),
      tf.transpose(tf.tensor4d(w2 as number[][][][]), [2, 3, 1, 0]),
      tf.tensor1d(b2 as number[]),
      tf.transpose(tf.tensor2d(w3 as number[][])),
      tf.tensor1d(b3 as number[]),
    ])
  );
  return asModel(network);
}

function quantusImages(values: readonly (readonly number[])[]) {
  return {
    data: Float32Array.from(values.flat()),
    shape: [values.length, 15, 15, 1],
  };
}

/** The map of Quantus's numbers. */
const quantusMap = (value: number, pixel: number) =>
  (value + 2) ** 2 + pixel / 100;

Deno.test("relative stability as Quantus has it, and what the network makes of a neighbor", async () => {
  await startBackend("cpu");
  const model = quantusNetwork();
  const images = await toImages(quantusImages(quantus.images), model);
  const mapOf = (values: readonly number[]) => values.map(quantusMap);
  const responses = await responsesTo(model, images, {
    count: quantus.neighbors.length,
    values: (k, i) => Float32Array.from(quantus.neighbors[k]![i]!),
  }, {});
  for (const [k, moved] of quantus.neighbors.entries()) {
    for (const [i, image] of quantus.images.entries()) {
      const { sameClass, output, layers } = responses[k]![i]!;
      assertEquals(sameClass, quantus.sameClass[k]![i]);
      const at = { map: mapOf(image), input: image };
      const other = { map: mapOf(moved[i]!), input: moved[i]! };
      // What is divided by are float32 numbers there, some of them near 0.
      const assertShare = (value: number, expected: number) =>
        assertAlmostEquals(value / expected, 1, 1e-3);
      assertShare(relativeStability(at, other), quantus.input[i]![k]!);
      const change = relativeChange(at.map, other.map);
      assertShare(change / output, quantus.output[i]![k]!);
      assertShare(change / layers, quantus.representation[i]![k]!);
    }
  }
});

Deno.test("relative stability: the opposite map moves by 2√n, zeros by 1e6 times their change", () => {
  const at = { map: [3, -4, 12, 1], input: [5, 5] };
  const opposite = { map: at.map.map((x) => -x), input: [10, 5] };
  assertAlmostEquals(relativeStability(at, opposite), 4);
  assertAlmostEquals(relativeOutputStability(at, opposite), 4 / 5);
  const zero = { map: [0], input: [1] };
  assertAlmostEquals(
    relativeStability(zero, { map: [0.5], input: [2] }),
    0.5e6,
    1e-3,
  );
  // A denominator of less than 1e-6 counts as that.
  assertAlmostEquals(
    relativeOutputStability(
      { map: [1], input: [0] },
      { map: [2], input: [1e-9] },
    ),
    1e6,
    1e-3,
  );
});

Deno.test("relative stability of an experiment is that of its neighbors of the same class", async () => {
  await startBackend("cpu");
  const model = quantusNetwork();
  const seen: Float32Array[] = [];
  const result = await robustness(model, quantusImages(quantus.images), {
    methods: { values: ofValues(quantusMap, seen) },
    controls: {},
    samples: 3,
    // So far that some neighbors are of another class.
    radius: 0.4,
  });
  const [, original, ...neighbors] = seen;
  const batch = (values: Float32Array) =>
    toImages({ data: values, shape: [4, 15, 15, 1] }, model);
  const images = await batch(original!);
  const part = (values: Float32Array, i: number) =>
    values.subarray(i * 225, (i + 1) * 225);
  const responses = await responsesTo(model, images, {
    count: neighbors.length,
    values: (k, i) => part(neighbors[k]!, i),
  }, {});
  for (let i = 0; i < 4; i++) {
    const at = {
      map: part(original!, i).map(quantusMap),
      input: part(original!, i),
    };
    const found = neighbors.flatMap((values, k) => {
      const other = {
        map: part(values, i).map(quantusMap),
        input: part(values, i),
      };
      return responses[k]![i]!.sameClass
        ? [[
          relativeStability(at, other),
          relativeChange(at.map, other.map) / responses[k]![i]!.output,
        ]]
        : [];
    });
    for (const [m, name] of ["input", "output"].entries()) {
      const value =
        result.values("values", `relative ${name} stability`)[0]![i];
      if (found.length === 0) assertEquals(value, null);
      else {
        const most = Math.max(...found.map((numbers) => numbers[m]!));
        assertAlmostEquals(value! / most, 1, 1e-5);
      }
    }
  }
  const changed = responses.flat().filter(({ sameClass }) => !sameClass).length;
  assert(changed > 0);
  const said = result.data.notes.join().match(
    /(\d+) are predicted as another/g,
  );
  assert(said !== null);
});

Deno.test("continuity() is Quantus's", async () => {
  await startBackend("cpu");
  for (const [steps, expected] of Object.entries(quantus.continuity)) {
    const result = await continuity(
      quantusNetwork(),
      quantusImages(quantus.images),
      {
        methods: { values: ofValues(quantusMap) },
        controls: {},
        steps: Number(steps),
      },
    );
    result.values("values")[0]!.forEach((value, i) =>
      assertAlmostEquals(value!, expected[i]!, 1e-5)
    );
  }
});

Deno.test("a map that stays is the most continuous; an image of one color cannot be translated", async () => {
  await startBackend("cpu");
  const of = async (data: Float32Array, steps?: number) => {
    const result = await continuity(
      decodingNetwork(),
      { data, shape: [1, 4, 4, 1] },
      {
        methods: { flat: handMade(() => 3), values: ofValues((x) => x) },
        controls: {},
        ...(steps && { steps }),
      },
    );
    return Object.assign(
      (name: string) => result.values(name)[0]![0],
      { notes: result.data.notes },
    );
  };
  const ramp = await of(RAMPS.data.subarray(0, PIXELS));
  assertEquals(ramp("flat"), 0);
  assert(ramp("values")! > 0);
  await assertRejects(
    () => of(RAMPS.data.subarray(0, PIXELS), 1),
    RangeError,
    "steps must be an integer of 2 or more: current value is 1",
  );
  // Moved by half its way, and out of sight: with two steps there is one neighbor.
  assert((await of(RAMPS.data.subarray(0, PIXELS), 2))("values")! > 0);
  const constant = await of(new Float32Array(PIXELS).fill(0.5));
  assertEquals(constant("values"), null);
  assertEquals(constant.notes, [
    "image 1 has no continuity as it is the same wherever it is moved.",
  ]);
  // Of a column of ones in the middle, every way out is as far; by one pixel, both
  // columns change: ‖Φ − Φ′‖₁ / ‖x − x′‖₂ = 8 / √8.
  const column = Float32Array.from(
    { length: PIXELS },
    (_, i) => i % 4 === 1 ? 1 : 0,
  );
  assertAlmostEquals((await of(column))("values")!, Math.sqrt(8), 1e-6);
});

Deno.test("consistencyOf() is Quantus's, but for images that are explained as no other", async () => {
  const { explanations, classes } = quantus;
  consistencyOf(explanations, classes).forEach((value, i) =>
    assertAlmostEquals(value!, quantus.consistency[i]!, 1e-8)
  );
  assertEquals(consistencyOf(["a", "b", "b"], [0, 1, 1]), [null, 1, 1]);
  await startBackend("cpu");
  const model = tinyNetwork();
  // Image 2 is explained by the lower right, the others by the upper left.
  const result = await consistency(model, tinyImages(4), {
    methods: {
      corners: handMade((image, pixel) =>
        pixel === (image === 2 ? 255 : 0) ? 1 : 0
      ),
    },
  });
  const found = result.values("corners")[0]!;
  assertEquals(found[2], null);
  assert([0, 1, 3].every((i) => found[i] !== null));
  assert(
    result.data.notes.some((note) =>
      note.includes("has no number (corners: 1 of 4")
    ),
  );
  await assertRejects(
    () => consistency(model, tinyImages(2), { methods: {}, cells: 17 }),
    RangeError,
    "cells must be 16 or fewer, as a map is of 16×16 pixels: current value is 17",
  );
  assert(result.citations().includes("dasgupta2022"));
});

Deno.test("an explanation may be any of as many cells as the map has pixels", async () => {
  await startBackend("cpu");
  const side = 500;
  const layersModel = tf.sequential({
    layers: [
      tf.layers.averagePooling2d({
        poolSize: side,
        inputShape: [side, side, 1],
      }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 2 }),
    ],
  });
  const last = side * side - 1;
  const result = await consistency(asModel(layersModel), {
    data: new Float32Array(3 * side * side),
    shape: [3, side, side, 1],
  }, {
    // Images 0 and 2 are explained by the last pixel, image 1 by the one before.
    methods: {
      own: handMade((image, pixel) =>
        pixel === (image === 1 ? last - 1 : last) ? 1 : 0
      ),
    },
    controls: {},
    cells: side,
  });
  assertEquals(result.values("own"), [[1, null, 1]]);
});

/** How many images went through the convolutions of a network. */
async function imagesSeen(run: () => Promise<unknown>): Promise<number> {
  const { kernels, result } = await tf.profile(async () => {
    await run();
    return tf.scalar(0);
  });
  tf.dispose(result);
  return kernels.filter(({ name }) => name.includes("Conv2D"))
    .reduce((sum, { outputShapes: [shape] }) => sum + shape![0]!, 0);
}

Deno.test("images go through the network once for all neighbors and all methods", async () => {
  await startBackend("cpu");
  const model = quantusNetwork();
  const images = quantusImages(quantus.images);
  const [count] = images.shape as [number];
  const maps = new Map<number, SaliencyMap>();
  for (const n of [1, count]) {
    const data = images.data.slice(0, n * 225);
    maps.set(n, await randomMap(model, { data, shape: [n, 15, 15, 1] }));
  }
  // Methods that ask nothing of the network.
  const known: AttributionMethod = (_, images) =>
    Promise.resolve(maps.get((images as Images).shape[0])!);
  // By two convolutions.
  const once = 2 * count;
  const before = tf.memory().numTensors;
  for (const chunkSize of [1, 2, count]) {
    for (const names of [["a"], ["a", "b", "c"]]) {
      const options = {
        methods: Object.fromEntries(names.map((name) => [name, known])),
        controls: {},
        chunkSize,
      };
      assertEquals(
        await imagesSeen(() => consistency(model, images, options)),
        // Which class is explained, and which is predicted.
        2 * once,
      );
      for (const samples of [1, 4]) {
        assertEquals(
          await imagesSeen(() =>
            robustness(model, images, { ...options, samples })
          ),
          once * (2 + samples),
        );
      }
    }
  }
  assertEquals(tf.memory().numTensors, before);
});
