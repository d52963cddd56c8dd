import { mkdir, writeFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { startBackend } from "../backend/mod.ts";
import { biasGradients } from "../decomposition/mod.ts";
import { toUrl } from "../files/mod.ts";
import { loadImage } from "../image/mod.ts";
import { EMBEDDED_MODELS, type Model } from "../model/mod.ts";
import { describeValue } from "../options/mod.ts";
import { asUsage, asUsageAbout } from "./arguments.ts";
import { targetOf } from "./classes.ts";
import {
  type ExplainRequest,
  loadRequested,
  wordOf,
} from "./explain_request.ts";
import { mapOf, methodOptions } from "./methods.ts";
import { reportJson, reportPage, reportText } from "./report.ts";

/** Explains one image, prints the numbers and writes the page and the picture. */
export async function explain(
  request: ExplainRequest & { readonly image: string },
): Promise<void> {
  const { json = false, out = json ? undefined : "out" } = request;
  const set = asUsage(() => methodOptions(request.method, request.set ?? []));
  const backend = await startBackend(request.backend);
  const model = await loadRequested(request);
  const image = await loadImage(request.image, model, {
    fit: request.fit,
  });
  const options = request.target === undefined
    ? {}
    : { target: targetOf(request.target, model) };
  const map = await asUsageAbout(
    wordOf(Object.keys(set)),
    () => mapOf(request.method, model, image, { ...set, ...options }),
  );
  const layers = await biasGradients(model, image, options);
  console.log(
    json
      ? JSON.stringify(reportJson(map, layers), null, 2)
      : reportText(map, layers, backend),
  );
  if (out === undefined) return;
  const name = nameOf(image.names[0]!, model, request);
  // The caller's image is never written over.
  const urlOf = (source: string) => toUrl("explain", source).href;
  const isImage = urlOf(join(out, `${name}.png`)) === urlOf(request.image);
  const stem = join(out, isImage ? `${name}_explained` : name);
  try {
    await mkdir(out, { recursive: true });
    await writeFile(`${stem}.html`, await reportPage(map, layers));
    await writeFile(`${stem}.png`, await map.figure().toPng());
  } catch (error) {
    throw asUnwritable(error, out);
  }
  if (!json) {
    console.log(
      `\nwrote ${stem}.html (interactive, opens offline) and ${stem}.png`,
    );
  }
}

/** As many letters of a network or a class go into the name of a file. */
const MOST_LETTERS = 40;

/**
 * The picture's name, and what was asked for: another network, method or class
 * does not take the place of the files that are there. The network that comes with
 * the package and the default method are not named.
 */
function nameOf(
  image: string,
  { name }: Pick<Model, "name">,
  { model, method, target }: ExplainRequest,
): string {
  const file = basename(image);
  const asked = [
    Object.hasOwn(EMBEDDED_MODELS, model) ? "" : sourceName(model) ?? name,
    method === "fullGrad" ? "" : method,
    target ?? "",
  ]
    .map((text) => text.match(/[\p{L}\p{N}]+/gu)?.join("_") ?? "")
    .filter((text) => text !== "")
    .map((text) => [...text].slice(0, MOST_LETTERS).join(""));
  return [basename(file, extname(file)) || "image", ...asked].join("_");
}

/** What a file or a folder of a network is called, where it says no network. */
const SAYS_NOTHING = /^(model\.\w+|onnx|\.*)$/;

/**
 * The name of a network by where it comes from: many files call the networks in
 * them alike, such as `sequential`.
 */
function sourceName(model: string): string | undefined {
  return model.replace(/[?#].*$/, "").split(/[:/\\]/)
    .findLast((part) => !SAYS_NOTHING.test(part))
    ?.replace(/\.(json|onnx|h5|keras|pth?|safetensors)$/, "");
}

/** What is said where the system refuses a file; other errors stay. */
function asUnwritable(error: unknown, out: string): unknown {
  if (!(error instanceof Error && "code" in error)) return error;
  return new Error(
    `Cannot write the page and the picture as --out must be a folder that can be written: current value is ${
      describeValue(out)
    } (${error.code})`,
    { cause: error },
  );
}
