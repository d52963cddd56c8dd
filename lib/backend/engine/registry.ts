import type { StockModule } from "./stock_module.ts";

/** The bookkeeping of tensors inside tfjs's module. */
export interface Registry {
  readonly initWithThreadsCount: (threads: number) => void;
  readonly registerTensor: (id: number, size: number, offset: number) => void;
  readonly disposeData: (id: number) => void;
  readonly dispose: () => void;
}

/** The bookkeeping of a module. */
export function registry({ cwrap }: StockModule): Registry {
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
