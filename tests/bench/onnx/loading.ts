import { median } from "d3-array";
import { join } from "node:path";
import { runModule } from "../run_json.ts";

/** Milliseconds of a fresh process, the import of packages left out. */
export interface FirstAnswer {
  /** From the file to a model, with the start of what runs it. */
  readonly load: number;
  /** The first heatmap, or the first forward pass. */
  readonly first: number;
}

/** A file's first heatmap beside onnxruntime-web's first forward pass. */
export interface Loading {
  readonly network: string;
  /** Medians over the rounds. */
  readonly ours: FirstAnswer;
  readonly onnx: FirstAnswer;
  /** Median over the rounds of how many times as long ours takes, together. */
  readonly quotient: number;
}

/** Measures fresh processes in turn, `rounds` of each. */
export async function measureLoading(
  network: string,
  threads: number,
  rounds: number,
): Promise<Loading> {
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, `${network}.onnx`);
    await runModule("./onnx/write_onnx.ts", [network, path]);
    const answers: { ours: FirstAnswer; onnx: FirstAnswer }[] = [];
    for (let round = 0; round < rounds; round++) {
      const answer = (module: string) =>
        runModule<FirstAnswer>(module, [path, String(threads)]);
      answers.push({
        ours: await answer("./onnx/first_heatmap.ts"),
        onnx: await answer("./onnx/first_run.ts"),
      });
    }
    const medians = (of: "ours" | "onnx"): FirstAnswer => ({
      load: median(answers, (answer) => answer[of].load)!,
      first: median(answers, (answer) => answer[of].first)!,
    });
    const together = ({ load, first }: FirstAnswer) => load + first;
    return {
      network,
      ours: medians("ours"),
      onnx: medians("onnx"),
      quotient: median(
        answers,
        ({ ours, onnx }) => together(ours) / together(onnx),
      )!,
    };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
