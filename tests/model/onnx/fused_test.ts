/**
 * A network whose exporter folded batch normalization is explained as the one
 * that was trained, where convolution and normalization are taken as one.
 */
import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { startBackend } from "../../../lib/backend/mod.ts";
import { fullGrad } from "../../../lib/methods/mod.ts";
import { loadModel } from "../../../lib/model/mod.ts";
import { assertClose } from "../../propagation/assert_close.ts";
import { normals } from "../../propagation/cases/mod.ts";

const FOLDER = fileURLToPath(
  new URL("../../../../shared/references_onnx/residual/", import.meta.url),
);

Deno.test({
  name:
    "residual: FullGrad of the fused file is that of the unfused one, fused",
  ignore: await Deno.stat(FOLDER).then(() => false, () => true),
  fn: async () => {
    await startBackend("fullgrad-wasm");
    const fused = await loadModel(`${FOLDER}model.onnx`);
    const unfused = await loadModel(`${FOLDER}model_unfused.onnx`);
    const [height, width, channels] = fused.inputShape as [
      number,
      number,
      number,
    ];
    const images = {
      data: normals(2 * height * width * channels, 5),
      shape: [2, height, width, channels],
    };
    for (const preset of ["paper", "idiap2019"] as const) {
      const [map, expected] = [
        await fullGrad(fused, images, { preset }),
        await fullGrad(unfused, images, { preset }),
      ];
      assertClose(map.values, expected.values, 1e-4, preset);
      const [terms, wanted] = [map.data.terms!, expected.data.terms!];
      assertEquals(terms.length, wanted.length);
      terms.forEach(({ sums, site }, i) => {
        assertClose(sums, wanted[i]!.sums, 1e-4, site.name);
      });
    }
    fused.dispose();
    unfused.dispose();
  },
});
