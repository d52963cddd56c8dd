import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  preprocessing,
  PREPROCESSING_NAMES,
  type PreprocessingName,
} from "../../lib/model/mod.ts";
import { normalize } from "../../lib/image/normalize.ts";

const black = new Uint8Array([0, 0, 0]);
const orange = new Uint8Array([255, 128, 0]);

function values(name: PreprocessingName, pixel: Uint8Array): readonly number[] {
  return [...normalize(pixel, preprocessing(name))].map((value) =>
    Number(value.toFixed(4))
  );
}

Deno.test("preprocessing() has the numbers that each name stands for", () => {
  assertEquals(values("raw", orange), [255, 128, 0]);
  assertEquals(values("unit", orange), [1, 0.502, 0]);
  assertEquals(values("tensorflow", orange), [1, 0.0039, -1]);
  assertEquals(values("caffe", orange), [0 - 104, 128 - 117, 255 - 123]);
  assertEquals(values("imagenet", black), [-2.1179, -2.0357, -1.8044]);
});

Deno.test("preprocessing() resizes for imagenet as torchvision, in proportion", () => {
  assertEquals(preprocessing("imagenet").resize, 256);
  assertEquals(preprocessing("imagenet", [299, 299, 3]).resize, 342);
  assert(!("resize" in preprocessing("imagenet", [null, null, 3])));
  assert(!("resize" in preprocessing("imagenet", [224, 320, 3])));
  assert(!("resize" in preprocessing("caffe")));
});

Deno.test("preprocessing() has gray forms where the channels are alike", () => {
  for (const name of ["raw", "tensorflow", "unit"] as const) {
    const gray = preprocessing(name, [28, 28, 1]);
    assertEquals(gray.channelOrder, "gray");
    assertEquals(
      normalize(orange.slice(1, 2), gray),
      normalize(orange, preprocessing(name)).slice(1, 2),
    );
  }
  for (const name of ["caffe", "imagenet"] as const) {
    assertThrows(
      () => preprocessing(name, [28, 28, 1]),
      TypeError,
      "must fit 1 channel",
    );
  }
});

Deno.test("preprocessing() returns a value that is given, once it is checked", () => {
  const own = {
    scale: 1,
    mean: [0],
    std: [1],
    channelOrder: "gray",
    resize: 30,
  } as const;
  assert(preprocessing(own, [28, 28, 1]) === own);
  assertThrows(() => preprocessing(own), TypeError, "must fit 3 channels");
  const bad = [
    { scale: 0 },
    { scale: NaN },
    { mean: [Infinity] },
    { std: [0] },
    { resize: 1.5 },
    { resize: 0 },
    { fit: "squash" },
    { cropOffset: "up" },
    { interpolation: "spline" },
    { channelOrder: "grb" },
    { std: [] },
  ];
  for (const part of bad) {
    assertThrows(
      () => preprocessing({ ...own, ...part } as never, [28, 28, 1]),
      RangeError,
      "must be",
    );
  }
  assertThrows(
    () => preprocessing({ ...own, std: [1, 1] }, [28, 28, 1]),
    TypeError,
    "2 deviations",
  );
  for (const part of [{ mena: [0] }, { scale: "1" }, { mean: [null] }]) {
    assertThrows(
      () => preprocessing({ ...own, ...part } as never, [28, 28, 1]),
      TypeError,
      "Cannot use a preprocessing as",
    );
  }
});

Deno.test("preprocessing() lists the names when one is unknown", () => {
  assertThrows(
    () => preprocessing("toString" as PreprocessingName),
    RangeError,
    'caffe, imagenet, raw, tensorflow, unit: current value is "toString"',
  );
});

Deno.test("PREPROCESSING_NAMES is sorted and resolves", () => {
  assertEquals([...PREPROCESSING_NAMES], [...PREPROCESSING_NAMES].sort());
  for (const name of PREPROCESSING_NAMES) assert(preprocessing(name).scale > 0);
});

Deno.test("preprocessing() says what is missing", () => {
  for (const value of [{}, { mean: 1 }, null]) {
    assertThrows(
      () => preprocessing(value as never),
      TypeError,
      "Cannot use a preprocessing as",
    );
  }
});
