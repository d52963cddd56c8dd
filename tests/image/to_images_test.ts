import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
} from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../lib/backend/mod.ts";
import {
  type ImageInput,
  type ImageSpec,
  toImages,
} from "../../lib/image/mod.ts";
import { preprocessing, type PreprocessingName } from "../../lib/model/mod.ts";
import { pattern } from "./pattern.ts";

await startBackend("fullgrad-wasm");

const spec: ImageSpec = { inputShape: [4, 5, 3] };
const imagenet = { preprocessing: preprocessing("imagenet", [null, null, 3]) };
const floats = Float32Array.from({ length: 60 }, (_, i) => Math.sin(i));

Deno.test("toImages() gives floats in every form the same input", async () => {
  const nested = Array.from(
    { length: 4 },
    (_, y) =>
      Array.from(
        { length: 5 },
        (_, x) => [...floats.slice((y * 5 + x) * 3, (y * 5 + x) * 3 + 3)],
      ),
  );
  const inputs: readonly ImageInput[] = [
    floats,
    { data: floats, shape: [4, 5, 3] },
    { data: floats, shape: [1, 4, 5, 3] },
    { data: new Float64Array(floats), shape: [4, 5, 3] },
    nested,
    [nested],
    tf.tensor3d(floats, [4, 5, 3]),
    tf.tensor4d(floats, [1, 4, 5, 3]),
  ];
  for (const input of inputs) {
    const { values, shape, names } = await toImages(input, spec);
    assertEquals(values, floats);
    assertEquals(shape, [1, 4, 5, 3]);
    assertEquals(names, ["image 1"]);
    if (input instanceof tf.Tensor) input.dispose();
  }
});

Deno.test("toImages() copies: its input is not shared and not changed", async () => {
  const own = floats.slice();
  const images = await toImages({ data: own, shape: [4, 5, 3] }, spec);
  images.values.fill(7);
  assertEquals(own, floats);
  await tf.setBackend("cpu");
  const tensor = tf.tensor3d(floats.slice(), [4, 5, 3]);
  (await toImages(tensor, spec)).values.fill(7);
  assertEquals(await tensor.data(), floats);
  tensor.dispose();
});

Deno.test("toImages() neither leaks tensors nor disposes the caller's", async () => {
  const tensor = tf.tensor3d(floats, [4, 5, 3]);
  const before = tf.memory().numTensors;
  await toImages(tensor, spec);
  assertEquals(tf.memory().numTensors, before);
  assert(!tensor.isDisposed);
  tensor.dispose();
});

Deno.test("toImages() returns Images as they are, once they are checked", async () => {
  const images = await toImages(floats, spec);
  assert(await toImages(images, spec) === images);
  await assertRejects(
    () => toImages(images, { inputShape: [5, 4, 3] }),
    TypeError,
    "shape must be [N, 5, 4, 3]",
  );
  for (const part of [{ names: [] }, { rgb: new Uint8Array(3) }]) {
    const broken = { ...images, ...part };
    await assertRejects(
      () => toImages(broken, spec),
      TypeError,
      "60 bytes of rgb and 1 names",
    );
  }
  const values = floats.with(4, NaN);
  await assertRejects(
    () => toImages({ ...images, values }, spec),
    RangeError,
    "is NaN",
  );
});

Deno.test("toImages() of bytes with the right size is the identity on pixels", async () => {
  const pixels = pattern(4, 5);
  const image = await toImages({ data: pixels, shape: [4, 5, 3] }, {
    ...spec,
    ...imagenet,
  });
  assertEquals(new Uint8Array(image.rgb), pixels);
  assertAlmostEquals(
    image.values[1]!,
    (pixels[1]! / 255 - 0.456) / 0.224,
    1e-6,
  );
  assertEquals(pixels, pattern(4, 5));
});

Deno.test("toImages() shows floats by the inverse of the preprocessing", async () => {
  const pixels = pattern(4, 5);
  for (
    const name of ["caffe", "imagenet", "raw", "tensorflow", "unit"] as const
  ) {
    const model = {
      ...spec,
      preprocessing: { ...preprocessing(name, [null, null, 3]) },
    };
    const image = await toImages({ data: pixels, shape: [4, 5, 3] }, model);
    const again = await toImages(image.values, model);
    assertEquals(new Uint8Array(again.rgb), pixels);
    assertEquals(again.values, image.values);
  }
});

