import { normals } from "../../propagation/cases/mod.ts";
import { IMAGE } from "./networks.ts";

/** `count` normal images for the networks. */
export function images(count: number, seed = 5) {
  const [height, width, channels] = IMAGE;
  return {
    data: normals(count * height * width * channels, seed),
    shape: [count, height, width, channels],
  };
}
