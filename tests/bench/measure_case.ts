import { fileURLToPath } from "node:url";
import type {
  Case,
  Failure,
  Measurement,
  PeerMeasurement,
  Row,
} from "./measurement.ts";
import { runJson, runModule } from "./run_json.ts";

const PEER = fileURLToPath(new URL("./peer_pytorch.py", import.meta.url));

/** Measures one case, and PyTorch beside it where `python` is given. */
export async function measureCase(
  asked: Case,
  python: string | undefined,
): Promise<Row> {
  const text = JSON.stringify(asked);
  const ours = await attempt(() =>
    runModule<Measurement>("./measure_network.ts", [text])
  );
  if (python === undefined) return { case: asked, ours };
  const peer = await attempt(() =>
    runJson<PeerMeasurement>(python, [PEER, text])
  );
  return { case: asked, ours, peer };
}

async function attempt<T>(measure: () => Promise<T>): Promise<T | Failure> {
  try {
    return await measure();
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