Deno.test("toImages() without preprocessing shows each image stretched to 0…255", async () => {
  const two = {
    data: Float32Array.of(-1, 0, 1, 10, 10, 20),
    shape: [2, 1, 3, 1],
  };
  const { rgb } = await toImages(two, { inputShape: [1, 3, 1] });
  assertEquals([...rgb].filter((_, i) => i % 3 === 0), [
    0,
    128,
    255,
    0,
    0,
    255,
  ]);
});

Deno.test("toImages() takes any number of channels as floats", async () => {
  const data = Float32Array.of(0, 0, 0, 4, 2, 2, 2, 2);
  const { rgb } = await toImages({ data, shape: [1, 2, 4] }, {
    inputShape: [null, null, 4],
  });
  assertEquals([...rgb], [0, 0, 0, 255, 255, 255]);
});

Deno.test("toImages() takes ImageData and drops alpha", async () => {
  const rgba = new Uint8ClampedArray(pattern(4, 5, 4));
  const unit = { preprocessing: "unit" } as const;
  const image = await toImages(new ImageData(rgba, 5, 4), spec, unit);
  assertEquals(new Uint8Array(image.rgb), pattern(4, 5));
  assertEquals(image.shape, [1, 4, 5, 3]);
  const bytes = { data: rgba, shape: [4, 5, 4] };
  assertEquals(await toImages(bytes, spec, unit), image);
});

Deno.test("toImages() fits pictures to the model: gray, batches, resizing", async () => {
  const raw = { preprocessing: "raw" } as const;
  const batch = { data: pattern(2 * 9, 9, 1), shape: [2, 9, 9, 1] };
  const color = await toImages(batch, { inputShape: [3, 3, 3] }, raw);
  const gray = await toImages(batch, { inputShape: [3, 3, 1] }, raw);
  assertEquals(color.shape, [2, 3, 3, 3]);
  assertEquals(gray.shape, [2, 3, 3, 1]);
  assertEquals(color.values, Float32Array.from(gray.rgb));
  assertEquals(color.names, ["image 1", "image 2"]);
});

Deno.test("toImages() names the place of a value that is not finite", async () => {
  for (const bad of [NaN, Infinity, -Infinity]) {
    const data = new Float32Array(120);
    data[60 + (2 * 5 + 3) * 3 + 1] = bad;
    await assertRejects(
      () => toImages({ data, shape: [2, 4, 5, 3] }, spec),
      RangeError,
      `current value is ${bad} in image 2 of 2 ("image 2") at row 2, column 3, channel 1`,
    );
  }
  const tooLarge = { data: new Float64Array(60).fill(1e300), shape: [4, 5, 3] };
  await assertRejects(
    () => toImages(tooLarge, spec),
    RangeError,
    "current value is Infinity",
  );
});

/** `[N, H, W, C]` as `[N, C, H, W]`. */
function channelsFirst<T extends Float32Array | Uint8Array>(
  data: T,
  [n, h, w, c]: readonly [number, number, number, number],
): T {
  const moved = data.slice() as T;
  for (let i = 0; i < data.length; i++) {
    const channel = i % c;
    const pixel = Math.floor(i / c) % (h * w);
    const image = Math.floor(i / (h * w * c));
    moved[(image * c + channel) * h * w + pixel] = data[i]!;
  }
  assertEquals(data.length, n * h * w * c);
  return moved;
}

