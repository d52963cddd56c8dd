/** Every backend gives the same maps. */
import { type BackendName, startBackend } from "fullgrad";
import { assertClose } from "../propagation/assert_close.ts";
import { candidates } from "../propagation/cases/backends.ts";
import { ALL_METHODS } from "./all_methods.ts";
import { images, network, type NetworkName } from "./networks/mod.ts";
import { backendTest } from "../exhaustive.ts";

/** The matrix of FullGrad has nothing of its own for a backend to get wrong. */
const METHODS = Object.entries(ALL_METHODS)
  .filter(([label]) => !/^FullGrad .*(NoInput|NoProduct)/.test(label));

const NETWORKS: readonly NetworkName[] = ["plain", "residual", "depthwise"];

async function mapOf(
  backend: BackendName,
  name: NetworkName,
  [, method]: (typeof METHODS)[number],
): Promise<Float32Array> {
  await startBackend(backend);
  const model = network(name);
  try {
    return (await method(model, images(2), { target: [1, 2] })).values;
  } finally {
    model.dispose();
  }
}

for (const { backend, missing } of await candidates()) {
  if (backend === "cpu") continue;
  backendTest(backend, {
    name: `every method gives on ${backend} what it gives on cpu`,
    ignore: missing,
    fn: async (t) => {
      for (const entry of METHODS) {
        await t.step(entry[0], async () => {
          for (const name of NETWORKS) {
            const expected = await mapOf("cpu", name, entry);
            const actual = await mapOf(backend, name, entry);
            assertClose(actual, expected, 1e-3, name);
          }
        });
      }
    },
  });
}
