// The terms of a bias site, g ⊙ b, summed and made into maps without being stored.
export {
  channelMap,
  channelShare,
  clippedReluTerm,
  geluTanhTerm,
  geluTerm,
  swishTerm,
  term,
} from "./term";
export { finish } from "./finish";
export { upsampleAdd } from "./upsample_add";
export { linearTable } from "../resize/tables";
