// The terms of a bias site, g ⊙ b, summed and made into maps without being stored.
export { term } from "./term";
export { finish } from "./finish";
export { channelShare, channelMap } from "./channel_map";
export { upsampleAdd } from "./upsample_add";
export { linearTable } from "../resize/linear_table";
