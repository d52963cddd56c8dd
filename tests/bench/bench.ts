/**
 * `deno task bench`: what FullGrad costs, in time and memory.
 *
 * Every network with every size of batch runs in a process of its own, and so do
 * the peers beside it. A round times the forward pass, the input-gradient and
 * FullGrad of each in turn; quotients are taken within a round, since a machine
 * is not the same for long.
 *
 * @module
 */
import { type BenchOptions, benchOptions, USAGE } from "./bench_options.ts";
import { comparison, ratiosOf, readRatios } from "./compare.ts";
import { type WholeExplain, wholeExplain } from "./explain_whole.ts";
import { findPeer, PEER_HINT } from "./find_peer.ts";
import { measureCase } from "./measure_case.ts";
import type { Peak, Row } from "./measurement.ts";
import { type Loading, measureLoading } from "./onnx/loading.ts";
import { hasNode } from "./onnx/measure_node.ts";
import {
  explainTable,
  loadingTable,
  onnxTable,
  ownTable,
  peerTable,
  rooflineTable,
  startUpTable,
} from "./report_text.ts";
import { runModule } from "./run_json.ts";
import { startUp } from "./start_up.ts";

try {
  const options = benchOptions(Deno.args);
  if (options.help) {
    console.log(USAGE);
  } else {
    await bench(options);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  Deno.exitCode = 1;
}

async function bench(options: BenchOptions): Promise<void> {
  const { networks, batches, runs, backend, threads } = options;
  const baseline = options.compare === undefined
    ? undefined
    : await readRatios(options.compare);
  const python = options.peer ? await findPeer() : undefined;
  const node = options.peer && await hasNode();
  const start = options.startUp ? await startUp() : undefined;
  const loading: Loading | undefined = options.startUp && options.peer
    ? await measureLoading("resnet50", threads, 3)
    : undefined;
  const whole: WholeExplain | undefined = options.startUp
    ? await wholeExplain("mobilenet_v2")
    : undefined;
  const peak = await runModule<Peak>("./micro_kernel_peak.ts", [
    String(threads),
  ]);
  const rows: Row[] = [];
  for (const network of networks) {
    for (const batch of batches) {
      console.error(`${network}, batch ${batch} …`);
      rows.push(
        await measureCase({ network, batch, runs, backend, threads }, {
          onnx: options.peer,
          node,
          python,
        }),
      );
    }
  }
  if (options.json) {
    console.log(
      JSON.stringify({
        deno: Deno.version.deno,
        peak,
        ratios: ratiosOf(rows),
        rows,
        start,
        loading,
        explain: whole,
      }, (key, value) => key === "work" ? undefined : value),
    );
    return;
  }
  const about =
    `Deno ${Deno.version.deno}, ${backend}, ${threads} threads, ${navigator.hardwareConcurrency} cores. Milliseconds a batch, medians of up to ${runs} rounds; quotients are paired in rounds that take turns, with their 95 % intervals. Peak of the micro-kernel: ${
      peak.gflops.toFixed(0)
    } GFLOP/s a thread; Winograd's algorithm needs fewer operations than are counted.`;
  const peer = python === undefined
    ? PEER_HINT
    : `PyTorch on ${threads} threads; "ours / …" is how many times as long ours takes.\n\n${
      peerTable(rows)
    }`;
  const parts = [
    about,
    ownTable(rows, threads * peak.gflops),
    `The least time that passes can take here, call by call: Winograd's algorithm as it runs, ${
      (threads * peak.gflops).toFixed(0)
    } GFLOP/s, weights from memory at ${
      peak.memoryBandwidth.toFixed(0)
    } GB/s, maps from the last cache at ${
      peak.cacheBandwidth.toFixed(0)
    } GB/s; and that time as a share of ours.`,
    rooflineTable(rows, { ...peak, gflops: threads * peak.gflops }),
    ...(options.peer
      ? [
        `onnxruntime-web, WASM SIMD, ${threads} threads: it has no gradients.`,
        onnxTable(rows),
        peer,
      ]
      : []),
    ...(start
      ? [
        "Milliseconds to the first heatmap, from nothing.",
        startUpTable(start),
      ]
      : []),
    ...(loading
      ? [
        "Milliseconds from an ONNX file to its first heatmap, beside onnxruntime-web's to its first forward pass.",
        loadingTable(loading),
      ]
      : []),
    ...(whole
      ? [
        "fullgrad explain in a fresh process, from an ONNX file on.",
        explainTable(whole),
      ]
      : []),
    ...(baseline ? [comparison(baseline, ratiosOf(rows))] : []),
  ];
  console.log(`\n${parts.join("\n\n")}`);
}
