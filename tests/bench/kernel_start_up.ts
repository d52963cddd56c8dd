import { fileURLToPath } from "node:url";
import { Kernel } from "../../tools/jupyter/kernel.ts";

/** Milliseconds until a fresh notebook shows a heatmap. */
export interface KernelStartUp {
  /** Until the kernel takes a cell. */
  readonly kernel: number;
  /** The cell that imports the package and starts the notebook. */
  readonly setUp: number;
  /** The cell that loads model and picture and shows FullGrad. */
  readonly heatmap: number;
}

const SET_UP =
  `import { fullGrad, loadImage, loadModel, startNotebook } from "fullgrad";
await startNotebook()`;

const HEATMAP = `const model = await loadModel("shapes_vgg9");
const image = await loadImage("../../data/images/boat.png", model);
await fullGrad(model, image)`;

const LIMIT = 60_000;

/**
 * Measures one fresh kernel.
 *
 * @throws {Error} If a cell fails.
 */
export async function kernelStartUp(): Promise<KernelStartUp> {
  const folder = fileURLToPath(new URL(".", import.meta.url));
  const start = performance.now();
  await using kernel = await Kernel.start(folder);
  const ready = performance.now();
  const time = async (code: string) => {
    const before = performance.now();
    const { outputs } = await kernel.run(code, LIMIT);
    const error = outputs.find(({ output_type }) => output_type === "error");
    if (error) throw new Error(`A cell failed: ${JSON.stringify(error)}`);
    return performance.now() - before;
  };
  // The client waits a while for late outputs: the time of a cell with none.
  const wait = await time("0;");
  return {
    kernel: ready - start,
    setUp: await time(SET_UP) - wait,
    heatmap: await time(HEATMAP) - wait,
  };
}