Deno.test("toImages() moves channels that come first, in every form", async () => {
  const batch = Float32Array.from({ length: 120 }, (_, i) => Math.sin(i));
  const moved = channelsFirst(batch, [2, 4, 5, 3]);
  const one = channelsFirst(floats, [1, 4, 5, 3]);
  const nested = [0, 1, 2].map((c) =>
    [0, 1, 2, 3].map((y) => [...one.slice(20 * c + 5 * y, 20 * c + 5 * y + 5)])
  );
  const forms: readonly (readonly [ImageInput, Float32Array])[] = [
    [{ data: one, shape: [3, 4, 5] }, floats],
    [{ data: one, shape: [1, 3, 4, 5] }, floats],
    [{ data: new Float64Array(one), shape: [3, 4, 5] }, floats],
    [tf.tensor3d(one, [3, 4, 5]), floats],
    [nested, floats],
    [[nested], floats],
    [{ data: moved, shape: [2, 3, 4, 5] }, batch],
  ];
  for (const [input, expected] of forms) {
    const any = { inputShape: [null, null, 3] } as const;
    for (const model of [spec, any]) {
      const { values, shape } = await toImages(input, model);
      assertEquals(values, expected);
      assertEquals(shape, [expected.length / 60, 4, 5, 3]);
    }
  }
});

Deno.test("toImages() moves the channels of bytes that come first", async () => {
  const unit = { preprocessing: "unit" } as const;
  for (const channels of [1, 3, 4]) {
    const last = pattern(6, 7, channels);
    const first = channelsFirst(last, [1, 6, 7, channels]);
    const model = { inputShape: [5, 5, 3] } as const;
    const expected = await toImages(
      { data: last, shape: [6, 7, channels] },
      model,
      unit,
    );
    for (const shape of [[channels, 6, 7], [1, channels, 6, 7]]) {
      assertEquals(
        await toImages({ data: first, shape }, model, unit),
        expected,
      );
    }
  }
});

Deno.test("toImages() takes the channels last where both would do", async () => {
  const data = Float32Array.from({ length: 27 }, (_, i) => i);
  const small = { inputShape: [3, 3, 3] } as const;
  assertEquals(
    (await toImages({ data, shape: [3, 3, 3] }, small)).values,
    data,
  );
  const any = { inputShape: [null, null, 3] } as const;
  const image = await toImages({ data, shape: [3, 3, 3] }, any);
  assertEquals(image.values, data);
  const bytes = { data: pattern(3, 5, 3), shape: [3, 5, 3] };
  const picture = await toImages(bytes, any, { preprocessing: "raw" });
  assertEquals(picture.shape, [1, 3, 5, 3]);
});

Deno.test("toImages() takes gray images without the axis of channels", async () => {
  const gray = { inputShape: [4, 5, 1] } as const;
  const rows = (i: number) =>
    [0, 1, 2, 3].map((
      y,
    ) => [...floats.slice(20 * i + 5 * y, 20 * i + 5 * y + 5)]);
  const inputs: readonly (readonly [ImageInput, number])[] = [
    [{ data: floats, shape: [3, 4, 5] }, 3],
    [{ data: floats, shape: [3, 1, 4, 5] }, 3],
    [{ data: floats.slice(0, 20), shape: [1, 4, 5] }, 1],
    [{ data: floats.slice(0, 20), shape: [4, 5] }, 1],
    [tf.tensor3d(floats, [3, 4, 5]), 3],
    [tf.tensor2d(floats.slice(0, 20), [4, 5]), 1],
    [[rows(0), rows(1), rows(2)], 3],
    [rows(0), 1],
  ];
  for (const [input, n] of inputs) {
    for (const model of [gray, { inputShape: [null, null, 1] } as const]) {
      const { values, shape } = await toImages(input, model);
      assertEquals(shape, [n, 4, 5, 1]);
      assertEquals(values, floats.slice(0, 20 * n));
    }
  }
  const bytes = { data: pattern(2 * 6, 7, 1), shape: [2, 6, 7] };
  const raw = { preprocessing: "raw" } as const;
  const model = { inputShape: [6, 7, 1] } as const;
  const { values, shape } = await toImages(bytes, model, raw);
  assertEquals(shape, [2, 6, 7, 1]);
  assertEquals(values, Float32Array.from(bytes.data));
  // Of a network of three channels, [3, H, W] is one picture, [5, H, W] nothing.
  const color = { inputShape: [6, 7, 3] } as const;
  const three = { data: pattern(3 * 6, 7, 1), shape: [3, 6, 7] };
  assertEquals((await toImages(three, color, raw)).shape, [1, 6, 7, 3]);
  await assertRejects(
    () =>
      toImages({ data: pattern(5 * 6, 7, 1), shape: [5, 6, 7] }, color, raw),
    TypeError,
    "or with the channels first: current shape is [5, 6, 7]",
  );
});

