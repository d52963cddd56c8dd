/**
 * Notebooks as the repository holds them: with a still picture of each figure,
 * which GitHub shows, in place of figures that a reader moves.
 */
import sharp from "sharp";
import {
  type Cell,
  cellSource,
  type Notebook,
  notebookOf,
  type Output,
} from "./notebook.ts";
import { type NotebookRun, runNotebook } from "./run_notebook.ts";

/** Bytes of a PNG file from which a still has fewer pixels, or fewer colors. */
const LARGE = 200_000;

/**
 * Figures show a lossless picture alone: what they hold for notebooks is too
 * small for a second compression. It has twice the figure's size, unless that is
 * large.
 */
const SHOW_STILLS = `{
  const { displaySections, Figure } = await import("fullgrad/display");
  Figure.prototype.toFragment = async function () {
    const sharp = await this.toPng({ scale: 2 });
    const png = sharp.length < ${LARGE} ? sharp : await this.toPng({ scale: 1 });
    const scale = png === sharp ? 2 : 1;
    const words = encodeURIComponent(this.toString());
    return \`<img alt="\${words}" data-scale="\${scale}" src="data:image/png;base64,\${png.toBase64()}">\`;
  };
  Figure.prototype.toBundle = function () {
    return displaySections([{ figure: this }, { text: this.notes }]);
  };
}`;

const STILL =
  /<img alt="([^"]*)" data-scale="([^"]*)" src="data:image\/png;base64,([^"]*)">/g;

/**
 * Returns a notebook that has run, with stills in place of its figures.
 *
 * @param more Code that runs before its cells.
 */
export async function runWithStills(
  notebook: Notebook,
  folder: string,
  ...more: readonly string[]
): Promise<NotebookRun> {
  const preludes = notebookOf(SHOW_STILLS, ...more).cells;
  const run = await runNotebook({
    ...notebook,
    cells: [...preludes, ...notebook.cells],
  }, { folder, cellLimit: 1_200_000 });
  const cells: Cell[] = [];
  for (const cell of run.notebook.cells.slice(preludes.length)) {
    const { outputs, execution_count } = cell;
    cells.push(
      outputs === undefined ? cell : {
        ...cell,
        outputs: (await Promise.all(outputs.map(stillOutputs))).flat(),
        execution_count: execution_count
          ? execution_count - preludes.length
          : null,
      },
    );
  }
  return {
    errors: run.errors,
    notebook: {
      ...notebook,
      metadata: {
        ...notebook.metadata,
        stills: { source: await sourceHash(notebook) },
      },
      cells,
    },
  };
}

/** Returns an output as a file keeps it, in as many as it has parts. */
async function stillOutputs(output: Output): Promise<Output[]> {
  if (!("data" in output)) return [output];
  const { data } = output;
  const html = String(data["text/html"] ?? "");
  const text = { "text/plain": data["text/plain"] ?? "" };
  const stills = [...html.matchAll(STILL)];
  if (stills.length === 0) {
    // A table is shown as it is; scripts and bars are of the moment.
    const kept = html.includes("<table")
      ? { "text/html": html, ...text }
      : text;
    return [{ ...output, data: kept }];
  }
  const between = html.split(STILL);
  const parts: Output[] = [];
  for (const [i, [, words = "", scale, png = ""]] of stills.entries()) {
    parts.push(
      ...textOutput(between[4 * i]!),
      await pictureOutput(decodeURIComponent(words), png, Number(scale)),
    );
  }
  return [...parts, ...textOutput(between.at(-1)!)];
}

/** The paragraphs and tables between figures. */
function textOutput(html: string): Output[] {
  const content = html.replaceAll(/<\/?figure[^>]*>/g, "").trim();
  const words = content.replaceAll(/<\/t[dh]>/g, "\t")
    .replaceAll(/<\/(tr|p|h\d)>/g, "\n").replaceAll(/<[^>]*>/g, "").trim();
  return words === "" ? [] : [{
    output_type: "display_data",
    data: { "text/html": content, "text/plain": words },
    metadata: {},
  }];
}

