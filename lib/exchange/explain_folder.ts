import type { SaliencyMap } from "../aggregation/mod.ts";
import { mapPicture, progress, type Table, tableCsv } from "../display/mod.ts";
import {
  clearUnfinished,
  type MethodInput,
  methodOf,
  modelFingerprint,
  VERSION,
  writeAtomic,
} from "../evaluation/mod.ts";
import { listFolder, readFile } from "../files/mod.ts";
import {
  loadImage,
  PICTURE_OPTIONS,
  type PictureOptions,
} from "../image/mod.ts";
import { fullGrad } from "../methods/mod.ts";
import {
  asModel,
  type Model,
  type ModelInput,
  withWeights,
} from "../model/mod.ts";
import {
  abortSignal,
  callback,
  checkedLater,
  checkOptions,
  flag,
  type OptionRequirements,
  text,
} from "../options/mod.ts";
import { type ClassChoice, logit, type Target } from "../propagation/mod.ts";
import { sha256 } from "../platform/mod.ts";
import {
  isThere,
  mapName,
  outFolder,
  OVERLAY,
  picturesOf,
  remove,
} from "./folder_files.ts";
import { FolderMaps, type UnreadPicture } from "./folder_maps.ts";
import { packRecord } from "./archive.ts";
import { jobKey, keptMap } from "./kept_map.ts";

/** Options of {@linkcode explainFolder}. */
export interface ExplainFolderOptions extends PictureOptions {
  /** The folder of the maps, on this computer. */
  readonly out: string;
  /**
   * The method, or `{ run, options }`.
   *
   * @default {fullGrad}
   */
  readonly method?: MethodInput;
  /**
   * What is explained: a class for all images, or a target of this package.
   *
   * @default {logit()}, the logit of the class with the greatest one
   */
  readonly target?: ClassChoice | Target;
  /**
   * Whether each map is drawn over its image, as a PNG of the image's size.
   *
   * @default {false}
   */
  readonly overlays?: boolean;
  /** Stops between two images, or within one where the method can. */
  readonly signal?: AbortSignal;
  /** Told after every image how many are done. */
  readonly onProgress?: (done: number, total: number) => void;
}

const OPTIONS: OptionRequirements<ExplainFolderOptions> = {
  ...PICTURE_OPTIONS,
  out: text,
  method: checkedLater,
  target: checkedLater,
  overlays: flag,
  signal: abortSignal,
  onProgress: callback,
};

/**
 * Explains every picture in a folder and its inner ones, one at a time, each into
 * an .npz file of its own as `saveResult` writes it: memory does not grow with
 * their number but for a line an image.
 *
 * A run that was stopped or killed goes on where it was: a map that is there, whole
 * (by its checksums), of the same picture (by its SHA-256) and of the same job
 * (network, method, options, target, version) is kept. A map of another job is
 * never written over. What is no picture by its content is reported, not thrown.
 * A killed run may leave a hidden file `.….unfinished`, which nobody reads and the
 * next run removes.
 *
 * Beside the maps, `cat.jpg.npz` of `cat.jpg`, lies `index.csv` with a row an image.
 * A name that would be too long is shortened, with a hash in place of the rest; the
 * map's `images.names` has all of it.
 * The maps may lie in the folder of the pictures: `cat.jpg.map.png` beside
 * `cat.jpg.npz` is no picture.
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param folder Path of the folder with pictures.
 * @param options Where the maps go, and what is explained how.
 * @returns Which maps there are; `loadResult` reads each.
 * @throws {TypeError} If an option lacks, does not exist or has another type, `out`
 * is not on this computer, or of the method or the target is not known what they compute.
 * @throws {RangeError} If there are no pictures, or `out` has maps of another job.
 * @throws {Deno.errors.NotFound} If there is no such folder.
 *
 * @example
 * ```ts
 * import { explainFolder, gradCam, loadModel, loadResult, SaliencyMap } from "fullgrad";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const out = await Deno.makeTempDir();
 * const model = await loadModel("shapes_vgg9");
 * const options = { out, method: gradCam, overlays: true };
 * const { data } = await explainFolder(model, "data/images", options);
 * const map = await loadResult(`${out}/${data.files[0]}`);
 * assert(map instanceof SaliencyMap);
 * const again = await explainFolder(model, "data/images", options);
 * assertEquals(again.data.kept, data.files.length);
 * await Deno.remove(out, { recursive: true });
 * ```
 */
