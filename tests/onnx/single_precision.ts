import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

/** Numbers of ONNX for types of elements. */
const FLOAT = 1;
const HALF = 10;
const DOUBLE = 11;

/** The bytes of an external file by its name. */
export type ExternalFiles = (name: string) => Promise<Uint8Array>;

/**
 * An ONNX file whose weights all lie in it, in single precision: half precision
 * as an implementation rounds it is no reference, and double precision has few
 * kernels in onnxruntime-web.
 */
export async function inSinglePrecision(
  file: Uint8Array,
  external: ExternalFiles,
): Promise<Uint8Array> {
  // Shape arithmetic in doubles is left as it is where the image is no double.
  const isDouble = inputTypes(file).includes(DOUBLE);
  const isWide = (type: number) => type === HALF || type === DOUBLE && isDouble;
  const names = new Set<string>();
  rewrite(
    file,
    modelFields(isWide, (name) => {
      names.add(name);
      return new Uint8Array();
    }),
  );
  const files = new Map<string, Uint8Array>();
  for (const name of names) files.set(name, await external(name));
  return rewrite(file, modelFields(isWide, (name) => files.get(name)!));
}

/** What becomes of a field of a message: other bytes, or another number. */
type Field =
  | { readonly message: (bytes: Uint8Array) => Uint8Array }
  | { readonly number: (value: number) => number };

type Fields = Readonly<Record<number, Field>>;

/** A message with some of its fields changed. */
function rewrite(bytes: Uint8Array, fields: Fields): Uint8Array {
  const reader = new BinaryReader(bytes);
  const writer = new BinaryWriter();
  while (reader.pos < reader.len) {
    const [number, type] = reader.tag();
    const field = fields[number];
    writer.tag(number, type);
    if (field === undefined) writer.raw(reader.skip(type));
    else if ("message" in field) {
      writer.bytes(field.message(reader.bytes()));
    } else writer.int64(field.number(Number(reader.int64())));
  }
  return writer.finish();
}

function inputTypes(file: Uint8Array): readonly number[] {
  const types: number[] = [];
  const nested = (path: readonly number[]): Fields => {
    const [first, ...rest] = path;
    return {
      [first!]: rest.length === 0
        ? { number: (type) => (types.push(type), type) }
        : { message: (bytes) => rewrite(bytes, nested(rest)) },
    };
  };
  rewrite(file, nested([7, 11, 2, 1, 1]));
  return types;
}

function modelFields(
  isWide: (type: number) => boolean,
  external: (name: string) => Uint8Array,
): Fields {
  const type = { number: (type: number) => isWide(type) ? FLOAT : type };
  const inside = (fields: Fields): Field => ({
    message: (bytes) => rewrite(bytes, fields),
  });
  const tensor: Field = {
    message: (bytes) => singleTensor(bytes, isWide, external),
  };
  const border = inside({ 2: inside({ 1: inside({ 1: type }) }) });
  const graph: Record<number, Field> = {
    5: tensor,
    11: border,
    12: border,
    13: border,
  };
  const attribute: Field = {
    message: (bytes) =>
      rewrite(bytes, {
        5: tensor,
        6: inside(graph),
        ...(nameOf(bytes) === "to" && { 3: type }),
      }),
  };
  graph[1] = inside({ 5: attribute });
  return { 7: inside(graph), 25: inside({ 7: inside({ 5: attribute }) }) };
}

/** The name of an attribute. */
function nameOf(bytes: Uint8Array): string | undefined {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [number, type] = reader.tag();
    if (number === 1) return reader.string();
    reader.skip(type);
  }
}

/** The fields of a tensor that are read here. */
interface Tensor {
  readonly dims: number[];
  type: number;
  name: string;
  raw: Uint8Array | undefined;
  readonly typed: number[];
  readonly external: Map<string, string>;
}

function singleTensor(
  bytes: Uint8Array,
  isWide: (type: number) => boolean,
  external: (name: string) => Uint8Array,
): Uint8Array {
  const tensor = readTensor(bytes);
  const { dims, type, name, typed } = tensor;
  const location = tensor.external.get("location");
  if (!isWide(type) && location === undefined) return bytes;
  let raw = tensor.raw;
  if (location !== undefined) {
    const from = Number(tensor.external.get("offset") ?? 0);
    const length = tensor.external.get("length");
    raw = external(location)
      .slice(from, length === undefined ? undefined : from + Number(length));
  }
  const writer = new BinaryWriter();
  for (const length of dims) writer.tag(1, WireType.Varint).int64(length);
  writer.tag(2, WireType.Varint).int32(isWide(type) ? FLOAT : type);
  writer.tag(8, WireType.LengthDelimited).string(name);
  const values = isWide(type) ? singles(type, raw, typed) : raw!;
  writer.tag(9, WireType.LengthDelimited).bytes(values);
  return writer.finish();
}

function readTensor(bytes: Uint8Array): Tensor {
  const tensor: Tensor = {
    dims: [],
    type: 0,
    name: "",
    raw: undefined,
    typed: [],
    external: new Map(),
  };
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [number, type] = reader.tag();
    const each = (read: () => number, list: number[]) => {
      if (type !== WireType.LengthDelimited) return list.push(read());
      const end = reader.uint32() + reader.pos;
      while (reader.pos < end) list.push(read());
    };
    if (number === 1) each(() => Number(reader.int64()), tensor.dims);
    else if (number === 2) tensor.type = reader.int32();
    else if (number === 5) each(() => reader.int32(), tensor.typed);
    else if (number === 8) tensor.name = reader.string();
    else if (number === 9) tensor.raw = reader.bytes();
    else if (number === 10) each(() => reader.double(), tensor.typed);
    else if (number === 13) {
      const entry = new BinaryReader(reader.bytes());
      const texts: string[] = [];
      while (entry.pos < entry.len) {
        texts[entry.tag()[0]] = entry.string();
      }
      tensor.external.set(texts[1] ?? "", texts[2] ?? "");
    } else reader.skip(type);
  }
  return tensor;
}

/** Elements in half or double precision as bytes in single precision. */
function singles(
  type: number,
  raw: Uint8Array | undefined,
  typed: readonly number[],
): Uint8Array {
  let values: Iterable<number> = typed;
  if (raw !== undefined && raw.length > 0) {
    const { buffer } = raw.slice();
    values = type === HALF
      ? new Float16Array(buffer)
      : new Float64Array(buffer);
  } else if (type === HALF) {
    values = new Float16Array(Uint16Array.from(typed).buffer);
  }
  return new Uint8Array(Float32Array.from(values).buffer);
}
