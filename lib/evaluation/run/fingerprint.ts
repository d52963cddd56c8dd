import type { Images } from "../../image/mod.ts";
import type { Model } from "../../model/mod.ts";

/** The SHA-256 of a text or of bytes, in hexadecimal digits. */
export async function fingerprint(
  content: string | Uint8Array<ArrayBuffer>,
): Promise<string> {
  const bytes = typeof content === "string"
    ? new TextEncoder().encode(content)
    : content;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0"))
    .join("");
}

/**
 * What a network computes: its operations and its weights, whatever its layers
 * are called.
 */
export async function modelFingerprint(model: Model): Promise<string> {
  const { nodes, output, head } = model.graph;
  const operations = nodes.map(({ kind, inputs, shape, attributes }) =>
    JSON.stringify({ kind, inputs, shape, attributes })
  );
  const weights: string[] = [];
  for (const layer of model.weightLayers) {
    for (const { variable } of layer.weights) {
      const values = Float32Array.from(await variable.data());
      weights.push(
        `${layer.position} ${variable.shape} ${await fingerprint(
          new Uint8Array(values.buffer),
        )}`,
      );
    }
  }
  return fingerprint(
    JSON.stringify([operations, output, head ?? null, weights]),
  );
}

/** What a network is given. */
export async function imagesFingerprint(
  { values, shape }: Images,
): Promise<string> {
  const copy = values.slice();
  return fingerprint(
    `${shape} ${await fingerprint(new Uint8Array(copy.buffer))}`,
  );
}
