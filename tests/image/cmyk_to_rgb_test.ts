import { assertEquals } from "@std/assert";
import { cmykToRgb } from "../../lib/image/cmyk_to_rgb.ts";
import { pattern } from "./pattern.ts";
import pillow from "./pillow.json" with { type: "json" };

Deno.test("cmykToRgb() equals Pillow's convert to the byte", () => {
  assertEquals(
    cmykToRgb(pattern(16, 16, 4)),
    Uint8Array.fromBase64(pillow.cmyk.pixels),
  );
});
