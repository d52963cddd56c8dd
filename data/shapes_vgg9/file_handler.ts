import type { io } from "@tensorflow/tfjs";

/**
 * Where a model lies: `model.json` and `weights.bin` in a folder, to which it
 * is saved and from which it is loaded.
 */
export function fileHandler(folder: URL): Required<io.IOHandler> {
  const description = new URL("model.json", folder);
  const weights = new URL("weights.bin", folder);
  return {
    save: async ({ weightData, weightSpecs, ...rest }) => {
      const weightsManifest = [{
        paths: ["weights.bin"],
        weights: weightSpecs,
      }];
      await Deno.writeTextFile(
        description,
        JSON.stringify({ ...rest, weightsManifest }, null, 2) + "\n",
      );
      await Deno.writeFile(weights, new Uint8Array(weightData as ArrayBuffer));
      return {
        modelArtifactsInfo: {
          dateSaved: new Date(0),
          modelTopologyType: "JSON",
        },
      };
    },
    load: async () => {
      const { weightsManifest, ...rest } = JSON.parse(
        await Deno.readTextFile(description),
      ) as io.ModelJSON;
      const weightSpecs = weightsManifest.flatMap((group) => group.weights);
      const { buffer } = await Deno.readFile(weights);
      return { ...rest, weightSpecs, weightData: buffer } as io.ModelArtifacts;
    },
  };
}
