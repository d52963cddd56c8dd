import { readFile } from "../../files/mod.ts";

const MEMORY_SECTION = 5;
const IMPORT_SECTION = 2;
const MEMORY_KIND = 2;
const SHARED = 2;

/** The bytes of a binary that lies beside a module, or in its text. */
export async function readBinary(url: URL): Promise<Uint8Array> {
  return (await readFile("start the engine with", url)).bytes;
}

/**
 * A WASM binary whose memory, its own or the one that it imports, is shared
 * between threads or not.
 *
 * Whether a memory is shared is one bit of its limits, and code without atomic
 * instructions is valid either way, so that one binary serves both modes.
 *
 * @param binary A WASM module with exactly one memory that has a maximum.
 * @throws {SyntaxError} If there is no such memory.
 */
export function withSharedMemory(
  binary: Uint8Array,
  shared: boolean,
): Uint8Array<ArrayBuffer> {
  const at = limitsFlags(binary);
  const flags = binary[at] ?? 0;
  if ((flags & 1) === 0) {
    throw new SyntaxError(
      `Cannot share the memory of a WASM module as it must have a maximum: current flags are ${flags}`,
    );
  }
  const changed = new Uint8Array(binary);
  changed[at] = shared ? flags | SHARED : flags & ~SHARED;
  return changed;
}

/** Where the flags of the memory's limits are. */
function limitsFlags(binary: Uint8Array): number {
  for (const { id, start } of wasmSections(binary)) {
    if (id === MEMORY_SECTION) return unsignedLeb128(binary, start)[1];
    if (id === IMPORT_SECTION) {
      const flags = importedLimitsFlags(binary, start);
      if (flags !== undefined) return flags;
    }
  }
  throw new SyntaxError(
    "Cannot share the memory of a WASM module as it must have one: there is no memory section and no imported memory",
  );
}

function importedLimitsFlags(
  binary: Uint8Array,
  start: number,
): number | undefined {
  let [count, at] = unsignedLeb128(binary, start);
  for (; count > 0; count--) {
    for (const _name of ["module", "field"]) {
      const [length, text] = unsignedLeb128(binary, at);
      at = text + length;
    }
    const kind = binary[at]!;
    if (kind === MEMORY_KIND) return at + 1;
    // Only functions, one type index each, come before the memory in what
    // compilers emit for modules like these.
    at = unsignedLeb128(binary, at + 1)[1];
  }
}

/** A section of a WASM binary. */
export interface WasmSection {
  /** What it holds: 2 imports, 5 memories, 11 data. */
  readonly id: number;
  /** Offset of its contents. */
  readonly start: number;
}

/** The sections of a WASM binary, in order. */
export function* wasmSections(binary: Uint8Array): Generator<WasmSection> {
  for (let at = 8; at < binary.length;) {
    const [length, start] = unsignedLeb128(binary, at + 1);
    yield { id: binary[at]!, start };
    at = start + length;
  }
}

/** An unsigned LEB128 number and the offset behind it. */
function unsignedLeb128(
  binary: Uint8Array,
  start: number,
): [value: number, end: number] {
  let [value, shift, at] = [0, 0, start];
  for (;;) {
    const byte = binary[at++]!;
    value |= (byte & 127) << shift;
    if (byte < 128) return [value >>> 0, at];
    shift += 7;
  }
}
