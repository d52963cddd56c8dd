import {
  fullGrad,
  loadModel,
  loadResult,
  saveResult,
  startBackend,
  toNpz,
} from "fullgrad";

/** What a model of files gives. */
export interface FilesMap {
  readonly reason: string;
  readonly values: readonly number[];
  readonly output: number;
  /** The residual, as a share of all terms. */
  readonly residual: number;
  /** Whether it is read back as it was, from its bytes and from a file. */
  readonly isKept: boolean;
}

/**
 * The map of a model for the same numbers wherever it runs.
 *
 * @param path Where it is saved, if there are files.
 */
export async function explainFiles(
  files: readonly File[],
  path?: string,
): Promise<FilesMap> {
  const { reason } = await startBackend("fullgrad-wasm");
  const model = await loadModel(files);
  const [height, width, channels] = model.inputShape;
  const [rows, columns] = [height ?? 32, width ?? 32];
  const data = Float32Array.from(
    { length: rows * columns * channels! },
    // Rounded, as an engine's sine may differ from another's in the last bit.
    (_, i) => Math.round(Math.sin(i * 0.37) * 2 ** 16) / 2 ** 16,
  );
  const map = await fullGrad(
    model,
    { data, shape: [rows, columns, channels!] },
    {
      target: 0,
    },
  );
  const kept = [await loadResult(await toNpz(map, { model }))];
  if (path !== undefined) {
    await saveResult(map, path, { model });
    kept.push(await loadResult(path));
  }
  model.dispose();
  const { output, relativeToTerms } = map.completeness![0]!;
  return {
    reason,
    values: [...map.values],
    output,
    residual: relativeToTerms,
    isKept: kept.every((one) => JSON.stringify(one) === JSON.stringify(map)),
  };
}
