import * as tf from "@tensorflow/tfjs";
import { allocate, arrayType, TFJS_BYTES } from "./heap.ts";
import { KernelReferences } from "./kernel_references.ts";
import { PackedWeights } from "./packed_weights.ts";
import { type Registry, registry, type TfjsModule } from "./tfjs_module.ts";

interface TensorData {
  readonly id: number;
  readonly memoryOffset: number | null;
  readonly shape: readonly number[];
  readonly dtype: tf.DataType;
  readonly stringBytes?: Uint8Array[];
  refCount: number;
}

/**
 * Tensors in the heap of tfjs's WASM module, kept in the way that tfjs's kernels
 * expect of their backend.
 */
export class HeapBackend extends tf.KernelBackend {
  /** tfjs's module, as its kernels use it. */
  readonly wasm: TfjsModule & { readonly tfjs: Registry };
  /** The tensors' data, as tfjs's kernels use it. */
  readonly dataIdMap: tf.DataStorage<TensorData>;
  readonly #packed: PackedWeights;
  readonly #references = new KernelReferences();
  #nextId = 1;
  #isDisposed = false;

  /** A backend without tensors. */
  constructor(module: TfjsModule) {
    super();
    this.wasm = Object.assign(module, { tfjs: registry(module) });
    this.wasm.tfjs.initWithThreadsCount(1);
    this.dataIdMap = new tf.DataStorage(this, {
      moveData: (_backend, dataId) => this.#takeFromOther(dataId),
    });
    this.#packed = new PackedWeights(module);
  }

  /** Byte offset of a tensor's values in the heap. */
  address({ dataId }: tf.TensorInfo): number {
    return this.dataIdMap.get(dataId).memoryOffset!;
  }

  /**
   * Address of something derived from a tensor, such as a kernel in the order
   * in which it is read. It is filled once and freed with the tensor's data.
   *
   * @param key What it is, unique for the tensor.
   * @param bytes Its size.
   * @param fill Fills it at an address.
   * @param also Another tensor that it is made of, of floats: it is filled again
   * where their values have changed.
   */
  packed(
    { dataId }: tf.TensorInfo,
    key: string,
    bytes: number,
    fill: (address: number) => void,
    also?: tf.TensorInfo,
  ): number {
    const values = also &&
      (() => this.typedArrayFromHeap(also) as Float32Array);
    return this.#packed.get(dataId, key, bytes, fill, values);
  }

  /**
   * @throws {HeapExhaustedError} If no block of so many bytes is free, before
   * code of tfjs takes one that does not say when there is none.
   */
  requireRoom(bytes: number): void {
    this.wasm._free(allocate(this.wasm, bytes));
  }

  /**
   * Calls a kernel. If it throws, what it has made until then is freed.
   *
   * @param kernel Makes tensors, or refers to those that are there.
   */
  freeingOnError<T>(kernel: () => T): T {
    return this.#references.track(kernel, (dataId) => this.disposeData(dataId));
  }

  /** A tensor with values, those at an address, or none yet. */
  makeOutput(
    shape: readonly number[],
    dtype: tf.DataType,
    memoryOffset?: number | null,
    values?: tf.backend_util.BackendValues,
  ): tf.TensorInfo {
    const lengths = [...shape];
    let dataId: tf.DataId = {};
    if (typeof memoryOffset === "number") {
      this.#register(dataId, lengths, dtype, memoryOffset, 1);
      this.#references.count(dataId, 1);
    } else {
      dataId = this.write(values ?? null, lengths, dtype);
    }
    return { dataId, shape: lengths, dtype };
  }

  /** The values of a tensor in the heap, valid until the heap grows. */
  typedArrayFromHeap(
    { shape, dtype, dataId }: tf.TensorInfo,
  ): tf.backend_util.TypedArray {
    const offset = this.dataIdMap.get(dataId).memoryOffset!;
    const size = tf.util.sizeFromShape(shape);
    return new (arrayType(dtype))(
      // tfjs's types know no shared buffers.
      this.wasm.HEAPU8.buffer as ArrayBuffer,
      offset,
      size,
    );
  }

  override write(
    values: tf.backend_util.BackendValues | null,
    shape: number[],
    dtype: tf.DataType,
  ): tf.DataId {
    const dataId = {};
    this.move(dataId, values, shape, dtype, 1);
    this.#references.count(dataId, 1);
    return dataId;
  }

