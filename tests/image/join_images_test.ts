/** A list of batches as one batch. */
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import {
  fullGrad,
  type Images,
  loadImage,
  loadImages,
  loadModel,
} from "fullgrad";
import {
  type ImageInput,
  type ImageSpec,
  toImages,
} from "../../lib/image/mod.ts";
import { preprocessing } from "../../lib/model/mod.ts";
import { pattern } from "./pattern.ts";

const BOAT = "data/images/boat.png";
const SPEC: ImageSpec = {
  inputShape: [null, null, 3],
  preprocessing: preprocessing("unit", [null, null, 3]),
};

function picture(height: number, width: number): Promise<Images> {
  const data = pattern(height, width);
  return toImages({ data, shape: [height, width, 3] }, SPEC);
}

Deno.test("a list of loaded images is one batch, as loadImages has it", async () => {
  const model = await loadModel("shapes_vgg9");
  const one = await loadImage(BOAT, model);
  const expected = await loadImages([BOAT, BOAT, BOAT], model);
  const two = await loadImages([BOAT, BOAT], model);
  assertEquals(await toImages([one, two], model), { ...expected, notes: [] });
  assertEquals(await toImages([one], model), { ...one, notes: [] });
  const map = await fullGrad(model, [one, one]);
  assertEquals(map.shape, [2, 64, 64]);
  assertEquals(map.at(0), map.at(1));
  assertEquals(map.images.names, ["boat.png", "boat.png"]);
});

Deno.test("a list of images is in its order and shows itself", async () => {
  const [one, two] = [await picture(4, 6), await picture(4, 6)];
  const dark = { ...two, values: two.values.map((value) => value / 2) };
  const joined = await toImages([one, dark], SPEC);
  assertEquals(
    joined.values,
    new Float32Array([...one.values, ...dark.values]),
  );
  assertEquals(joined.rgb, new Uint8Array([...one.rgb, ...two.rgb]));
  assertStringIncludes(Deno.inspect(joined), "Images { 2 images, 4 × 6 × 3 }");
});

Deno.test("a list of images keeps what is said of them, and their preprocessing where it is one", async () => {
  const unit = { ...await picture(4, 6), notes: ["A note."] };
  const other = await toImages(
    { data: pattern(4, 6), shape: [4, 6, 3] },
    SPEC,
    { preprocessing: "tensorflow" },
  );
  const same = await toImages([unit, unit], SPEC);
  assertEquals(same.notes, ["A note."]);
  assertEquals(same.preprocessing, unit.preprocessing);
  const mixed = await toImages([unit, other], SPEC);
  assertEquals(mixed.notes!.length, 2);
  assertStringIncludes(mixed.notes![1]!, "loaded for another preprocessing");
  assertEquals(mixed.preprocessing, undefined);
});

Deno.test("a list of images of several sizes, or of something else too, is refused", async () => {
  const [one, wide] = [await picture(4, 6), await picture(4, 7)];
  const wrong = [
    [
      [one, wide],
      'must have one size (load them with { size } to resize them): "image 1" has 4×6 and "image 1" 4×7',
    ],
    [
      [one, BOAT],
      'a list that begins with Images must hold nothing else: current value at 1 is "data/images/boat.png"',
    ],
    [[one, one, undefined], "current value at 2 is undefined"],
  ] as const;
  for (const [input, message] of wrong) {
    await assertRejects(
      () => toImages(input as unknown as ImageInput, SPEC),
      TypeError,
      message,
    );
  }
});
