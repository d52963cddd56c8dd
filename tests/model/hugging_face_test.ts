/**
 * Parameters of the image processors of transformers. Each was compared with
 * transformers 5.18's Pillow processors on a photo of ../shared/images: the values
 * are the same to 1e-6.
 */
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { huggingFace } from "../../lib/model/hugging_face.ts";

const of = (type: string, fields: Record<string, unknown> = {}) => {
  const { named, inputShape } = huggingFace({}, {
    image_processor_type: `${type}ImageProcessor`,
    ...fields,
  });
  const { fit, resize, interpolation } = named.preprocessing ?? {};
  return [inputShape?.[0], fit, resize, interpolation];
};

Deno.test("what a file leaves to its class is what the class does", () => {
  assertEquals(of("ViT"), [224, "stretch", undefined, "bilinear"]);
  assertEquals(of("DeiT"), [224, "stretch", 256, "bicubic"]);
  assertEquals(of("MobileNetV2"), [224, "crop", 256, "bilinear"]);
  assertEquals(of("Levit"), [224, "crop", 256, "bicubic"]);
  assertEquals(of("PoolFormer"), [224, "crop", 248, "bicubic"]);
  assertEquals(of("Bit"), [224, "crop", 224, "bicubic"]);
  const small = { size: { shortest_edge: 224 }, resample: 3 };
  assertEquals(of("ConvNext", small), [224, "crop", 256, "bicubic"]);
  const large = { size: 384, resample: 3 };
  assertEquals(of("ConvNext", large), [384, "stretch", undefined, "bicubic"]);
});

Deno.test("what is no file's but a class's is said", () => {
  const assumed = (fields: Record<string, unknown>) =>
    huggingFace({}, { image_processor_type: "ViTImageProcessor", ...fields })
      .assumed;
  assertEquals(
    assumed({ size: 224, resample: 3 }),
    "The preprocessing is assumed in part: of image_mean, image_std the files beside the model say nothing; the defaults of ViTImageProcessor were taken.",
  );
  const [mean, std] = [[0, 0, 0], [1, 1, 1]];
  const colors = { image_mean: mean, image_std: std };
  assertEquals(assumed({ size: 224, resample: 3, ...colors }), undefined);
  const { assumed: ofTimm } = huggingFace({
    pretrained_cfg: { input_size: [3, 224, 224], crop_pct: 0.9, mean, std },
  }, {});
  assertEquals(ofTimm?.includes("of interpolation, crop_mode the"), true);
});

Deno.test("a filter on which versions of transformers differ is not guessed", () => {
  for (const type of ["ConvNext", "EfficientNet", "MobileViT", "Pvt"]) {
    assertEquals(of(type)[1], undefined, type);
  }
});

Deno.test("EfficientNet is moved by 1 and divided twice", () => {
  const { preprocessing } = huggingFace({}, {
    image_processor_type: "EfficientNetImageProcessor",
    size: 224,
    resample: 0,
    rescale_offset: true,
    image_std: [0.4, 0.5, 0.6],
  }).named;
  const { scale, mean, std, interpolation } = preprocessing!;
  assertEquals(interpolation, "nearest");
  const wanted = (51 / 255 - 1 - 0.5) / 0.4 / 0.4;
  assertAlmostEquals((51 * scale - mean[0]!) / std[0]!, wanted, 1e-9);
});

Deno.test("timm's configuration says crop, squash and labels", () => {
  const config = (cfg: Record<string, unknown>) =>
    huggingFace({
      label_names: ["a", "b"],
      pretrained_cfg: { input_size: [3, 224, 224], ...cfg },
    }, {}).named;
  const { classNames, preprocessing } = config({ crop_pct: 0.95 });
  assertEquals(classNames, ["a", "b"]);
  const { fit, resize, interpolation } = preprocessing!;
  assertEquals([fit, resize, interpolation], ["crop", 235, "bicubic"]);
  const squashed = config({ crop_pct: 1, crop_mode: "squash" });
  assertEquals(squashed.preprocessing!.fit, "stretch");
  assertEquals(config({ crop_mode: "border" }).preprocessing, undefined);
});