async function pictureOutput(
  words: string,
  png: string,
  scale: number,
): Promise<Output> {
  const picture = sharp(Uint8Array.fromBase64(png));
  const { width, height } = await picture.metadata();
  // 256 colors, none of them mixed of dots: a third of the bytes.
  const pack = (quality: number) =>
    picture.png({
      palette: true,
      effort: 10,
      dither: 0,
      compressionLevel: 9,
      quality,
    }).toBuffer();
  const fine = await pack(100);
  const packed = fine.length < LARGE ? fine : await pack(50);
  return {
    output_type: "display_data",
    data: {
      "image/png": new Uint8Array(packed).toBase64(),
      "text/plain": words,
    },
    metadata: {
      "image/png": {
        width: Math.round(width / scale),
        height: Math.round(height / scale),
      },
    },
  };
}

/** Returns a hash of the code of a notebook. */
export async function sourceHash({ cells }: Notebook): Promise<string> {
  const code = cells.filter(({ cell_type }) => cell_type === "code")
    .map(cellSource);
  const hash = await crypto.subtle.digest(
    "SHA-256",
    new TextEncoder().encode(JSON.stringify(code)),
  );
  return new Uint8Array(hash, 0, 12).toHex();
}

/** A still picture in a notebook. */
export interface Still {
  /** Index of its cell. */
  readonly cell: number;
  /** The file. */
  readonly png: Uint8Array;
}

/** Returns the stills that a notebook holds. */
export function stillsOf({ cells }: Notebook): Still[] {
  return cells.flatMap(({ outputs = [] }, cell) =>
    outputs.flatMap((output) =>
      "data" in output && typeof output.data["image/png"] === "string"
        ? [{ cell, png: Uint8Array.fromBase64(output.data["image/png"]) }]
        : []
    )
  );
}

/** Colors that differ by less look alike. */
const ALIKE = 24;
/** Part of the pixels that may differ: those of a last digit. */
const MOST_DIFFERENT = 0.005;

/**
 * Returns how one notebook's stills differ from another's, in words; nothing
 * where they look alike. Another processor may round a last digit otherwise.
 */
export async function differingStills(
  stored: Notebook,
  run: Notebook,
): Promise<string[]> {
  const [before, after] = [stillsOf(stored), stillsOf(run)];
  const counts = (stills: readonly Still[]) =>
    stills.map(({ cell }) => cell).join(", ");
  if (counts(before) !== counts(after)) {
    return [
      `figures of the cells ${counts(before)} are stored, ${
        counts(after)
      } are drawn`,
    ];
  }
  const differences = await Promise.all(before.map(async ({ cell, png }, i) => {
    const part = await differentPart(png, after[i]!.png);
    return part <= MOST_DIFFERENT
      ? []
      : [`a figure of cell ${cell} differs in ${(100 * part).toFixed(1)} %`];
  }));
  return differences.flat();
}

/** Part of the pixels of two pictures that do not look alike. */
async function differentPart(a: Uint8Array, b: Uint8Array): Promise<number> {
  const [one, other] = await Promise.all(
    [a, b].map((png) =>
      sharp(png).removeAlpha().toColorspace("srgb").raw()
        .toBuffer({ resolveWithObject: true })
    ),
  );
  const { info, data } = one!;
  if (
    info.width !== other!.info.width || info.height !== other!.info.height
  ) return 1;
  let different = 0;
  for (let i = 0; i < data.length; i += 3) {
    const distance = Math.max(
      ...[0, 1, 2].map((c) => Math.abs(data[i + c]! - other!.data[i + c]!)),
    );
    if (distance > ALIKE) different++;
  }
  return different / (info.width * info.height);
}

/**
 * Runs a function in the notebooks' folder of a copy of the repository that has
 * nothing beside it: what a notebook shows there is what comes with the
 * repository alone.
 */
export async function alone<T>(
  root: string,
  run: (folder: string) => Promise<T>,
): Promise<T> {
  const parent = await Deno.makeTempDir();
  const copy = `${parent}/fullgrad`;
  try {
    await Deno.mkdir(`${copy}/notebooks`, { recursive: true });
    for await (const { name } of Deno.readDir(root)) {
      if (name === "notebooks" || name.startsWith(".")) continue;
      await Deno.symlink(`${root}/${name}`, `${copy}/${name}`);
    }
    return await run(`${copy}/notebooks`);
  } finally {
    await Deno.remove(parent, { recursive: true });
  }
}
