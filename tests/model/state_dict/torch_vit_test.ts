/** Vision transformers of the published widths, where there is a torchvision. */
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fullGrad } from "../../../lib/methods/mod.ts";
import { loadModel } from "../../../lib/model/mod.ts";
import { exhaustiveTest } from "../../exhaustive.ts";
import { drawnImage } from "./drawn.ts";

/** Debian's, which has torchvision beside it. */
const PYTHON = "/usr/bin/python3";

const SCRIPT = fileURLToPath(new URL("torch_vit_file.py", import.meta.url));

/** Width, heads, units of the two dense layers, patch and layers of each. */
const NETWORKS = {
  "ViT-B/16": [768, 12, 3072, 16, 12],
  "ViT-B/32": [768, 12, 3072, 32, 12],
  "two layers of ViT-L/16": [1024, 16, 4096, 16, 2],
  "two layers of ViT-L/32": [1024, 16, 4096, 32, 2],
  "a layer of ViT-H/14": [1280, 16, 5120, 14, 1],
} as const;

async function hasTorchvision(): Promise<boolean> {
  try {
    const { success } = await new Deno.Command(PYTHON, {
      args: ["-c", "import torchvision.models.vision_transformer"],
      stderr: "null",
    }).output();
    return success;
  } catch {
    return false;
  }
}

const isThere = await hasTorchvision();

for (const [name, sizes] of Object.entries(NETWORKS)) {
  exhaustiveTest({
    name: `${name}: torchvision's logits (needs its Python package)`,
    ignore: !isThere,
    fn: async () => {
      const folder = await Deno.makeTempDir();
      try {
        const file = join(folder, "vit.pth");
        const { success, stdout } = await new Deno.Command(PYTHON, {
          args: [SCRIPT, ...sizes.map(String), file],
          stderr: "inherit",
        }).output();
        assertEquals(success, true);
        const logits: number[] = JSON.parse(new TextDecoder().decode(stdout));
        const model = await loadModel(file);
        assertEquals(model.inputShape, [224, 224, 3]);
        const map = await fullGrad(model, {
          data: drawnImage([224, 224, 3]),
          shape: [1, 224, 224, 3],
        });
        const scale = Math.max(...logits.map(Math.abs));
        logits.forEach((logit, i) =>
          assertAlmostEquals(map.logits.values[i]!, logit, 1e-4 * scale)
        );
        model.dispose();
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}
