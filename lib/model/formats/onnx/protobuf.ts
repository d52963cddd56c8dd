import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";

/** How a value of a field is written. */
export type FieldType =
  | "bytes"
  | "double"
  | "float"
  | "int"
  | "string"
  | (() => MessageType);

/** A field of a message: its name, its type, and whether it holds many. */
export type Field = readonly [name: string, type: FieldType, many?: "many"];

/** The fields of a message by their numbers; others are passed over. */
export interface MessageType {
  readonly [number: number]: Field;
}

/** How deep messages may lie in each other: graphs hold graphs. */
const DEEPEST = 64;

/**
 * The fields of a message as a record: what may be there many times is always a
 * list, what is missing otherwise is not there. Integers of 64 bits become
 * numbers; bytes are not copied.
 *
 * @throws {Error} If the bytes are not such a message.
 */
export function decodeMessage(
  bytes: Uint8Array,
  type: MessageType,
  depth = 0,
): Record<string, unknown> {
  if (depth > DEEPEST) {
    throw new Error(`messages lie in each other more than ${DEEPEST} deep`);
  }
  const message: Record<string, unknown> = {};
  for (const [name, , many] of Object.values(type) as Field[]) {
    if (many) message[name] = [];
  }
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [number, wire] = reader.tag();
    // They may lie in each other without end, and no format of ours has any.
    if (wire === WireType.StartGroup) throw new Error("it holds groups");
    const field = type[number];
    if (field === undefined) {
      reader.skip(wire, number);
      continue;
    }
    const [name, kind, many] = field;
    if (many) {
      const values = message[name] as unknown[];
      if (isPacked(kind, wire)) {
        readPacked(reader.bytes(), kind as "int", values as number[]);
      } else values.push(readValue(reader, wire, kind, depth));
    } else message[name] = readValue(reader, wire, kind, depth);
  }
  return message;
}

const WIRES: Readonly<Record<string, WireType>> = {
  bytes: WireType.LengthDelimited,
  double: WireType.Bit64,
  float: WireType.Bit32,
  int: WireType.Varint,
  string: WireType.LengthDelimited,
};

function readValue(
  reader: BinaryReader,
  wire: WireType,
  type: FieldType,
  depth: number,
): unknown {
  const expected = typeof type === "string"
    ? WIRES[type]
    : WireType.LengthDelimited;
  if (wire !== expected) {
    throw new Error(
      `a field is written as type ${wire} instead of ${expected}`,
    );
  }
  if (typeof type === "function") {
    return decodeMessage(reader.bytes(), type(), depth + 1);
  }
  if (type === "bytes") return reader.bytes();
  if (type === "string") return reader.string();
  return readNumber(reader, type);
}

function readNumber(
  reader: BinaryReader,
  type: "double" | "float" | "int",
): number {
  if (type === "double") return reader.double();
  return type === "float" ? reader.float() : Number(reader.int64());
}

/** Whether numbers stand behind each other without tags between them. */
function isPacked(type: FieldType, wire: WireType): boolean {
  return wire === WireType.LengthDelimited &&
    (type === "double" || type === "float" || type === "int");
}

function readPacked(
  bytes: Uint8Array,
  type: "double" | "float" | "int",
  values: number[],
): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) values.push(readNumber(reader, type));
}