/** 60 values from `low` to `high`, none of them outside. */
function within(low: number, high: number): Float32Array {
  return floats.map((value, i) =>
    i === 0 ? low : i === 1 ? high : low + (high - low) * (value + 1) / 2
  );
}

Deno.test("toImages() notes values that are in another range than the model's", async () => {
  const ranges = {
    unit: [0, 1],
    raw: [0, 255],
    tensorflow: [-1, 1],
    imagenet: [-2, 2.5],
    caffe: [-120, 130],
  } as const;
  for (const [given, [low, high]] of Object.entries(ranges)) {
    for (const name of Object.keys(ranges) as (keyof typeof ranges)[]) {
      const model = {
        ...spec,
        preprocessing: preprocessing(name, [null, null, 3]),
      };
      const { notes } = await toImages(within(low, high), model);
      // −1…1 is within −2…2.6, and may be so.
      const isQuiet = given === name ||
        given === "tensorflow" && name === "imagenet";
      assertEquals(notes!.length, isQuiet ? 0 : 1, `${given} for ${name}`);
    }
  }
  const model = { ...spec, ...imagenet };
  const { notes } = await toImages(within(0, 255), model);
  assertEquals(notes, [
    "The values of the image go from 0 to 255, where this model's preprocessing gives -2.12 to 2.64. Floats are taken as network input: normalize them, or give the pixels as bytes.",
  ]);
  const two = new Float32Array([...within(-2, 2), ...within(0, 255)]);
  const mixed = await toImages({ data: two, shape: [2, 4, 5, 3] }, model);
  assert(
    mixed.notes![0]!.startsWith("The values of 1 of 2 images (image 2) go"),
  );
  const both = new Float32Array([...within(0, 1), ...within(0, 255)]);
  const all = await toImages({ data: both, shape: [2, 4, 5, 3] }, model);
  assert(
    all.notes![0]!.startsWith("The values of all 2 images go from 0 to 255"),
  );
});

Deno.test("toImages() notes constants that are far out of the model's range, and no others", async () => {
  const notesOf = async (name: PreprocessingName, value: number) => {
    const known = { preprocessing: preprocessing(name, [null, null, 3]) };
    const constant = new Float32Array(60).fill(value);
    return (await toImages(constant, { ...spec, ...known })).notes!;
  };
  // Black, white, gray and a tenth beyond.
  const ranges = {
    unit: [0, 1, 0.5, -0.1, 1.1],
    raw: [0, 255, 127, 1, -25, 280],
    tensorflow: [-1, 1, 0, 0.5, -1.2, 1.2],
    imagenet: [-2.1, 2.6, 0, 1, -2.5, 3],
    caffe: [-123, 151, 0, 1, -150, 178],
  } as const;
  for (const [name, values] of Object.entries(ranges)) {
    for (const value of values) {
      const notes = await notesOf(name as PreprocessingName, value);
      assertEquals(notes, [], `${value} for ${name}`);
    }
  }
  const strange = [
    ["unit", 255],
    ["unit", -3],
    ["raw", 1000],
    ["tensorflow", 90],
    ["imagenet", 128],
    ["caffe", -600],
  ] as const;
  for (const [name, value] of strange) {
    const [note, ...others] = await notesOf(name, value);
    assert(note?.startsWith(`The values of the image are ${value}, where`));
    assertEquals(others, []);
  }
});

Deno.test("toImages() notes nothing of an unknown preprocessing, of pictures", async () => {
  const model = { ...spec, ...imagenet };
  assertEquals((await toImages(within(0, 255), spec)).notes ?? [], []);
  const bytes = { data: pattern(4, 5), shape: [4, 5, 3] };
  assertEquals((await toImages(bytes, model)).notes, []);
});

Deno.test("toImages() notes bytes that are 0 and 1 only", async () => {
  const data = pattern(4, 5).map((byte) => byte & 1);
  const { notes } = await toImages({ data, shape: [4, 5, 3] }, {
    ...spec,
    ...imagenet,
  });
  assert(notes![0]!.startsWith("All bytes of the input are 0 or 1"));
});

