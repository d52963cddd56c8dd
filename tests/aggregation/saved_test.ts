/** Results are saved as JSON and read back, and nothing else is. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { magnitude, SaliencyMap } from "../../lib/aggregation/mod.ts";
import { startBackend } from "../../lib/backend/mod.ts";
import { BiasGradients, biasGradients } from "../../lib/decomposition/mod.ts";
import {
  ensemble,
  fullGrad,
  gradCam,
  inputGradient,
  integratedGradients,
  lrp,
  randomMap,
  smoothGrad,
} from "../../lib/methods/mod.ts";
import { toImages } from "../../lib/image/mod.ts";
import { asModel, preprocessing } from "../../lib/model/mod.ts";
import { convBnNet, noiseBatch } from "./networks/mod.ts";

await startBackend("fullgrad-wasm");
const layersModel = convBnNet({ head: "softmax" });
const model = asModel(layersModel, { classNames: ["ä", "b,", '"c"', ""] });
const batch = noiseBatch(2);
const target = [1, 3];

const MAPS: Readonly<Record<string, Promise<SaliencyMap>>> = {
  fullGrad: fullGrad(model, batch, { target }),
  gradCam: gradCam(model, batch, { target, rectify: false }),
  integratedGradients: integratedGradients(model, batch, { target, steps: 2 }),
  lrp: lrp(model, batch, { target }),
  randomMap: randomMap(layersModel, batch),
  smoothGrad: smoothGrad(inputGradient, { samples: 2 })(model, batch),
  ensemble: ensemble({ fullGrad, gradCam })(model, batch),
};

for (const [name, made] of Object.entries(MAPS)) {
  Deno.test(`a map of ${name}() is the same once it was saved and read`, async () => {
    const map = await made;
    const text = JSON.stringify(map);
    const again = SaliencyMap.from(text);
    assertEquals(again.data, withoutUndefined(map.data));
    assertEquals(again.notes, map.notes);
    assertEquals(again.figure().title, map.figure().title);
    assertEquals(JSON.stringify(again), text);
    assertEquals(SaliencyMap.from(JSON.parse(text)).data, again.data);
  });
}

Deno.test("a record says what its pictures went through, and values went through nothing", async () => {
  const rgb = {
    data: new Uint8Array(20 * 12 * 3).fill(90),
    shape: [20, 12, 3],
  };
  const wish = { ...preprocessing("imagenet"), resize: 15 };
  for (const fit of ["crop", "stretch", undefined] as const) {
    const images = await toImages(rgb, model, { preprocessing: wish, fit });
    const due = { ...wish, fit: fit ?? "crop" };
    const map = await inputGradient(model, images);
    assertEquals(map.images.preprocessing, due);
    for (const result of [map, await biasGradients(model, images)]) {
      const { images: saved } = JSON.parse(JSON.stringify(result));
      assertEquals(saved.preprocessing, due);
    }
    const again = SaliencyMap.from(JSON.stringify(map));
    assertEquals(again.images.preprocessing, due);
  }
  assertEquals((await MAPS["fullGrad"]!).images.preprocessing, undefined);
  const damaged = JSON.parse(
    JSON.stringify(await inputGradient(model, batch)),
  );
  damaged.images.preprocessing = { scale: "1" };
  assertThrows(() => SaliencyMap.from(damaged), SyntaxError, "images");
});

Deno.test("bias-gradients are the same once they were saved and read", async () => {
  const result = await biasGradients(model, batch, { target });
  const text = JSON.stringify(result);
  const again = BiasGradients.from(text);
  assertEquals(again.layers, withoutUndefined(result.layers));
  assertEquals(again.completeness, result.completeness);
  assertEquals(again.notes, result.notes);
  assertEquals(JSON.stringify(again), text);
  assertEquals(again.figure().title, result.figure().title);
  assertThrows(
    () => SaliencyMap.from(text),
    SyntaxError,
    'Cannot read a saliency map as its format must be "fullgrad saliency map 1": current value is "fullgrad bias-gradients 1"',
  );
});

Deno.test("numbers that JSON has no word for come back", async () => {
  const map = await fullGrad(model, batch, { target });
  const wrong = {
    ...map.completeness![0]!,
    relativeToOutput: Infinity,
    relativeToTerms: NaN,
  };
  const again = SaliencyMap.from(JSON.stringify(
    new SaliencyMap({ ...map.data, completeness: [wrong, wrong] }),
  ));
  assertEquals(again.completeness, [wrong, wrong]);
});

Deno.test("a magnitude of one's own is saved by its name only", async () => {
  const root = magnitude("root", (t) => tf.sqrt(tf.abs(t)));
  const map = await inputGradient(model, batch, { magnitude: root });
  const again = SaliencyMap.from(JSON.stringify(map));
  assertEquals(again.values, map.values);
  assertEquals(again.attributions!.magnitude.name, "root");
  assertThrows(
    () => again.attributions!.magnitude.of(tf.zeros([1, 1, 1, 1])),
    TypeError,
    'Cannot take the magnitude "root"',
  );
});

Deno.test("a record of another form is refused, whatever is wrong with it", async () => {
  const text = JSON.stringify(await MAPS["fullGrad"]);
  for (const broken of [text.slice(0, -1), "", "[]", "null", "3", '"map"']) {
    assertThrows(() => SaliencyMap.from(broken), SyntaxError, "Cannot read");
  }
  const others: readonly unknown[] = [null, 7, "x", [], {}, [null], true];
  let refused = 0;
  let tried = 0;
  for (const path of pathsOf(JSON.parse(text))) {
    for (const other of others) {
      const changed = JSON.parse(text);
      setAt(changed, path, other);
      tried++;
      try {
        const map = SaliencyMap.from(changed);
        // What is read can be drawn and told.
        assert(map.notes.length >= 0 && map.figure().title.length > 0);
      } catch (error) {
        assert(
          error instanceof SyntaxError,
          `${path.join(".")} = ${JSON.stringify(other)}: ${error}`,
        );
        refused++;
      }
    }
  }
  // Most fields cannot be anything else; settings can, and names.
  assert(refused > 0.7 * tried, `${refused} of ${tried} are refused`);
});

Deno.test("a map must have a value for every pixel", async () => {
  const { data } = await MAPS["fullGrad"]!;
  assertThrows(
    () => new SaliencyMap({ ...data, values: new Float32Array(5) }),
    TypeError,
    "values must be [2, 12, 9]: current number is 5",
  );
});

/** As JSON has it: without fields that are undefined. */
function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (typeof value !== "object" || value === null) return value;
  if (ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(
    Object.entries(value).filter(([, part]) => part !== undefined)
      .map(([name, part]) => [name, withoutUndefined(part)]),
  );
}

type Path = readonly (string | number)[];

/** Paths to every part but those of long lists. */
function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).slice(0, 12).flatMap(([name, part]) => [
    [...path, name],
    ...pathsOf(part, [...path, name]),
  ]);
}

function setAt(value: unknown, path: Path, other: unknown): void {
  let part = value as Record<string | number, unknown>;
  for (const name of path.slice(0, -1)) {
    part = part[name] as Record<string | number, unknown>;
  }
  part[path.at(-1)!] = other;
}
