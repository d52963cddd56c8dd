import { assertEquals } from "@std/assert";

/** Options of `retrain` for little trainings: 4 methods, 2 runs, the baseline. */
export const LEAST: readonly string[] = [
  ...["--methods", "inputGradient", "--fractions", "0.5", "--runs", "2"],
  ...["--training", "100", "--test", "20", "--epochs", "1"],
  ...["--backend", "wasm"],
];

/** The table that a job has left in its folder. */
export function table(folder: string): string {
  const [name, ...others] = endings(folder, ".csv");
  assertEquals(others, []);
  return Deno.readTextFileSync(`${folder}/${name}`);
}

/** The files of a folder with an ending; none where the folder is not there. */
export function endings(folder: string, ending: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name)
      .filter((name) => name.endsWith(ending));
  } catch {
    return [];
  }
}
