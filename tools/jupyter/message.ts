import { createHmac } from "node:crypto";

/** A message of Jupyter's protocol, without its routing. */
export interface Message {
  readonly header: { readonly msg_type: string; readonly msg_id: string };
  /** The header of the request that it answers; empty if none. */
  readonly parent_header: { readonly msg_id?: string };
  // deno-lint-ignore no-explicit-any -- as many shapes as there are types
  readonly content: any;
}

const DELIMITER = "<IDS|MSG>";
const encoder = new TextEncoder();
const decoder = new TextDecoder();

function signature(key: string, parts: readonly string[]): string {
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return hmac.digest("hex");
}

/** Returns a new request, signed with the connection's key, and its id. */
export function encodeRequest(
  key: string,
  type: string,
  content: unknown,
): { readonly id: string; readonly parts: Uint8Array[] } {
  const id = crypto.randomUUID();
  const header = {
    msg_id: id,
    session: "fullgrad-tests",
    username: "tests",
    date: new Date().toISOString(),
    msg_type: type,
    version: "5.3",
  };
  const signed = [header, {}, {}, content].map((part) => JSON.stringify(part));
  const parts = [DELIMITER, signature(key, signed), ...signed];
  return { id, parts: parts.map((part) => encoder.encode(part)) };
}

/**
 * Returns a message that came.
 *
 * @throws {Error} If its signature is wrong.
 */
export function decodeMessage(
  key: string,
  parts: readonly Uint8Array[],
): Message {
  const texts = parts.map((part) => decoder.decode(part));
  const start = texts.indexOf(DELIMITER) + 1;
  const [header = "", parent = "", metadata = "", content = ""] = texts.slice(
    start + 1,
  );
  const signed = [header, parent, metadata, content];
  if (texts[start] !== signature(key, signed)) {
    throw new Error("Cannot read a message as its signature is wrong");
  }
  return {
    header: JSON.parse(header),
    parent_header: JSON.parse(parent),
    content: JSON.parse(content),
  };
}
