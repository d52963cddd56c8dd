import { basename, extname, join } from "node:path";
import { type BackendName, startBackend } from "../backend/mod.ts";
import { biasGradients } from "../decomposition/mod.ts";
import {
  loadImage,
  preprocessing,
  type PreprocessingName,
} from "../image/mod.ts";
import { loadModel, type Model, toUrl } from "../model/mod.ts";
import { CLI_METHODS } from "./methods.ts";
import { reportJson } from "./report_json.ts";
import { reportPage } from "./report_page.ts";
import { reportText } from "./report_text.ts";

/** What the command line asks for. */
export interface Request {
  readonly model: string;
  readonly image: string;
  readonly target?: string | undefined;
  readonly method: string;
  readonly preprocessing?: string | undefined;
  readonly classes?: string | undefined;
  readonly backend?: string | undefined;
  /** Folder of the files; none are written without it. */
  readonly out: string | undefined;
  readonly json: boolean;
}

/** Explains one image, prints the numbers and writes the page and the picture. */
export async function explainImage(request: Request): Promise<void> {
  const method = Object.hasOwn(CLI_METHODS, request.method)
    ? CLI_METHODS[request.method]
    : undefined;
  if (method === undefined) {
    throw new RangeError(
      `Cannot explain by the method "${request.method}": it must be one of ${
        Object.keys(CLI_METHODS).join(", ")
      }`,
    );
  }
  const backend = await startBackend(
    request.backend as BackendName | undefined,
  );
  const model = await loadRequested(request);
  const image = await loadImage(request.image, model);
  const options = request.target === undefined
    ? {}
    : { target: targetOf(request.target, model) };
  const map = await method(model, image, options);
  const layers = await biasGradients(model, image, options);

  console.log(
    request.json
      ? JSON.stringify(reportJson(map, layers), null, 2)
      : reportText(
        map,
        layers,
        backend,
      ),
  );
  if (request.out === undefined) return;
  await Deno.mkdir(request.out, { recursive: true });
  const file = basename(image.names[0]!);
  const name = basename(file, extname(file)) || "image";
  const path = (stem: string) => join(request.out!, stem);
  // The caller's image is never written over.
  const stem = toUrl(path(`${name}.png`)).href === toUrl(request.image).href
    ? `${name}_explained`
    : name;
  const page = path(`${stem}.html`);
  const picture = path(`${stem}.png`);
  await Deno.writeTextFile(page, await reportPage(map, layers));
  await Deno.writeFile(picture, await map.figure().toPng());
  if (!request.json) {
    console.log(`\nwrote ${page} (interactive, opens offline) and ${picture}`);
  }
}

async function loadRequested(request: Request): Promise<Model> {
  const model = await loadModel(request.model, {
    ...(request.classes && { classNames: await readLines(request.classes) }),
  });
  if (request.preprocessing === undefined) return model;
  const [height, width, channels] = model.inputShape;
  const chosen = preprocessing(
    request.preprocessing as PreprocessingName,
    [height, width, channels],
  );
  return { ...model, preprocessing: chosen };
}

async function readLines(path: string): Promise<readonly string[]> {
  const text = await Deno.readTextFile(path).catch((error: Error) => {
    throw new Error(`Cannot read the class names: ${error.message}`);
  });
  return text.split(/\r?\n/).map((line) => line.trim()).filter((line) =>
    line !== ""
  );
}

/** A class name where the model has one that reads so, else an index. */
function targetOf(text: string, { classNames }: Model): number | string {
  return !classNames?.includes(text) && /^\d+$/.test(text)
    ? Number(text)
    : text;
}
