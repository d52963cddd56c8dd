import * as tf from "@tensorflow/tfjs";
import { CONTROL_BYTES } from "./control.ts";
import { AlignedBlock, allocate } from "./heap.ts";
import type { CompiledKernels } from "./kernel_binaries.ts";
import { PackedWeights } from "./packed_weights.ts";
import type { StockModule } from "./stock_module.ts";
import { ThreadPool } from "./thread_pool.ts";

/** A launch of a kernel on all threads. */
export interface Launch {
  /** Name of the operation, that of its folder. */
  readonly operation: string;
  /** Name of the exported function. */
  readonly function: string;
  /** 32-bit words: integers, addresses, and floats by {@linkcode f32Bits}. */
  readonly args: readonly number[];
  /** Number of independent work units. */
  readonly units: number;
  /** Units that a thread takes at a time; default: an eighth of its share. */
  readonly chunk?: number;
  /** Scratch memory that each thread has for itself, in bytes; default 0. */
  readonly scratchBytes?: number;
}

/** What the backend is made of. */
export interface BackendParts {
  /** tfjs's module. */
  readonly module: StockModule;
  /** Its heap. */
  readonly memory: WebAssembly.Memory;
  /** Our kernels. */
  readonly kernels: CompiledKernels;
}

interface TensorData {
  readonly id: number;
  readonly memoryOffset: number | null;
  readonly shape: readonly number[];
  readonly dtype: tf.DataType;
  readonly stringBytes?: Uint8Array[];
  refCount: number;
}

/** Words that the arguments of a launch may have. */
const MAX_ARGS = 128;

/** A worker that is this long behind the launching thread is lost. */
const PATIENCE_MS = 30_000;

/**
 * A tfjs backend whose heap is shared by several threads: tfjs's own WASM
 * kernels run on the calling thread, ours on all.
 */
export class FullgradBackend extends tf.KernelBackend {
  /** tfjs's module, as its kernels use it. */
  readonly wasm: StockModule & { readonly tfjs: Registry };
  /** The tensors' data, as tfjs's kernels use it. */
  readonly dataIdMap: tf.DataStorage<TensorData>;
  readonly #pool: ThreadPool;
  readonly #indices: ReadonlyMap<string, number>;
  readonly #packed: PackedWeights;
  readonly #args: number;
  #scratch: AlignedBlock | undefined;
  #nextId = 1;

  private constructor(
    module: StockModule,
    pool: ThreadPool,
    { indices }: CompiledKernels,
  ) {
    super();
    this.wasm = Object.assign(module, { tfjs: registry(module) });
    this.wasm.tfjs.initWithThreadsCount(1);
    this.dataIdMap = new tf.DataStorage(this, tf.engine());
    this.#packed = new PackedWeights(module);
    this.#pool = pool;
    this.#indices = indices;
    this.#args = new AlignedBlock(module, 4 * MAX_ARGS).address;
  }

  /** A backend with one thread. */
  static start({ module, memory, kernels }: BackendParts): FullgradBackend {
    const control = new AlignedBlock(module, CONTROL_BYTES);
    module.HEAPU8.fill(0, control.address, control.address + CONTROL_BYTES);
    const pool = new ThreadPool({
      memory,
      modules: kernels.modules,
      control: control.address,
      patience: PATIENCE_MS,
    });
    return new FullgradBackend(module, pool, kernels);
  }

  /** Number of threads that kernels run on, the calling one included. */
  get threads(): number {
    return this.#pool.threads;
  }

  /**
   * Changes the number of threads.
   *
   * @throws {Error} If a worker cannot start, or the heap cannot be shared.
   */
  async setThreads(threads: number): Promise<void> {
    await this.#pool.setThreads(threads);
  }

  /**
   * Runs a kernel on all threads and returns when it is done.
   *
   * @throws {RangeError} If there is no such kernel.
   * @throws {LostWorkerError} If a worker has died.
   * @throws {Error} If the kernel traps.
   */
  launch(launch: Launch): void {
    const name = `${launch.operation}.${launch.function}`;
    const index = this.#indices.get(name);
    if (index === undefined || launch.args.length > MAX_ARGS) {
      throw new RangeError(
        `Cannot launch ${name} as it must be a kernel with at most ${MAX_ARGS} arguments: it has ${launch.args.length}`,
      );
    }
    const { units, scratchBytes = 0 } = launch;
    const chunk = launch.chunk ??
      Math.max(1, Math.ceil(units / (8 * this.threads)));
    const scratchStride = Math.ceil(scratchBytes / 64) * 64;
    const scratch = this.#scratchOf(scratchStride);
    const heap = this.wasm.HEAPU8.buffer;
    new Int32Array(heap, this.#args, launch.args.length).set(launch.args);
    try {
      this.#pool.run({
        function: index,
        args: this.#args,
        units,
        chunk,
        scratch,
        scratchStride,
      });
    } catch (error) {
      if (!(error instanceof WebAssembly.RuntimeError)) throw error;
      throw new Error(`Cannot finish ${name}: ${error.message}`, {
        cause: error,
      });
    }
  }

  /** Byte offset of a tensor's values in the heap. */
  address({ dataId }: tf.TensorInfo): number {
    return this.dataIdMap.get(dataId).memoryOffset!;
  }

  /**
   * Calls a function with the address of temporary memory, which starts at a
   * cache line and is not cleared.
   */
  withWorkspace<T>(bytes: number, use: (address: number) => T): T {
    const block = new AlignedBlock(this.wasm, bytes);
    try {
      return use(block.address);
    } finally {
      block.free();
    }
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
    this.#pool.stop();
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

  /** Address of scratch memory of `stride` bytes for each thread. */
  #scratchOf(stride: number): number {
    const bytes = stride * this.threads;
    if (this.#scratch === undefined || this.#scratch.bytes < bytes) {
      this.#scratch?.free();
      this.#scratch = new AlignedBlock(this.wasm, bytes);
    }
    return this.#scratch.address;
  }
}

/** The bookkeeping of tensors inside tfjs's module. */
interface Registry {
  readonly initWithThreadsCount: (threads: number) => void;
  readonly registerTensor: (id: number, size: number, offset: number) => void;
  readonly disposeData: (id: number) => void;
  readonly dispose: () => void;
}

function registry({ cwrap }: StockModule): Registry {
  return {
    initWithThreadsCount: cwrap("init_with_threads_count", null, ["number"]),
    registerTensor: cwrap("register_tensor", null, [
      "number",
      "number",
      "number",
    ]),
    disposeData: cwrap("dispose_data", null, ["number"]),
    dispose: cwrap("dispose", null, []),
  };
}

function arrayType(
  dtype: tf.DataType,
):
  | Float32ArrayConstructor
  | Int32ArrayConstructor
  | Uint8ArrayConstructor {
  switch (dtype) {
    case "float32":
      return Float32Array;
    case "int32":
      return Int32Array;
    case "bool":
      return Uint8Array;
    default:
      throw new TypeError(
        `Cannot view a tensor in the WASM heap as its type must be float32, int32 or bool: current type is ${dtype}`,
      );
  }
}