Deno.test("toImages() takes the beginning of a file for a file, not for pixels", async () => {
  const file = await Deno.readFile("data/images/boat.png");
  for (const bytes of [file.subarray(0, 100), new Uint8Array(0)]) {
    const { message } = await assertRejects(
      () => toImages(bytes, { ...spec, ...imagenet }),
      SyntaxError,
    );
    assert(!message.includes("Pixels"), message);
  }
});

Deno.test("toImages() refuses options that do not exist", async () => {
  await assertRejects(
    () => toImages(floats, spec, { preprocesing: "unit" } as never),
    TypeError,
    'no option "preprocesing": did you mean "preprocessing"?',
  );
  await assertRejects(
    () => toImages(floats, {} as typeof spec),
    TypeError,
    "must be a model",
  );
});

interface Refusal {
  readonly what: string;
  readonly input: unknown;
  readonly error: new (message?: string) => Error;
  readonly part: string;
  readonly spec?: ImageSpec;
}

const refusals: readonly Refusal[] = [
  {
    what: "a wrong shape",
    input: { data: floats, shape: [5, 4, 3] },
    error: TypeError,
    part:
      "shape must be [N, 4, 5, 3], or with channels first [N, 3, 4, 5], or that of one image: current shape is [5, 4, 3]",
  },
  {
    what: "a wrong number of channels",
    input: { data: new Float32Array(20), shape: [4, 5, 1] },
    error: TypeError,
    part: "current shape is [4, 5, 1]",
  },
  {
    what: "a wrong number of channels, any size",
    input: { data: new Float32Array(20), shape: [4, 5, 1] },
    spec: { inputShape: [null, null, 3] },
    error: TypeError,
    part: "shape must be [N, any, any, 3]",
  },
  {
    what: "a shape that lies",
    input: { data: floats, shape: [2, 4, 5, 3] },
    error: TypeError,
    part: "shape [2, 4, 5, 3] must have 120 values: current number is 60",
  },
  {
    what: "an empty batch",
    input: { data: new Float32Array(), shape: [0, 4, 5, 3] },
    error: RangeError,
    part: "at least 1 image",
  },
  {
    what: "no floats",
    input: new Float32Array(),
    error: RangeError,
    part: "at least 1 image",
  },
  {
    what: "an empty array",
    input: [],
    error: TypeError,
    part: "current shape is [0]",
  },
  {
    what: "no picture",
    input: { data: new Uint8Array(), shape: [0, 4, 5, 3] },
    error: RangeError,
    part: "at least 1 image",
  },
  {
    what: "a picture without pixels",
    input: { data: new Uint8Array(), shape: [0, 5, 3] },
    error: TypeError,
    part: "not empty",
  },
  {
    what: "a picture of two channels",
    input: { data: new Uint8Array(40), shape: [4, 5, 2] },
    error: TypeError,
    part: "1, 3 or 4 channels",
  },
  {
    what: "a picture whose shape lies",
    input: { data: new Uint8Array(61), shape: [4, 5, 3] },
    error: TypeError,
    part: "current number of bytes is 61",
  },
  {
    what: "pixels of the wrong number",
    input: { data: new Uint8ClampedArray(60), width: 5, height: 4 },
    error: TypeError,
    part: "current number of bytes is 60",
  },
  {
    what: "floats of the wrong number",
    input: new Float32Array(61),
    error: TypeError,
    part: "multiple of 60",
  },
  {
    what: "bare floats for a model of any size",
    input: floats,
    spec: { inputShape: [null, 5, 3] },
    error: TypeError,
    part: "must fix height and width",
  },
  {
    what: "ragged nested arrays",
    input: [[[1, 2, 3]], [[1, 2]]],
    error: TypeError,
    part:
      "[1][0] must be an array of 3, as the first is: current value is an array of 2",
  },
  {
    what: "nested arrays of something else",
    input: [[["1"]]],
    error: TypeError,
    part:
      "[0][0][0] must be a number, as the first is: current value is string",
  },
  {
    what: "bytes without a shape that are no image file",
    input: new Uint8Array(60),
    error: SyntaxError,
    part: "Cannot decode image 1 as it must be a whole image file",
  },
  {
    what: "pixels without a shape, with the form in which they come",
    input: pattern(4, 5),
    error: SyntaxError,
    part:
      '". Pixels come with their shape: { data, shape: [height, width, channels] }',
  },
  {
    what: "integers, which could be either",
    input: { data: new Int32Array(60), shape: [4, 5, 3] },
    error: TypeError,
    part: "current value is { data: Int32Array, shape }",
  },
  {
    what: "a path of no file",
    input: "cat.jpg",
    error: Deno.errors.NotFound,
    part: 'Cannot read the image "cat.jpg"',
  },
  {
    what: "nothing",
    input: undefined,
    error: TypeError,
    part: "current value is undefined",
  },
  {
    what: "a promise",
    input: Promise.resolve(new Float32Array(60)),
    error: TypeError,
    part: "current value is a promise, which must be awaited",
  },
  {
    what: "null",
    input: null,
    error: TypeError,
    part: "current value is null",
  },
];
for (const { what, input, error, part, spec: own } of refusals) {
  Deno.test(`toImages() refuses ${what}`, async () => {
    const model: ImageSpec = {
      ...(own ?? spec),
      preprocessing: preprocessing("unit", [4, 5, 3]),
    };
    await assertRejects(
      () => toImages(input as ImageInput, model),
      error,
      part,
    );
  });
}

