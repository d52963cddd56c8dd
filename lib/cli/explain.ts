/**
 * `deno task explain`: explains a model's decision on an image of your own.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { EMBEDDED_MODELS } from "../model/mod.ts";
import { explainImage } from "./explain_image.ts";
import { CLI_METHODS } from "./methods.ts";

const METHOD_LINES = Object.keys(CLI_METHODS)
  .map((name) => `                         ${name}`)
  .join("\n");

const USAGE =
  `Explains the decision of an image classifier by its full-gradient.

  deno task explain --model M --image I [options]

  --model M            path or URL of a TF.js model.json, or one of these that ship:
                         ${Object.keys(EMBEDDED_MODELS).join(", ")}
  --image I            path or URL of a PNG, JPEG or WebP image
  --target T           class to explain, by index or name   (default: the model's own)
  --method NAME        one of these                          (default: fullGrad):
${METHOD_LINES}
  --preprocessing P    imagenet, caffe, tensorflow, unit or raw, where the model does not say
  --classes FILE       class names, a line each, where the model does not say
  --backend B          webgpu, fullgrad-wasm, wasm or cpu    (default: the fastest here)
  --out DIR            where the page and the picture go     (default: out)
  --json               print the numbers as JSON, and write no files unless --out is given
`;

const STRING = { type: "string" } as const;
const OPTIONS = {
  model: STRING,
  image: STRING,
  target: STRING,
  method: STRING,
  preprocessing: STRING,
  classes: STRING,
  backend: STRING,
  out: STRING,
  json: { type: "boolean" },
  help: { type: "boolean" },
} as const;

try {
  const { values } = parseArgs({ args: Deno.args, options: OPTIONS });
  if (values.help) {
    console.log(USAGE);
  } else if (values.model === undefined || values.image === undefined) {
    console.error(
      `Cannot explain as --model and --image must be given\n\n${USAGE}`,
    );
    Deno.exitCode = 2;
  } else {
    await explainImage({
      ...values,
      model: values.model,
      image: values.image,
      method: values.method ?? "fullGrad",
      out: values.out ?? (values.json ? undefined : "out"),
      json: values.json ?? false,
    });
  }
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  console.error(message.replaceAll(/\s*\n\s*/g, " "));
  Deno.exitCode = 1;
}
