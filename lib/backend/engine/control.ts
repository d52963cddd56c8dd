/**
 * The control block through which a launch reaches the threads: 32-bit words in
 * the shared heap.
 *
 * A launch is open from when its words are written until its thread has no work
 * left. A worker that wakes says that it is busy, and only then looks whether
 * the launch is open; the launching thread closes it, and only then looks
 * whether a worker is busy. So a worker that wakes late does nothing, and nobody
 * waits for it.
 */
export const CONTROL = {
  /** Counts launches; workers sleep on it. */
  generation: 0,
  /** 1 once the workers must end. */
  stop: 1,
  /** 1 while a launch is open. */
  open: 2,
  /** Index of the function in the table of all kernels. */
  function: 3,
  /** Address of the arguments. */
  args: 4,
  /** Number of work units. */
  units: 5,
  /** Units that a thread takes at a time. */
  chunk: 6,
  /** The first unit that nobody has taken. */
  next: 7,
  /** 1 once a worker's kernel has trapped. */
  failed: 8,
  /** Address of the scratch memory of thread 0. */
  scratch: 9,
  /** Bytes of scratch memory per thread. */
  scratchStride: 10,
  /** Number of threads that take part; workers beyond it do nothing. */
  threads: 11,
  /** One word per worker: 1 while it works on a launch. */
  busy: 16,
} as const;

/** The most threads that a pool may have, the calling one included. */
export const MAX_THREADS = 64;

/** Size of the control block in bytes. */
export const CONTROL_BYTES = 4 * (CONTROL.busy + MAX_THREADS);

/**
 * A thread looks this often for what it waits for before it sleeps: some 200 µs,
 * which bridges the time between two launches of one pass over a network, and
 * what another thread still has of a launch. Waking up takes longer than most
 * of what comes in between.
 */
export const LOOKS = 20_000;
