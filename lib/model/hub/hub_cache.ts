import { progress } from "../../display/mod.ts";
import type { ReadOptions, RemoteAnswer } from "../../files/mod.ts";
import { hubRequest } from "./hub_request.ts";

/** A file of a repository: its bytes and their hash. */
export interface Blob {
  /** Its address. */
  readonly url: URL;
  /** SHA-256 of the bytes, its first 8 digits, or Git's SHA-1 of them. */
  readonly hash: string;
  readonly size: number;
}

/** Fetches what is not there yet into `path`, under the lock of `lock`. */
export async function fetchBlob(
  blob: Blob,
  path: string,
  lock: string,
  token: string | undefined,
  reading: ReadOptions,
): Promise<void> {
  const { fs, dirname } = nodeFiles();
  const exists = () => fs.stat(path).then(() => true, () => false);
  if (await exists()) return;
  await fs.mkdir(dirname(path), { recursive: true });
  await fs.mkdir(dirname(lock), { recursive: true });
  await whileLocked(lock, reading, async (isLocked) => {
    if (await exists()) return; // another process had it
    // Who cannot lock shares no file with others, and resumes nothing.
    const id = isLocked ? "" : `.${crypto.randomUUID().slice(0, 8)}`;
    const partial = `${path}${id}.incomplete`;
    try {
      await fetchWhole(blob, partial, token, reading);
      await fs.rename(partial, path);
    } finally {
      if (!isLocked) await fs.rm(partial, { force: true });
    }
  });
}

/**
 * Fetches a file into `partial`, from where a fetch before has ended.
 *
 * @throws {Error} If it has another hash or size, and then it is removed.
 */
async function fetchWhole(
  blob: Blob,
  partial: string,
  token: string | undefined,
  reading: ReadOptions,
): Promise<void> {
  const { fs } = nodeFiles();
  const resumed = await fetchPartial(blob, partial, token, reading);
  if (await isWhole(blob, partial, reading)) return;
  await fs.rm(partial);
  if (resumed) {
    await fetchPartial(blob, partial, token, reading);
    if (await isWhole(blob, partial, reading)) return;
    await fs.rm(partial);
  }
  throw new Error(
    `Cannot load the model as the bytes of ${blob.url.href} must have the hash ${blob.hash} and the size ${blob.size}: they have another`,
  );
}

/** Fetches what is missing of a file; whether some of it was there. */
async function fetchPartial(
  { url, size }: Blob,
  partial: string,
  token: string | undefined,
  reading: ReadOptions,
): Promise<boolean> {
  const { fs } = nodeFiles();
  let start = await fs.stat(partial).then(({ size }) => size, () => 0);
  if (start > size) start = 0;
  if (start === size && size > 0) return true;
  const range = start > 0 ? `bytes=${start}-` : undefined;
  let answer = await hubRequest(url, { range, token }, reading);
  if (start > 0 && !continues(answer, start)) {
    if (answer.response.status !== 200) {
      answer.close();
      answer = await hubRequest(url, { token }, reading);
    }
    start = 0;
  }
  const { status } = answer.response;
  if (status !== (start > 0 ? 206 : 200)) {
    answer.close();
    throw new Error(
      `Cannot load the model as ${url.href} must answer 200: it answers ${status}`,
    );
  }
  const file = await fs.open(partial, start > 0 ? "a" : "w");
  using bar = progress(`Fetching ${fileName(url)}`, size, { unit: "bytes" });
  try {
    let total = start;
    bar.advance(start);
    for await (const chunk of answer.chunks()) {
      total += chunk.length;
      bar.advance(chunk.length);
      if (total > size) break; // not that file: the hash will say so
      await file.appendFile(chunk);
    }
    if (total < size) {
      throw new Error(
        `Cannot load the model as ${url.href} must send ${size} bytes: it has sent ${total} (what has come is kept)`,
      );
    }
    if (total > size) await file.truncate(0);
    await file.sync();
  } finally {
    answer.close();
    await file.close();
  }
  return start > 0;
}

function fileName({ pathname }: URL): string {
  return decodeURIComponent(pathname.split("/").at(-1)!);
}

function continues({ response }: RemoteAnswer, start: number): boolean {
  return response.status === 206 &&
    (response.headers.get("content-range") ?? "").startsWith(`bytes ${start}-`);
}

/** Whether a file has the hash that it must have. */
async function isWhole(
  { hash, size }: Blob,
  path: string,
  { signal }: ReadOptions,
): Promise<boolean> {
  const { fs, createHash } = nodeFiles();
  const isGit = hash.length === 40;
  const hasher = createHash(isGit ? "sha1" : "sha256");
  if (isGit) hasher.update(`blob ${size}\0`);
  const file = await fs.open(path);
  try {
    const chunk = new Uint8Array(2 ** 20);
    let total = 0;
    while (true) {
      signal?.throwIfAborted();
      const { bytesRead } = await file.read(chunk, 0, chunk.length);
      if (bytesRead === 0) break;
      total += bytesRead;
      hasher.update(chunk.subarray(0, bytesRead));
    }
    return total === size && hasher.digest("hex").startsWith(hash);
  } finally {
    await file.close();
  }
}

/** Holds the lock that Python's client takes, where the runtime has locks. */
async function whileLocked(
  path: string,
  { signal }: ReadOptions,
  task: (isLocked: boolean) => Promise<void>,
): Promise<void> {
  if (!("Deno" in globalThis)) return await task(false);
  using file = await Deno.open(path, { write: true, create: true });
  // Some file systems of networks have no locks.
  const tryLock = () => file.tryLock(true).catch(() => undefined);
  let isMine = await tryLock();
  while (isMine === false) {
    signal?.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, 100));
    isMine = await tryLock();
  }
  if (isMine === undefined) return await task(false);
  try {
    await task(true);
  } finally {
    await file.unlock();
  }
}

/** Shows a blob under its name in a snapshot, by a link or else a copy. */
export async function linkBlob(blob: string, pointer: string): Promise<void> {
  const { fs, dirname, relative } = nodeFiles();
  if (await fs.stat(pointer).then(() => true, () => false)) return;
  await fs.mkdir(dirname(pointer), { recursive: true });
  await fs.rm(pointer, { force: true }); // a link that points nowhere
  await fs.symlink(relative(dirname(pointer), blob), pointer)
    .catch(async (error) => {
      if (error.code === "EEXIST") return; // another process was first
      const copy = `${pointer}.${crypto.randomUUID().slice(0, 8)}`;
      await fs.copyFile(blob, copy);
      await fs.rename(copy, pointer);
    });
}

/** Writes which commit a revision is. */
export async function writeRef(path: string, commit: string): Promise<void> {
  const { fs, dirname } = nodeFiles();
  await fs.mkdir(dirname(path), { recursive: true });
  const fresh = `${path}.${crypto.randomUUID().slice(0, 8)}`;
  await fs.writeFile(fresh, commit);
  await fs.rename(fresh, path);
}

/** Node's files, which a page does not have. */
export function nodeFiles() {
  const { process } = globalThis;
  return {
    fs: process.getBuiltinModule("node:fs/promises"),
    ...process.getBuiltinModule("node:path"),
    ...process.getBuiltinModule("node:crypto"),
    ...process.getBuiltinModule("node:url"),
  };
}
