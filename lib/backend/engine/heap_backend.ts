import * as tf from "@tensorflow/tfjs";
import { arrayType } from "./array_type.ts";
import { allocate } from "./heap.ts";
import { PackedWeights } from "./packed_weights.ts";
import { type Registry, registry } from "./registry.ts";
import type { StockModule } from "./stock_module.ts";

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
  readonly wasm: StockModule & { readonly tfjs: Registry };
  /** The tensors' data, as tfjs's kernels use it. */
  readonly dataIdMap: tf.DataStorage<TensorData>;
  readonly #packed: PackedWeights;
  #nextId = 1;

  /** A backend without tensors. */
  constructor(module: StockModule) {
    super();
    this.wasm = Object.assign(module, { tfjs: registry(module) });
    this.wasm.tfjs.initWithThreadsCount(1);
    this.dataIdMap = new tf.DataStorage(this, tf.engine());
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
   */
  packed(
    { dataId }: tf.TensorInfo,
    key: string,
    bytes: number,
    fill: (address: number) => void,
  ): number {
    return this.#packed.get(dataId, key, bytes, fill);
  }

  /** A tensor with values, those at an address, or none yet. */
  makeOutput(
    shape: readonly number[],
    dtype: tf.DataType,
    memoryOffset?: number | null,
    values?: tf.backend_util.BackendValues,
  ): tf.TensorInfo {
    const lengths = [...shape];
    if (memoryOffset === undefined || memoryOffset === null) {
      const dataId = this.write(values ?? null, lengths, dtype);
      return { dataId, shape: lengths, dtype };
    }
    const dataId = {};
    this.#register(dataId, lengths, dtype, memoryOffset, 1);
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
    return dataId;
  }

  override move(
    dataId: tf.DataId,
    values: tf.backend_util.BackendValues | null,
    shape: number[],
    dtype: tf.DataType,
    refCount: number,
  ): void {
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
    const bytes = tf.util.sizeFromShape(shape) *
      tf.util.bytesPerElement(dtype);
    const offset = allocate(this.wasm, bytes);
    this.#register(dataId, shape, dtype, offset, refCount);
    if (values === null || values === undefined) return;
    const { buffer, byteOffset } = values as tf.backend_util.TypedArray;
    this.wasm.HEAPU8.set(new Uint8Array(buffer, byteOffset, bytes), offset);
  }

  override read(dataId: tf.DataId): Promise<tf.backend_util.BackendValues> {
    // `async` would turn what a stock kernel throws here into a rejection too,
    // but readSync is what kernels call.
    return Promise.resolve(this.readSync(dataId));
  }

  override readSync(
    dataId: tf.DataId,
    start = 0,
    end?: number,
  ): tf.backend_util.BackendValues {
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
    if (!force && data.refCount > 0) return false;
    if (data.memoryOffset !== null) {
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
  }

  override floatPrecision(): 32 {
    return 32;
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: false };
  }

  override time(run: () => void): Promise<{ kernelMs: number }> {
    const start = tf.util.now();
    run();
    return Promise.resolve({ kernelMs: tf.util.now() - start });
  }

  override dispose(): void {
    this.wasm.tfjs.dispose();
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
