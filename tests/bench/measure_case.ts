import { fileURLToPath } from "node:url";
import type {
  Case,
  Failure,
  Measurement,
  OnnxMeasurement,
  PeerMeasurement,
  Row,
} from "./measurement.ts";
import { LAYERS_MODELS } from "./networks/mod.ts";
import { measureNode } from "./onnx/measure_node.ts";
import { runJson, runModule } from "./run_json.ts";

const PEER = fileURLToPath(new URL("./peer_pytorch.py", import.meta.url));

/** What is measured beside ours. */
export interface Peers {
  /** Whether onnxruntime-web is. */
  readonly onnx: boolean;
  /** Whether it is under Node as well. */
  readonly node: boolean;
  /** The Python with PyTorch, if that is. */
  readonly python: string | undefined;
}

/** Measures one case, and the peers beside it. */
export async function measureCase(
  asked: Case,
  { onnx, node, python }: Peers,
): Promise<Row> {
  const text = JSON.stringify(asked);
  return {
    case: asked,
    ours: await attempt(() =>
      runModule<Measurement>("./measure_network.ts", [text])
    ),
    ...onnx && LAYERS_MODELS.has(asked.network) && {
      onnx: await attempt(() =>
        runModule<OnnxMeasurement>("./onnx/peer_onnx.ts", [text])
      ),
    },
    ...node && LAYERS_MODELS.has(asked.network) && {
      node: await attempt(() => measureNode(asked)),
    },
    ...python !== undefined && {
      peer: await attempt(() => runJson<PeerMeasurement>(python, [PEER, text])),
    },
  };
}

async function attempt<T>(measure: () => Promise<T>): Promise<T | Failure> {
  try {
    return await measure();
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
