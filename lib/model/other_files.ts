/** A kind of file that is no model that can be read. */
interface OtherFile {
  /** What it is, in words that follow "it is". */
  readonly is: string;
  readonly begins: (bytes: Uint8Array) => boolean;
  /** What to do. */
  readonly todo: string;
}

/** What people give instead of a model; the first that fits counts. */
export const OTHER_FILES: readonly OtherFile[] = [
  { is: "a zip archive", begins: starts("PK"), todo: "unpack it" },
  {
    is: "a TFLite model",
    begins: (bytes) => textOf(bytes.subarray(4), 4) === "TFL3",
    todo:
      "convert the model that it was made of with tensorflowjs_converter, or the file with tflite2onnx",
  },
  {
    is: "a GGUF file",
    begins: starts("GGUF"),
    todo: "it holds a language model",
  },
  {
    is: "a TensorFlow SavedModel (.pb)",
    begins: starts("\x08\x01\x12"),
    todo: "convert its folder with tensorflowjs_converter",
  },
  {
    is: "a TensorFlow graph (.pb)",
    begins: (bytes) => bytes[0] === 0x0a && holds(bytes, "Placeholder"),
    todo: "convert it with tensorflowjs_converter",
  },
  {
    is: "a pointer of Git LFS to a file elsewhere",
    begins: starts("version https://git-lfs"),
    todo: "fetch the file itself with git lfs pull",
  },
  {
    is: "a web page",
    begins: (bytes) => /^\s*<(!|html|head|body|\?xml)/i.test(textOf(bytes, 64)),
    todo: "give the address of the file itself",
  },
  {
    is: "a picture",
    begins: (bytes) =>
      ["\x89PNG", "\xff\xd8\xff", "GIF8", "BM", "II*\0", "MM\0*"].some((
        magic,
      ) => starts(magic)(bytes)) ||
      starts("RIFF")(bytes) && textOf(bytes.subarray(8), 4) === "WEBP",
    todo: "give the model first, the picture to loadImage",
  },
  {
    is: "a gzip file",
    begins: starts("\x1f\x8b"),
    todo: "unpack it",
  },
  {
    is: "a NumPy file",
    begins: starts("\x93NUMPY"),
    todo: "it holds an array and no layers",
  },
];

/** Bytes as characters of the same number. */
export function textOf(bytes: Uint8Array, length: number): string {
  return String.fromCharCode(...bytes.subarray(0, length));
}

/** Tells files that begin with these characters. */
export function starts(magic: string): (bytes: Uint8Array) => boolean {
  return (bytes) => textOf(bytes, magic.length) === magic;
}

/** Whether a text stands in the beginning or at the end of a file. */
export function holds(bytes: Uint8Array, text: string): boolean {
  const places = [bytes.subarray(0, 4096), bytes.subarray(-65536)];
  return places.some((part) =>
    new TextDecoder("latin1").decode(part).includes(text)
  );
}
