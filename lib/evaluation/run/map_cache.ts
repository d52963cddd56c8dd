import { readFile } from "../../files/mod.ts";
import { bytesToFloats, floatsToBytes, sha256 } from "../../platform/mod.ts";
import { Lease } from "./lease.ts";
import { dirname, join } from "./paths.ts";
import { clearUnfinished, writeAtomic } from "./write_atomic.ts";

/** Bytes of a SHA-256 in hexadecimal digits. */
const CHECKSUM = 64;

/**
 * Keeps saliency maps in a folder, a file an image. Without a folder it keeps
 * nothing.
 *
 * A file holds the SHA-256 of its key and values, then the values as float32,
 * least significant byte first. One that is damaged counts as not there, is said
 * in `notes`, and is written over.
 */
export class MapCache {
  readonly #folder: string | undefined;
  #damaged = 0;
  #cleared = false;

  /**
   * The maps of a folder.
   *
   * @param folder Where the files are; made when the first one is written.
   */
  constructor(folder: string | undefined) {
    this.#folder = folder;
  }

  /** Whether it keeps anything. */
  get isOpen(): boolean {
    return this.#folder !== undefined;
  }

  /** How many files were found damaged, in words; nothing if none was. */
  get notes(): readonly string[] {
    return this.#damaged === 0 ? [] : [
      `${this.#damaged} saliency maps in ${this.#folder} were damaged and do not count: they are computed again.`,
    ];
  }

  /** The map that was kept under a key, or `undefined`. */
  async read(key: string): Promise<Float32Array | undefined> {
    if (this.#folder === undefined) return undefined;
    const file = await readFile("read the map", this.#path(key)).catch(
      (error) => {
        if (error instanceof Deno.errors.NotFound) return undefined;
        throw error;
      },
    );
    if (file === undefined) return undefined;
    const { bytes } = file;
    const body = bytes.slice(CHECKSUM);
    const checksum = new TextDecoder().decode(bytes.subarray(0, CHECKSUM));
    if (body.length % 4 === 0 && checksum === await checksumOf(key, body)) {
      return bytesToFloats(body);
    }
    this.#damaged++;
    return undefined;
  }

  /**
   * Keeps a map.
   *
   * @param key Hexadecimal digits, such as {@linkcode sha256} makes.
   * @throws {Error} If it could not be written, as on a full disk.
   */
  async write(key: string, map: Float32Array): Promise<void> {
    if (this.#folder === undefined) return;
    if (!this.#cleared) await clearUnfinished(this.#folder);
    this.#cleared = true;
    const body = floatsToBytes(map);
    const file = new Uint8Array(CHECKSUM + body.length);
    file.set(new TextEncoder().encode(await checksumOf(key, body)));
    file.set(body, CHECKSUM);
    await writeAtomic(this.#path(key), file, this.#folder);
  }

  /**
   * The right to compute what is kept under a key, in an open cache, as soon as no
   * other process has it.
   */
  async lease(key: string, signal: AbortSignal | undefined): Promise<Lease> {
    const path = this.#path(key);
    await Deno.mkdir(dirname(path), { recursive: true });
    return await Lease.wait(`${path}.lease`, signal);
  }

  /** No folder gets more than a 256th of the files. */
  #path(key: string): string {
    return join(this.#folder!, key.slice(0, 2), `${key.slice(2)}.map`);
  }
}

async function checksumOf(
  key: string,
  body: Uint8Array<ArrayBuffer>,
): Promise<string> {
  return await sha256(`${key} ${await sha256(body)}`);
}
