import { Command } from "commander";
import { BACKEND_NAMES } from "../backend/mod.ts";
import {
  EMBEDDED_MODELS,
  PREPROCESSING_NAMES,
  type PreprocessingName,
} from "../model/mod.ts";
import { integer, nameOf, oneOf, requireOptions, sizes } from "./arguments.ts";
import { explain } from "./explain_picture.ts";
import { explainPictures } from "./explain_pictures.ts";
import type { ExplainRequest } from "./explain_request.ts";
import { CLI_METHODS, optionsHelp } from "./methods.ts";

/** The preprocessings in words: what values they give, and who takes them. */
const PREPROCESSINGS: { readonly [Name in PreprocessingName]: string } = {
  caffe: "less the mean of every channel, blue first: VGG and ResNet of Keras",
  imagenet: "about −2 to 3, less mean, by deviation: torchvision, timm",
  raw: "0 to 255: networks that rescale by themselves",
  tensorflow: "−1 to 1: MobileNet, Inception and Xception of Keras",
  unit: "0 to 1",
};

const EXAMPLES = `
Examples:
  fullgrad explain --model resnet18.pth --image cat.jpg --preprocessing imagenet
  fullgrad explain --model torchvision:resnet18 --folder photos --method gradCam
  fullgrad explain --model shapes_vgg9 --image boat.png --set preset=paper --json`;

/** `fullgrad explain`: explains a model's decision on an image of your own. */
export function explainCommand(): Command {
  return new Command("explain")
    .description(
      "Explains the decision of an image classifier by its full-gradient.",
    )
    .option(
      "--model <m>",
      `must be given: path or URL of a model file (TF.js's model.json, .onnx, .h5, .keras, .pth, .safetensors) or its folder, a name hf:owner/name or torchvision:name, or one of these that ship: ${
        Object.keys(EMBEDDED_MODELS).join(", ")
      }`,
    )
    .option(
      "--image <i>",
      "path or URL of a picture; this or --folder must be given",
    )
    .option(
      "--folder <dir>",
      "explain every picture in a folder and its inner ones, each into an .npz file under --out that NumPy reads; started again, it goes on where it was stopped",
    )
    .option(
      "--overlays",
      "with --folder: draw every map over its picture too, as a PNG",
    )
    .option(
      "--architecture <file>",
      "where --model holds weights alone (a state dict) of a network that is not known by their names: a file that says its layers, TF.js's model.json or Keras's",
    )
    .option(
      "--heads <n>",
      "attention heads of a vision transformer of which there are weights alone",
      integer(1),
    )
    .option(
      "--input-shape <h,w,c>",
      "height, width and channels of the input, where the model leaves them open",
      sizes,
    )
    .option(
      "--file <name>",
      "which file of a repository hf:owner/name is the model",
    )
    .option(
      "--output <o>",
      "which output of a model with several, by position or name (default: the first)",
    )
    .option(
      "--target <t>",
      "class to explain, by index, name or first synonym (default: the model's own)",
    )
    .option(
      "--method <name>",
      `what makes the map, one of ${Object.keys(CLI_METHODS).join(", ")}`,
      nameOf(CLI_METHODS),
      "fullGrad",
    )
    .option(
      "--set <name=value...>",
      "options of the method, such as steps=64 or preset=paper, listed below; a name of digits in quotes, as in 'from=\"3\"'",
    )
    .option(
      "--preprocessing <p>",
      `what becomes of pixels of 0 to 255, where the model does not say: ${
        Object.entries(PREPROCESSINGS).map(([name, what]) =>
          `${name} (${what})`
        ).join(", ")
      }`,
      oneOf(PREPROCESSING_NAMES),
    )
    .option(
      "--fit <f>",
      "crop or stretch a picture of another shape (default: as the preprocessing says, else crop)",
      oneOf(["crop", "stretch"]),
    )
    .option(
      "--classes <file>",
      "class names, a line each (zebra, or n02391049 zebra), where the model does not say; of a single sigmoid two: of what it is not, and of what it is the probability of",
    )
    .option(
      "--backend <name>",
      `${BACKEND_NAMES.join(", ")} (default: the fastest here)`,
      oneOf(BACKEND_NAMES),
    )
    .option(
      "--out <dir>",
      "folder that the page and the picture go into, named after the image, a network of your own, another method and a --target, or the maps of a folder; it is made (default: out)",
    )
    .option(
      "--json",
      "print the numbers as JSON, and write no files unless --out is given",
    )
    .addHelpText("after", () => `\n${optionsHelp()}\n${EXAMPLES}`)
    .action((request: ExplainRequest, command: Command) => {
      const { folder, image, overlays } = request;
      requireOptions(command, [
        "model",
        ...folder === undefined ? ["image"] : [],
      ]);
      if (folder !== undefined && image !== undefined) {
        command.error("--image and --folder must not be given together");
      }
      if (overlays && folder === undefined) {
        command.error("--overlays must be given with --folder");
      }
      return folder === undefined
        ? explain({ ...request, image: image! })
        : explainPictures({ ...request, folder });
    });
}

/**
 * `fullgrad demo`: explains the embedded network's decision on the embedded
 * image.
 */
export function demoCommand(): Command {
  return new Command("demo")
    .description(
      "Explains the embedded network's decision on the embedded picture of a boat.",
    )
    .option(
      "--out <dir>",
      "folder that the page and the picture go into; it is made",
      "out",
    )
    .action(({ out }: { readonly out: string }) =>
      explain({
        model: "shapes_vgg9",
        image: new URL("../../data/images/boat.png", import.meta.url).href,
        method: "fullGrad",
        out,
      })
    );
}
