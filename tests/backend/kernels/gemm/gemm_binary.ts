import type { KernelBinary } from "../../../../lib/backend/engine/mod.ts";
import { compileKernel } from "../../../../lib/backend/kernels/compile.ts";

let compiled: Promise<KernelBinary> | undefined;

/** The micro-kernel by itself, which does not ship. */
export function gemmBinary(): Promise<KernelBinary> {
  return compiled ??= compileBoth();
}

async function compileBoth(): Promise<KernelBinary> {
  const source = new URL("./gemm.as", import.meta.url);
  const [plain, relaxed] = await Promise.all([false, true].map(
    async (isRelaxed) => {
      const bytes = await compileKernel(source, isRelaxed);
      return new URL(URL.createObjectURL(new Blob([bytes as BlobPart])));
    },
  ));
  return { operation: "gemm", plain: plain!, relaxed: relaxed! };
}
