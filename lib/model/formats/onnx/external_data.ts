import { readFile, type ReadOptions, siblingUrl } from "../../../files/mod.ts";
import type { OnnxFile, OnnxGraph, OnnxNode, OnnxTensor } from "./onnx_file.ts";

const ACTION = "load the model's external data";

/** How often tensors may share the bytes of a file: some are tied. */
const MOST_SHARED = 8;

/**
 * Reads the bytes of the tensors that lie in other files, which must lie beside
 * the model's.
 *
 * @param location Where the model's file lies.
 * @throws {SyntaxError} If a file lies elsewhere, or is too short.
 * @throws {Deno.errors.NotFound} If there is no such file.
 */
export async function readExternalData(
  { graph, functions }: OnnxFile,
  location: URL,
  options: ReadOptions,
): Promise<void> {
  const tensors = [
    ...tensorsOfGraph(graph),
    ...functions.flatMap(({ node }) => node.flatMap(tensorsOfNode)),
  ].filter(({ dataLocation }) => dataLocation === 1);
  const byFile = Map.groupBy(
    tensors,
    (tensor) => entryOf(tensor, "location") ?? "",
  );
  for (const [path, parts] of byFile) {
    const url = siblingUrl(ACTION, path, location);
    const { bytes } = await readFile(ACTION, url, options);
    let total = 0;
    for (const tensor of parts) {
      const offset = numberOf(tensor, "offset") ?? 0;
      const length = numberOf(tensor, "length") ?? bytes.length - offset;
      if (offset + length > bytes.length) {
        throw new SyntaxError(
          `Cannot ${ACTION} as ${path} must have ${
            offset + length
          } bytes for the tensor ${
            JSON.stringify(tensor.name ?? "")
          }: current size is ${bytes.length}`,
        );
      }
      total += length;
      if (total > MOST_SHARED * bytes.length) {
        throw new SyntaxError(
          `Cannot ${ACTION} as tensors must not be over ${MOST_SHARED} times as large together as ${path}: they share its ${bytes.length} bytes`,
        );
      }
      tensor.rawData = bytes.subarray(offset, offset + length);
    }
  }
}

function entryOf(
  { externalData }: OnnxTensor,
  wanted: string,
): string | undefined {
  return externalData.find(({ key }) => key === wanted)?.value;
}

function numberOf(tensor: OnnxTensor, key: string): number | undefined {
  const text = entryOf(tensor, key);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new SyntaxError(
    `Cannot ${ACTION} as ${key} must be a whole number, 0 or more: current value is ${
      JSON.stringify(text.slice(0, 40))
    }`,
  );
}

function tensorsOfGraph(graph: OnnxGraph): readonly OnnxTensor[] {
  return [...graph.initializer, ...graph.node.flatMap(tensorsOfNode)];
}

function tensorsOfNode({ attribute }: OnnxNode): readonly OnnxTensor[] {
  return attribute.flatMap(({ t, g }) => [
    ...(t ? [t] : []),
    ...(g ? tensorsOfGraph(g) : []),
  ]);
}