export async function explainFolder(
  model: ModelInput,
  folder: string,
  options: ExplainFolderOptions,
): Promise<FolderMaps> {
  checkOptions(ACTION, options, OPTIONS);
  const out = outFolder(ACTION, options.out);
  const { signal, onProgress } = options;
  return await withWeights(
    [asModel(model)],
    "read",
    { action: ACTION, signal },
    ({ models: [network], outside }) =>
      explainPictures(network, folder, {
        ...options,
        out,
        ...(onProgress && { onProgress: outside(onProgress) }),
      }),
  );
}

const ACTION = "explain the folder";

/** Explains the pictures with weights that nobody changes meanwhile. */
async function explainPictures(
  network: Model,
  folder: string,
  options: ExplainFolderOptions,
): Promise<FolderMaps> {
  const { method = fullGrad, target = logit(), overlays = false } = options;
  const { out, signal, onProgress, preprocessing, fit, size } = options;
  const pictures = { preprocessing, fit, size };
  const about = {
    library: { name: "fullgrad", version: VERSION },
    model: { name: network.name, sha256: await modelFingerprint(network) },
  };
  const job = await jobKey([about, pictures], method, target);
  const content = await listFolder(ACTION, folder, { signal });
  const paths = picturesOf(content);
  if (paths.length === 0) {
    throw new RangeError(
      `Cannot ${ACTION} ${content.where} as it must hold pictures: current number of files is ${content.files.length}`,
    );
  }
  const files: string[] = [];
  const unread: UnreadPicture[] = [];
  let [columns, rows, kept]: [Table["columns"], Table["rows"][0][], number] = [
    [],
    [],
    0,
  ];
  const run = methodOf(method);
  const explained = preprocessing === undefined
    ? network
    : asModel(network, { preprocessing });
  for (
    const inner of new Set(
      paths.map((path) => path.split("/").slice(0, -1).join("/")),
    )
  ) {
    await clearUnfinished(`${out}/${inner}`);
  }
  using bar = progress(`Maps of ${content.name}`, paths.length);
  for (const [i, path] of paths.entries()) {
    signal?.throwIfAborted();
    const name = await mapName(path);
    const file = `${name}.npz`;
    const overlayPath = `${out}/${name}${OVERLAY}`;
    const { bytes } = await readFile(ACTION, content.pathOf(path), { signal });
    const picture = await sha256(bytes);
    let map = await keptMap(`${out}/${file}`, job, picture);
    const wasKept = map !== undefined;
    if (wasKept) kept++;
    else {
      const images = await loadImage(bytes, network, { ...pictures, signal })
        .catch((error: Error) => {
          signal?.throwIfAborted();
          return error;
        });
      if (images instanceof Error) {
        unread.push({ path, reason: images.message });
      } else {
        map = await run(explained, { ...images, names: [path] }, {
          target,
          ...(signal && { signal }),
        });
        const archive = packRecord(map.toJSON(), { ...about, job, picture });
        // That of a picture that was here before.
        await remove(overlayPath);
        await writeAtomic(`${out}/${file}`, archive);
      }
    }
    if (map !== undefined) {
      if (overlays && !await isThere(overlayPath)) {
        await writeAtomic(overlayPath, await overlay(map));
      }
      const table = map.table();
      columns = table.columns;
      rows.push([file, ...table.rows[0]!]);
      files.push(file);
    }
    bar.advance(1, { kept: wasKept });
    onProgress?.(i + 1, paths.length);
  }
  const index: Table = {
    columns: [{ name: "file", meaning: "of the map" }, ...columns],
    rows,
  };
  await writeAtomic(`${out}/index.csv`, tableCsv(index));
  return new FolderMaps({ out, files, kept, unread, index });
}

/** The map over its image as a PNG. */
function overlay(map: SaliencyMap): Promise<Uint8Array> {
  const [, height, width] = map.shape;
  return mapPicture({
    name: map.method,
    values: map.at(0),
    height,
    width,
    signed: map.signed,
    meaning: map.method,
  }, { image: { data: map.images.rgb, height, width } });
}