  override move(
    dataId: tf.DataId,
    values: tf.backend_util.BackendValues | null,
    shape: number[],
    dtype: tf.DataType,
    refCount: number,
  ): void {
    this.requireRunning();
    if (dtype === "string") {
      this.dataIdMap.set(dataId, {
        id: this.#nextId++,
        stringBytes: values as Uint8Array[],
        shape,
        dtype,
        memoryOffset: null,
        refCount,
      });
      return;
    }
    const bytes = bytesOf(shape, dtype);
    const offset = allocate(this.wasm, bytes);
    try {
      this.requireRoom(TFJS_BYTES);
    } catch (error) {
      this.wasm._free(offset);
      throw error;
    }
    this.#register(dataId, shape, dtype, offset, refCount);
    if (values === null || values === undefined) return;
    const { buffer, byteOffset } = values as tf.backend_util.TypedArray;
    this.wasm.HEAPU8.set(new Uint8Array(buffer, byteOffset, bytes), offset);
  }

  override read(dataId: tf.DataId): Promise<tf.backend_util.BackendValues> {
    // `async` would turn what a kernel of tfjs throws here into a rejection too,
    // but readSync is what kernels call.
    return Promise.resolve(this.readSync(dataId));
  }

  override readSync(
    dataId: tf.DataId,
    start = 0,
    end?: number,
  ): tf.backend_util.BackendValues {
    this.requireRunning();
    const { memoryOffset, dtype, shape, stringBytes } = this.dataIdMap.get(
      dataId,
    );
    const last = end || tf.util.sizeFromShape([...shape]);
    if (dtype === "string") return stringBytes!.slice(start, last);
    const width = tf.util.bytesPerElement(dtype);
    const bytes = this.wasm.HEAPU8.slice(
      memoryOffset! + start * width,
      memoryOffset! + last * width,
    );
    return new (arrayType(dtype))(bytes.buffer);
  }

  override disposeData(dataId: tf.DataId, force = false): boolean {
    if (!this.dataIdMap.has(dataId)) return true;
    const data = this.dataIdMap.get(dataId);
    data.refCount--;
    this.#references.count(dataId, -1);
    if (!force && data.refCount > 0) return false;
    if (data.memoryOffset !== null && !this.#isDisposed) {
      this.wasm._free(data.memoryOffset);
      this.wasm.tfjs.disposeData(data.id);
    }
    this.#packed.dispose(dataId);
    this.dataIdMap.delete(dataId);
    return true;
  }

  override numDataIds(): number {
    return this.dataIdMap.numDataIds();
  }

  override refCount(dataId: tf.DataId): number {
    return this.dataIdMap.has(dataId) ? this.dataIdMap.get(dataId).refCount : 0;
  }

  override incRef(dataId: tf.DataId): void {
    // Data that is still on another backend comes here first.
    this.dataIdMap.get(dataId).refCount++;
    this.#references.count(dataId, 1);
  }

  override floatPrecision(): 32 {
    return 32;
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: false };
  }

  override time(run: () => void): Promise<{ kernelMs: number }> {
    const start = performance.now();
    run();
    return Promise.resolve({ kernelMs: performance.now() - start });
  }

  override dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.wasm.tfjs.dispose();
  }

  /** @throws {Error} If the backend was disposed, and its tensors with it. */
  protected requireRunning(): void {
    if (!this.#isDisposed) return;
    throw new Error(
      "Cannot use the backend fullgrad-wasm as it must be there: it was removed, with all its tensors. startBackend() starts another",
    );
  }

  /**
   * Brings a tensor's data here from the backend that has it.
   *
   * @throws {Error} If no backend has it.
   * @throws {HeapExhaustedError} If there is no room for it; it then stays
   * where it is.
   */
  #takeFromOther(dataId: tf.DataId): void {
    const engine = tf.engine();
    const info = engine.state.tensorInfo.get(dataId);
    if (info === undefined || info.backend === this) {
      throw new Error(
        "Cannot use a tensor as its values must be there: it was disposed",
      );
    }
    // tfjs frees the values over there before it asks for room here.
    if (info.dtype !== "string") {
      this.requireRoom(bytesOf(info.shape, info.dtype));
    }
    engine.moveData(this, dataId);
  }

  #register(
    dataId: tf.DataId,
    shape: readonly number[],
    dtype: tf.DataType,
    memoryOffset: number,
    refCount: number,
  ): void {
    const id = this.#nextId++;
    this.dataIdMap.set(dataId, { id, memoryOffset, shape, dtype, refCount });
    const size = tf.util.sizeFromShape([...shape]);
    this.wasm.tfjs.registerTensor(id, size, memoryOffset);
  }
}

function bytesOf(shape: readonly number[], dtype: tf.DataType): number {
  return tf.util.sizeFromShape([...shape]) * tf.util.bytesPerElement(dtype);
}
