import { fileURLToPath } from "node:url";
import { PEER_ENVIRONMENT } from "./find_peer.ts";
import { type Answers, interleave, type Participant } from "./interleave.ts";
import {
  type Case,
  type Failure,
  isFailure,
  type Measurement,
  type OnnxMeasurement,
  type PeerMeasurement,
  type Row,
  type Times,
} from "./measurement.ts";
import { LAYERS_MODELS } from "./networks/mod.ts";
import { nodeParticipant } from "./onnx/measure_node.ts";
import { moduleArguments } from "./run_json.ts";

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

/** Measures one case and the peers beside it, a round of each in turn. */
export async function measureCase(
  asked: Case,
  { onnx, node, python }: Peers,
): Promise<Row> {
  const text = JSON.stringify(asked);
  const module = (specifier: string): Participant => ({
    command: Deno.execPath(),
    args: moduleArguments(specifier, [text]),
  });
  const hasFile = LAYERS_MODELS.has(asked.network);
  const folder = await Deno.makeTempDir();
  try {
    const answers = await interleave({
      ours: module("./measure_network.ts"),
      ...onnx && hasFile && { onnx: module("./onnx/peer_onnx.ts") },
      ...node && hasFile && { node: await nodeParticipant(asked, folder) },
      ...python !== undefined && {
        peer: { command: python, args: [PEER, text], env: PEER_ENVIRONMENT },
      },
    }, asked.runs);
    return {
      case: asked,
      ours: measurementOf<Measurement>(answers.ours!),
      ...answers.onnx && {
        onnx: measurementOf<OnnxMeasurement>(answers.onnx),
      },
      ...answers.node && {
        node: measurementOf<OnnxMeasurement>(answers.node),
      },
      ...answers.peer && {
        peer: measurementOf<PeerMeasurement>(answers.peer),
      },
    };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The summary with the times of the rounds, by task. */
function measurementOf<T extends { readonly times: object }>(
  answers: Answers | Failure,
): T | Failure {
  if (isFailure(answers)) return answers;
  const { rounds, summary } = answers;
  const times: Record<string, Times> = Object.fromEntries(
    Object.keys(rounds[0]!).map((task) => [
      task,
      rounds.map((round) => round[task]!),
    ]),
  );
  return { ...summary, times } as unknown as T;
}