Deno.test("toImages() refuses pictures without a preprocessing", async () => {
  const picture = { data: pattern(4, 5), shape: [4, 5, 3] };
  await assertRejects(
    () => toImages(picture, spec),
    TypeError,
    "caffe, imagenet, raw",
  );
});

Deno.test("toImages() refuses a disposed tensor and integer tensors", async () => {
  const tensor = tf.tensor3d(floats, [4, 5, 3]);
  tensor.dispose();
  await assertRejects(
    () => toImages(tensor, spec),
    TypeError,
    "must not be disposed",
  );
  const integers = tf.zeros([4, 5, 3], "int32") as tf.Tensor3D;
  await assertRejects(
    () => toImages(integers, spec),
    TypeError,
    "current value is int32",
  );
  integers.dispose();
});

Deno.test("toImages() says where a preprocessing can be given", async () => {
  for (const part of ["loadModel(file, {", "--preprocessing name"]) {
    await assertRejects(() => toImages("cat.jpg", spec), TypeError, part);
  }
});

Deno.test("toImages() notes once that images were loaded for another network's preprocessing", async () => {
  const names = ["unit", "raw", "tensorflow", "imagenet", "caffe"] as const;
  const of = (name: typeof names[number]) => ({
    ...spec,
    preprocessing: preprocessing(name, [4, 5, 3]),
  });
  const bytes = { data: pattern(4, 5), shape: [4, 5, 3] };
  for (const given of names) {
    const images = await toImages(bytes, of(given));
    for (const name of names) {
      const taken = await toImages(images, of(name));
      assertEquals(taken.notes!.length, given === name ? 0 : 1);
      assertEquals(taken.values, images.values);
      assertEquals((await toImages(taken, of(name))).notes, taken.notes);
    }
    assert(await toImages(images, spec) === images);
  }
  const images = await toImages(bytes, of("caffe"));
  assertEquals((await toImages(images, of("imagenet"))).notes, [
    "The images were loaded for another preprocessing than this model's: their pixels became -123 to 151 as BGR, where it takes -2.12 to 2.64 as RGB. Load them for each network anew, or give `preprocessing` where you load it.",
  ]);
  // The same in other words, and what only places the picture.
  const unit = of("unit").preprocessing;
  const asRaw = { ...unit, scale: 1, std: [255, 255, 255], fit: "stretch" };
  const same = { ...spec, preprocessing: asRaw as typeof unit };
  const other = { ...spec, preprocessing: { ...unit, channelOrder: "bgr" } };
  const ofUnit = await toImages(bytes, of("unit"));
  assertEquals((await toImages(ofUnit, same)).notes, []);
  assertEquals((await toImages(ofUnit, other as typeof same)).notes!.length, 1);
});
